"""What holds between the elements of a collection, whoever sent them."""

import pytest

from scorm.data_model.state import flatten_cmi, reduce_cmi
from scorm.enums import PackageStandard

OLD, NEW = PackageStandard.SCORM_12, PackageStandard.SCORM_2004


def interaction(kind: str, **fields: str) -> dict[str, str]:
    elements = {"id": "q1", "type": kind, **fields}
    return {f"interactions.0.{name.replace('__', '.')}": value for name, value in elements.items()}


@pytest.mark.parametrize(
    ("kind", "response"),
    [
        ("true-false", "true"),
        ("choice", "b"),
        ("choice", "a[,]c"),
        ("fill-in", "{lang=sv}nära vård[,]omsorg"),
        ("long-fill-in", "Jag frågade vad som var viktigt för henne."),
        ("matching", "1[.]c[,]2[.]a"),
        ("performance", "steg1[.]klart[,][.]utan namn"),
        ("sequencing", "c[,]a[,]b"),
        ("likert", "instämmer"),
        ("numeric", "37.5"),
        ("other", "vad som helst"),
    ],
)
def test_response_when_of_its_type_is_stored(kind: str, response: str) -> None:
    sent = interaction(kind, learner_response=response)

    folded = reduce_cmi({}, sent, NEW)

    assert (dict(flatten_cmi(folded.cmi)), folded.ignored) == (sent, ())


@pytest.mark.parametrize(
    ("kind", "response"),
    [
        ("true-false", "kanske"),
        ("choice", "a[,]a"),
        ("choice", "[,]".join(f"svar{n}" for n in range(37))),
        ("fill-in", "x" * 251),
        ("fill-in", "{lang=svenska-för-alla}vård"),
        ("long-fill-in", "x" * 4_001),
        ("matching", "1-c"),
        ("performance", "[.]"),
        ("numeric", "trettiosju"),
        ("numeric", "1[:]2"),
    ],
)
def test_response_when_not_of_its_type_is_left_out_and_the_rest_kept(kind: str, response: str) -> None:
    folded = reduce_cmi({}, interaction(kind, learner_response=response, result="correct"), NEW)

    assert folded.ignored == ("interactions.0.learner_response",)
    assert dict(flatten_cmi(folded.cmi)) == interaction(kind, result="correct")


@pytest.mark.parametrize(
    ("kind", "pattern", "holds"),
    [
        ("numeric", "36[:]38", True),
        ("numeric", "[:]38", True),
        ("numeric", "36[:]37[:]38", False),
        ("fill-in", "{case_matters=false}{order_matters=true}vård[,]omsorg", True),
        ("fill-in", "{case_matters=kanske}" + "x" * 250, False),
        ("true-false", "sant", False),
    ],
)
def test_pattern_when_not_of_its_type_is_left_out(kind: str, pattern: str, holds: bool) -> None:
    folded = reduce_cmi({}, interaction(kind, correct_responses__0__pattern=pattern), NEW)

    assert ("correct_responses" in folded.cmi["interactions"]["0"]) is holds


def test_pattern_when_a_type_has_one_alone_is_not_joined_by_a_second() -> None:
    patterns = {"correct_responses__0__pattern": "true", "correct_responses__1__pattern": "false"}

    folded = reduce_cmi({}, interaction("true-false", **patterns), NEW)

    assert folded.cmi["interactions"]["0"]["correct_responses"] == {"0": {"pattern": "true"}}


def test_response_without_a_type_is_left_out() -> None:
    sent = {"interactions.0.id": "q1", "interactions.0.learner_response": "true"}

    assert reduce_cmi({}, sent, NEW).cmi == {"interactions": {"0": {"id": "q1"}}}


@pytest.mark.parametrize("element", ["interactions.0.result", "objectives.0.success_status"])
def test_member_when_it_has_no_identifier_is_left_out_in_2004(element: str) -> None:
    value = "passed" if "status" in element else "correct"

    folded = reduce_cmi({}, {element: value}, NEW)

    assert (folded.cmi, folded.ignored) == ({}, (element,))


def test_objective_when_its_identifier_is_taken_is_left_out_in_2004() -> None:
    sent = {"objectives.0.id": "mål", "objectives.1.id": "mål", "objectives.2.id": "nästa"}

    folded = reduce_cmi({}, sent, NEW)

    assert folded.cmi == {"objectives": {"0": {"id": "mål"}}}
    assert set(folded.ignored) == {"objectives.1.id", "objectives.2.id"}


@pytest.mark.parametrize("standard", [OLD, NEW])
def test_members_when_their_indices_have_a_gap_end_before_it(standard: PackageStandard) -> None:
    sent = {"interactions.0.id": "q1", "interactions.2.id": "q3"}

    folded = reduce_cmi({}, sent, standard)

    assert (folded.cmi, folded.ignored) == ({"interactions": {"0": {"id": "q1"}}}, ("interactions.2.id",))


def test_response_when_1_2_content_writes_a_sentence_is_kept() -> None:
    sent = interaction("choice", student_response="Jag lyssnar först")

    assert dict(flatten_cmi(reduce_cmi({}, sent, OLD).cmi)) == sent


@pytest.mark.parametrize(
    ("standard", "element", "value", "holds"),
    [
        (OLD, "interactions.0.time", "23:59:59.9", True),
        (OLD, "interactions.0.time", "24:00:00", False),
        (NEW, "interactions.0.timestamp", "2026-02-28T08:00:00.5+01:00", True),
        (NEW, "interactions.0.timestamp", "2026", True),
        (NEW, "interactions.0.timestamp", "2026-02-30", False),
        (NEW, "interactions.0.timestamp", "i går", False),
        (NEW, "learner_preference.language", "sv-SE", True),
        (NEW, "learner_preference.language", "svenska!", False),
    ],
)
def test_value_when_it_is_no_time_or_language_is_left_out(
    standard: PackageStandard, element: str, value: str, holds: bool
) -> None:
    folded = reduce_cmi({}, {"interactions.0.id": "q1", element: value}, standard)

    assert (element in folded.ignored) is not holds
