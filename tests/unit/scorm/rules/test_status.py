"""Completion, success and score as the server derives them."""

from __future__ import annotations

from typing import Any

import pytest

from scorm.enums import CompletionStatus, PackageStandard, SuccessStatus
from scorm.rules.outcome import Rules, ScoOutcome, derive, merge_forward, roll_up

OLD, NEW = PackageStandard.SCORM_12, PackageStandard.SCORM_2004
DONE, BEGUN, NOT = CompletionStatus.COMPLETED, CompletionStatus.INCOMPLETE, CompletionStatus.NOT_ATTEMPTED
PASSED, FAILED, UNKNOWN = SuccessStatus.PASSED, SuccessStatus.FAILED, SuccessStatus.UNKNOWN


def cmi_12(status: str = "", raw: str = "", lowest: str = "", highest: str = "") -> dict[str, Any]:
    return {"core": {"lesson_status": status, "score": {"raw": raw, "min": lowest, "max": highest}}}


@pytest.mark.parametrize(
    ("status", "raw", "mastery", "has_ended", "expected"),
    [
        ("passed", "", None, False, (DONE, PASSED)),
        ("completed", "", None, False, (DONE, UNKNOWN)),
        ("failed", "", None, True, (BEGUN, FAILED)),
        ("incomplete", "", None, True, (BEGUN, UNKNOWN)),
        ("browsed", "", None, True, (BEGUN, UNKNOWN)),
        ("", "", None, False, (BEGUN, UNKNOWN)),
        # without a status: the system completes it when it ends
        ("", "", None, True, (DONE, UNKNOWN)),
        # the mastery score decides, but not over a pause half-way
        ("completed", "80", 80, False, (DONE, PASSED)),
        ("completed", "79.9", 80, False, (BEGUN, FAILED)),
        ("passed", "10", 80, False, (BEGUN, FAILED)),
        ("failed", "90", 80, False, (DONE, PASSED)),
        ("incomplete", "90", 80, False, (BEGUN, UNKNOWN)),
        ("incomplete", "90", 80, True, (DONE, PASSED)),
        ("completed", "", 80, True, (DONE, UNKNOWN)),
    ],
)
def test_status_of_1_2_when_derived_is_two_facts(
    status: str, raw: str, mastery: float | None, has_ended: bool, expected: tuple[str, str]
) -> None:
    outcome = derive(OLD, cmi_12(status, raw), Rules(mastery_score=mastery), has_ended=has_ended)

    assert (outcome.completion, outcome.success) == expected


@pytest.mark.parametrize(
    ("raw", "lowest", "highest", "scaled"),
    [
        ("85", "0", "100", 0.85),
        ("17", "0", "20", 0.85),
        ("15", "10", "20", 0.5),
        ("85", "", "", None),
        ("85", "", "100", 0.85),
        ("5", "10", "10", None),
        ("150", "0", "100", 1.0),
        ("", "0", "100", None),
    ],
)
def test_score_without_a_maximum_is_not_assumed(
    raw: str, lowest: str, highest: str, scaled: float | None
) -> None:
    outcome = derive(OLD, cmi_12("completed", raw, lowest, highest), Rules(), has_ended=False)

    assert outcome.score_scaled == scaled


