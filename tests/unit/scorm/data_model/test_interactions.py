"""Answers read from states of both standards, with journals and states distinguished."""

from __future__ import annotations

from typing import Any

import pytest

from scorm.data_model.interactions import (
    Interaction,
    answered_interactions,
    first_and_last_answers,
    new_answers,
    read_interactions,
)
from scorm.data_model.response_text import comparable, split_response, to_2004_notation
from scorm.enums import PackageStandard

V12, V2004 = PackageStandard.SCORM_12, PackageStandard.SCORM_2004


def cmi_12(*members: dict[str, Any]) -> dict[str, Any]:
    return {"interactions": {str(index): member for index, member in enumerate(members)}}


def tried(identifier: str, response: str, result: str = "wrong", **more: str) -> dict[str, Any]:
    return {"id": identifier, "type": "choice", "student_response": response, "result": result, **more}


def read(*members: dict[str, Any]) -> tuple[Interaction, ...]:
    return read_interactions(cmi_12(*members), V12)


def test_interaction_in_12_is_read_with_all_its_fields() -> None:
    member = tried("q1", "a", latency="00:00:12.50", time="09:10:11", weighting="2")
    member |= {"correct_responses": {"0": {"pattern": "b"}}, "objectives": {"0": {"id": "mål"}}}

    assert read(member) == (
        Interaction(0, "q1", "choice", "a", "incorrect", ("b",), 12.5, "09:10:11", "2", "", ("mål",)),
    )


def test_interaction_in_2004_is_read_with_its_words() -> None:
    member = {"id": "urn:q", "type": "likert", "learner_response": "agree", "latency": "PT1M2S"}
    cmi = cmi_12({**member, "description": "Trivs du?", "timestamp": "2026-11-21T10:00:00.0Z"})

    (interaction,) = read_interactions(cmi, V2004)

    assert (interaction.response, interaction.latency, interaction.description) == (
        "agree",
        62.0,
        "Trivs du?",
    )
    assert interaction.is_right is None


def test_interactions_with_ten_and_more_keep_the_order_of_their_index() -> None:
    members = [tried(f"q{number}", "a") for number in range(12)]

    assert [interaction.index for interaction in read(*members)] == list(range(12))


def test_interaction_without_identifier_is_known_by_its_place() -> None:
    assert read({"student_response": "a"})[0].identifier == "#1"


def test_question_only_shown_is_no_answer() -> None:
    cmi = cmi_12({"id": "q1", "type": "choice"}, tried("q2", "a"))

    assert [interaction.identifier for interaction in answered_interactions(cmi, V12, is_settled=True)] == [
        "q2"
    ]


def test_answer_without_result_in_the_middle_of_work_waits() -> None:
    cmi = cmi_12(tried("q1", "a", result=""), tried("q2", "b"))

    assert [interaction.identifier for interaction in answered_interactions(cmi, V12, is_settled=False)] == [
        "q2"
    ]
    assert [interaction.identifier for interaction in answered_interactions(cmi, V12, is_settled=True)] == [
        "q1",
        "q2",
    ]


def test_identifier_at_several_indices_is_a_journal() -> None:
    before, after = read(tried("q1", "a")), read(tried("q1", "a"), tried("q2", "c"), tried("q1", "b"))

    assert [interaction.index for interaction in new_answers(before, after)] == [1, 2]
    first, last = first_and_last_answers(after)["q1"]
    assert (first.response, last.response) == ("a", "b")


def test_index_used_again_is_a_state() -> None:
    before, after = read(tried("q1", "a"), tried("q2", "c")), read(tried("q1", "b"), tried("q2", "c"))

    assert [interaction.response for interaction in new_answers(before, after)] == ["b"]
    assert first_and_last_answers(after)["q1"][0].response == "b"


def test_same_answer_at_another_time_is_another_try() -> None:
    before, after = read(tried("q1", "a", time="09:00:00")), read(tried("q1", "a", time="09:01:00"))

    assert len(new_answers(before, after)) == 1


def test_state_sent_again_is_nothing_new() -> None:
    state = read(tried("q1", "a"), tried("q2", "b"))

    assert new_answers(state, state) == ()


def test_result_set_later_is_the_same_answer_with_more_data() -> None:
    before, after = read(tried("q1", "a", result="")), read(tried("q1", "a", result="correct"))

    assert [interaction.result for interaction in new_answers(before, after)] == ["correct"]


@pytest.mark.parametrize(
    ("standard", "kind", "written", "in_one_notation"),
    [
        (V12, "choice", "{a,c}", "a[,]c"),
        (V12, "choice", "a, c", "a[,]c"),
        (V12, "choice", "a", "a"),
        (V12, "true-false", "t", "true"),
        (V12, "true-false", "0", "false"),
        (V12, "matching", "{1.a,2.c}", "1[.]a[,]2[.]c"),
        (V12, "sequencing", "c,a,b", "c[,]a[,]b"),
        (V12, "numeric", "3.5", "3.5"),
        (V12, "fill-in", "vid 8, efter maten", "vid 8, efter maten"),
        (V2004, "choice", "a[,]c", "a[,]c"),
        (V2004, "choice", "ja, gärna", "ja, gärna"),
        (V2004, "fill-in", "{case_matters=true}{lang=sv}ja", "ja"),
        (V2004, "sequencing", "{order_matters=false}a[,]b", "a[,]b"),
        (V2004, "numeric", "1[:]5", "1[:]5"),
        (V2004, "true-false", "true", "true"),
    ],
)
def test_response_of_either_standard_is_written_in_one_notation(
    standard: str, kind: str, written: str, in_one_notation: str
) -> None:
    assert to_2004_notation(standard, kind, written) == in_one_notation


def test_choices_in_another_order_are_equal_and_sequences_are_not() -> None:
    assert comparable("choice", "c[,]a") == comparable("choice", "a[,]c")
    assert comparable("sequencing", "c[,]a") != comparable("sequencing", "a[,]c")


def test_parts_of_a_matching_are_pairs() -> None:
    assert split_response("1[.]a[,]2[.]c") == [("1", "a"), ("2", "c")]
