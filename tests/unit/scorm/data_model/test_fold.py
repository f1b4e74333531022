"""Putting a commit into a SCO's state."""

import pytest

from scorm.data_model.state import flatten_cmi, reduce_cmi
from scorm.enums import PackageStandard

OLD, NEW = PackageStandard.SCORM_12, PackageStandard.SCORM_2004


def test_values_when_allowed_are_stored_whole() -> None:
    data = "å" * 64_000

    folded = reduce_cmi({}, {"suspend_data": data, "core.lesson_location": "5"}, OLD)

    assert folded.cmi == {"suspend_data": data, "core": {"lesson_location": "5"}}
    assert folded.ignored == ()


def test_texts_with_control_characters_and_all_of_unicode_are_stored() -> None:
    """XML 1.0 has no place for some of them, which content does not care about; databases keep them."""
    data = "".join(map(chr, range(1, 0xD800))) + "\ue000\uffff😀\U0010ffff"

    folded = reduce_cmi({}, {"suspend_data": data}, OLD)

    assert (folded.cmi, folded.ignored) == ({"suspend_data": data}, ())


@pytest.mark.parametrize(
    ("standard", "path", "value"),
    [
        (OLD, "suspend_data", "x" * 64_001),
        (OLD, "suspend_data", "a\x00b"),
        (OLD, "comments", "\ud83d"),
        (OLD, "core.lesson_status", "klar"),
        (OLD, "core.score.raw", "åttio"),
        (OLD, "core.score.raw", "1e9"),
        (OLD, "core.score.raw", "NaN"),
        (OLD, "core.session_time", "99:99:99"),
        (OLD, "core.exit", "away"),
        (OLD, "student_preference.audio", "101"),
        (OLD, "interactions.10000.id", "q"),
        (OLD, "interactions.-1.id", "q"),
        (OLD, "interactions.00.id", "q"),
        (OLD, "interactions.n.id", "q"),
        (OLD, "interactions.0.objectives.n.id", "q"),
        (OLD, "core.unheard_of", "x"),
        (OLD, "completion_status", "completed"),
        (NEW, "suspend_data", "x" * 64_001),
        (NEW, "location", "a\x00b"),
        (NEW, "interactions.0.id", "\ude00\ud83d"),
        (NEW, "score.scaled", "1.01"),
        (NEW, "progress_measure", "-0.1"),
        (NEW, "completion_status", "passed"),
        (NEW, "session_time", "00:01:00"),
        (NEW, "core.lesson_status", "passed"),
        (NEW, "objectives.n.id", "mål"),
    ],
)
def test_value_when_its_element_cannot_hold_it_is_left_out_and_named(
    standard: PackageStandard, path: str, value: str
) -> None:
    folded = reduce_cmi({}, {path: value}, standard)

    assert (folded.cmi, folded.ignored, folded.session_seconds) == ({}, (path,), None)


@pytest.mark.parametrize(
    ("standard", "path"),
    [
        (OLD, "core.student_id"),
        (OLD, "core.credit"),
        (OLD, "core.total_time"),
        (OLD, "student_data.mastery_score"),
        (OLD, "interactions._count"),
        (NEW, "learner_id"),
        (NEW, "total_time"),
        (NEW, "scaled_passing_score"),
        (NEW, "comments_from_lms.0.comment"),
        (NEW, "objectives._children"),
    ],
)
def test_element_when_read_only_is_not_listened_to(standard: PackageStandard, path: str) -> None:
    folded = reduce_cmi({}, {path: "hittepå"}, standard)

    assert (folded.cmi, folded.ignored) == ({}, ())


def test_one_faulty_value_when_among_good_ones_costs_only_itself() -> None:
    folded = reduce_cmi({}, {"core.score.raw": "hög", "core.lesson_status": "completed"}, OLD)

    assert folded.cmi == {"core": {"lesson_status": "completed"}}


def test_empty_value_when_committed_clears_its_element() -> None:
    assert reduce_cmi({"suspend_data": "abc"}, {"suspend_data": ""}, OLD).cmi == {}


def test_not_attempted_when_sent_by_1_2_content_does_not_undo_a_status() -> None:
    cmi = {"core": {"lesson_status": "incomplete"}}

    assert reduce_cmi(cmi, {"core.lesson_status": "not attempted"}, OLD).cmi == cmi


def test_interaction_sent_again_is_replaced_with_every_field_stored() -> None:
    fields = {
        "id": "q1",
        "type": "choice",
        "student_response": "b",
        "correct_responses.0.pattern": "a",
        "result": "wrong",
        "weighting": "1",
        "latency": "00:00:05",
        "time": "10:00:00",
        "objectives.0.id": "o1",
    }
    first = reduce_cmi({}, {f"interactions.0.{name}": value for name, value in fields.items()}, OLD)

    again = reduce_cmi(first.cmi, {"interactions.0.student_response": "a", "interactions.1.id": "q2"}, OLD)

    assert dict(flatten_cmi(first.cmi)) == {f"interactions.0.{n}": v for n, v in fields.items()}
    assert again.cmi["interactions"]["0"]["student_response"] == "a"
    assert again.cmi["interactions"]["0"]["result"] == "wrong"
    assert again.cmi["interactions"]["1"] == {"id": "q2"}


def test_interactions_when_more_than_ten_keep_their_order() -> None:
    stored = reduce_cmi({}, {f"interactions.{n}.id": f"q{n}" for n in range(12)}, OLD).cmi

    assert list(dict(flatten_cmi(stored)).values()) == [f"q{n}" for n in range(12)]


def test_exit_and_session_time_belong_to_the_session_not_the_state() -> None:
    folded = reduce_cmi({}, {"core.exit": "suspend", "core.session_time": "00:02:00"}, OLD)

    assert (folded.cmi, folded.exit, folded.session_seconds) == ({}, "suspend", 120)


def test_fold_when_done_has_changed_neither_argument() -> None:
    cmi, sent = {"core": {"lesson_location": "1"}}, {"core.lesson_location": "2"}

    reduce_cmi(cmi, sent, OLD)

    assert (cmi, sent) == ({"core": {"lesson_location": "1"}}, {"core.lesson_location": "2"})