@pytest.mark.parametrize(
    ("cmi", "rules", "has_ended", "expected"),
    [
        ({"completion_status": "completed"}, Rules(), False, (DONE, UNKNOWN)),
        ({"completion_status": "incomplete", "success_status": "passed"}, Rules(), True, (BEGUN, PASSED)),
        ({"completion_status": "not attempted"}, Rules(), False, (NOT, UNKNOWN)),
        ({}, Rules(), False, (BEGUN, UNKNOWN)),
        ({}, Rules(), True, (DONE, UNKNOWN)),
        ({"progress_measure": "0.9"}, Rules(completion_threshold=0.9), False, (DONE, UNKNOWN)),
        (
            {"progress_measure": "0.8", "completion_status": "completed"},
            Rules(completion_threshold=0.9),
            True,
            (BEGUN, UNKNOWN),
        ),
        ({"completion_status": "completed"}, Rules(completion_threshold=0.9), False, (DONE, UNKNOWN)),
        ({"score": {"scaled": "0.85"}}, Rules(scaled_passing_score=0.8), False, (BEGUN, PASSED)),
        (
            {"score": {"scaled": "0.5"}, "success_status": "passed", "completion_status": "completed"},
            Rules(scaled_passing_score=0.8),
            False,
            (DONE, FAILED),
        ),
        ({"success_status": "passed"}, Rules(scaled_passing_score=0.8), False, (BEGUN, UNKNOWN)),
        ({"score": {"scaled": "-0.2"}}, Rules(scaled_passing_score=-0.5), False, (BEGUN, PASSED)),
    ],
)
def test_status_of_2004_when_derived_follows_threshold_and_passing_score(
    cmi: dict[str, Any], rules: Rules, has_ended: bool, expected: tuple[str, str]
) -> None:
    outcome = derive(NEW, cmi, rules, has_ended=has_ended)

    assert (outcome.completion, outcome.success) == expected


@pytest.mark.parametrize(
    ("before", "after", "recorded"),
    [
        (ScoOutcome(DONE), ScoOutcome(BEGUN), ScoOutcome(DONE)),
        (ScoOutcome(BEGUN), ScoOutcome(DONE), ScoOutcome(DONE)),
        (ScoOutcome(DONE, PASSED, 0.9), ScoOutcome(BEGUN, FAILED, 0.2), ScoOutcome(DONE, PASSED, 0.9)),
        (ScoOutcome(BEGUN, FAILED, 0.2), ScoOutcome(DONE, PASSED, 0.9), ScoOutcome(DONE, PASSED, 0.9)),
        (ScoOutcome(BEGUN, FAILED, 0.2), ScoOutcome(BEGUN, UNKNOWN), ScoOutcome(BEGUN, FAILED, 0.2)),
        (ScoOutcome(DONE, PASSED, 0.8), ScoOutcome(DONE, PASSED, 0.9), ScoOutcome(DONE, PASSED, 0.9)),
    ],
)
def test_merged_outcome_never_goes_backwards(
    before: ScoOutcome, after: ScoOutcome, recorded: ScoOutcome
) -> None:
    assert merge_forward(before, after) == recorded


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ({}, ScoOutcome(NOT)),
        ({"a": ScoOutcome(DONE)}, ScoOutcome(BEGUN)),
        ({"a": ScoOutcome(DONE), "b": ScoOutcome(BEGUN)}, ScoOutcome(BEGUN)),
        ({"a": ScoOutcome(DONE), "b": ScoOutcome(DONE)}, ScoOutcome(DONE)),
        ({"a": ScoOutcome(DONE, PASSED, 0.8), "b": ScoOutcome(DONE)}, ScoOutcome(DONE, PASSED, 0.8)),
        (
            {"a": ScoOutcome(DONE, PASSED, 0.75), "b": ScoOutcome(DONE, PASSED, 0.25)},
            ScoOutcome(DONE, PASSED, 0.5),
        ),
        ({"a": ScoOutcome(DONE, PASSED), "b": ScoOutcome(BEGUN, FAILED)}, ScoOutcome(BEGUN, FAILED)),
        (
            {"a": ScoOutcome(DONE), "b": ScoOutcome(DONE), "other": ScoOutcome(BEGUN, FAILED)},
            ScoOutcome(DONE),
        ),
    ],
)
def test_rollup_when_parts_differ_follows_the_rule_written_down(
    outcomes: dict[str, ScoOutcome], expected: ScoOutcome
) -> None:
    assert roll_up(["a", "b"], outcomes) == expected


def test_outcome_completed_but_failed_is_not_done() -> None:
    assert not ScoOutcome(DONE, FAILED).is_done
