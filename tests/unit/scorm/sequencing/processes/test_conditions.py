"""Sequencing Rules Check [UP.2]: each condition in three-valued logic, and how they combine."""

from __future__ import annotations

from typing import Any

import pytest

from scorm.sequencing.model.definition import RuleCondition
from scorm.sequencing.model.enums import Condition
from scorm.sequencing.model.parsing import read_definition
from scorm.sequencing.processes.conditions import evaluate_condition, evaluate_conditions
from tests.unit.scorm.sequencing.trees import (
    DONE,
    ONE_ATTEMPT,
    UNTRACKED,
    Data,
    Learner,
    leaf,
    objectives,
    primary,
    rule,
    secondary,
    when,
)


def evaluated(condition: Data, *set_data: dict[str, Any], sequencing: Data | None = None) -> bool | None:
    """Return the value of a condition on an item that was played once for each of `set_data`."""
    learner = Learner.of(leaf("a", sequencing or {}), leaf("b"))
    for number, cmi in enumerate(set_data):
        learner.requests("choice" if number else "start", "a" if number else "")
        learner.requests("exit", cmi=cmi)
    definition = read_definition(rule("skip", condition))
    (found,) = definition.precondition_rules[0].conditions
    return evaluate_condition(learner.session, learner.tree.by_identifier["a"], found)


UNKNOWN = {"completion_status": "unknown", "success_status": "unknown"}


@pytest.mark.parametrize(
    ("condition", "set_data", "expected"),
    [
        ("satisfied", DONE, True),
        ("satisfied", {"success_status": "failed"}, False),
        ("satisfied", UNKNOWN, None),
        ("objectiveStatusKnown", {"success_status": "failed"}, True),
        ("objectiveStatusKnown", UNKNOWN, False),
        ("objectiveMeasureKnown", {"score": {"scaled": "0"}}, True),
        ("objectiveMeasureKnown", DONE, False),
        ("completed", DONE, True),
        ("completed", {"completion_status": "incomplete"}, False),
        ("completed", UNKNOWN, None),
        ("activityProgressKnown", {"completion_status": "incomplete"}, True),
        ("activityProgressKnown", UNKNOWN, False),
        ("attempted", UNKNOWN, True),
        ("attemptLimitExceeded", DONE, False),
        ("timeLimitExceeded", DONE, None),
        ("outsideAvailableTimeRange", DONE, None),
        ("always", DONE, True),
        ("inget sådant villkor", DONE, None),
    ],
)
def test_condition_and_its_negation(condition: str, set_data: dict[str, Any], expected: bool | None) -> None:
    negated = None if expected is None else not expected

    assert evaluated(when(condition), set_data) is expected
    assert evaluated(when(condition, negated=True), set_data) is negated


def test_attempted_is_false_before_the_first_attempt() -> None:
    assert evaluated(when("attempted")) is False


@pytest.mark.parametrize(
    ("scaled", "greater", "less"), [("0.5", False, False), ("0.6", True, False), ("0.4", False, True)]
)
def test_measure_is_compared_with_the_threshold(scaled: str, greater: bool, less: bool) -> None:
    set_data = {"score": {"scaled": scaled}}

    assert evaluated(when("objectiveMeasureGreaterThan", than=0.5), set_data) is greater
    assert evaluated(when("objectiveMeasureLessThan", than=0.5), set_data) is less


@pytest.mark.parametrize("condition", ["objectiveMeasureGreaterThan", "objectiveMeasureLessThan"])
def test_measure_that_is_unknown_is_not_compared(condition: str) -> None:
    assert evaluated(when(condition, than=0.5), DONE) is None


def test_attempt_limit_is_exceeded_when_all_attempts_are_begun() -> None:
    limited = ONE_ATTEMPT

    assert evaluated(when("attemptLimitExceeded"), sequencing=limited) is False
    assert evaluated(when("attemptLimitExceeded"), DONE, sequencing=limited) is True


def test_condition_on_another_objective_reads_that_one() -> None:
    goals = objectives(primary("eget"), secondary("mål"))
    set_data = {"success_status": "passed", "objectives": [{"id": "mål", "success_status": "failed"}]}

    assert evaluated(when("satisfied", of="mål"), set_data, sequencing=goals) is False
    assert evaluated(when("satisfied", of="eget"), set_data, sequencing=goals) is True
    assert evaluated(when("satisfied", of="inget"), set_data, sequencing=goals) is None
    assert evaluated(when("objectiveStatusKnown", of="inget"), set_data, sequencing=goals) is False


def test_condition_on_what_is_not_tracked_is_unknown() -> None:
    assert evaluated(when("satisfied"), DONE, sequencing=UNTRACKED) is None
    assert evaluated(when("attempted", negated=True), DONE, sequencing=UNTRACKED) is None
    assert evaluated(when("always"), DONE, sequencing=UNTRACKED) is True


T, F, U = Condition.ALWAYS, Condition.NEVER, Condition.TIME_LIMIT_EXCEEDED


@pytest.mark.parametrize(
    ("found", "together", "either"),
    [
        ((T, T), True, True),
        ((T, F), False, True),
        ((F, F), False, False),
        ((T, U), None, True),
        ((F, U), False, None),
        ((U, F), False, None),
        ((U, T), None, True),
        ((U, U), None, None),
        ((), None, None),
    ],
)
def test_conditions_combine_as_kleene_has_it(
    found: tuple[Condition, ...], together: bool | None, either: bool | None
) -> None:
    learner = Learner.of(leaf("a"))
    conditions = tuple(RuleCondition(condition) for condition in found)

    def combined(requires_all: bool) -> bool | None:
        return evaluate_conditions(
            learner.session, learner.tree.by_identifier["a"], conditions, requires_all=requires_all
        )

    assert (combined(True), combined(False)) == (together, either)


def test_rule_that_is_unknown_does_not_apply() -> None:
    learner = Learner.of(leaf("a", rule("skip", when("satisfied", negated=True))), leaf("b"))

    assert learner.starts() == "a"


def test_first_rule_that_applies_counts() -> None:
    rules = {
        "sequencingRules": {
            "postConditionRules": [
                {"action": action, "conditionCombination": "all", "conditions": [when(condition)]}
                for action, condition in (
                    ("retry", "satisfied"),
                    ("previous", "always"),
                    ("continue", "always"),
                )
            ]
        }
    }
    learner = Learner.of(leaf("a"), leaf("b", rules), leaf("c"))
    learner.starts()
    learner.requests("continue", cmi=DONE)

    assert learner.goes("continue", success_status="failed") == "a"
