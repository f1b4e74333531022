"""What ADL's conformance test suite showed; each test names the suite's case."""

from __future__ import annotations

import pytest

from scorm.sequencing.answers import objectives_of
from scorm.sequencing.model.enums import Edition
from scorm.sequencing.model.tree import ROOT
from tests.unit.scorm.sequencing.trees import (
    DONE,
    FLOW,
    UNTRACKED,
    Data,
    Learner,
    leaf,
    merged,
    objectives,
    primary,
    reads,
    rollup,
    rollup_rule,
    rule,
    secondary,
    when,
    writes,
)

BOTH_STATUSES = ("SatisfiedStatus", "NormalizedMeasure")
COMPLETED_BY_MEASURE: Data = {"completionThreshold": {"completedByMeasure": True, "minProgressMeasure": 0.4}}


def begins_with(learner: Learner, identifier: str) -> dict[str, dict[str, float | bool | None]]:
    """Return what cmi.objectives of an item begins with, by objective."""
    found = objectives_of(learner.tree, learner.state, identifier)
    return {objective.identifier: dict(objective.items) for objective in found}


@pytest.mark.parametrize(("scaled", "satisfied"), [("0.4", True), ("0.1", False)])
@pytest.mark.parametrize("edition", list(Edition))
def test_status_by_measure_is_written_to_the_global_objective(
    edition: Edition, scaled: str, satisfied: bool
) -> None:
    """OB-13c: the reader has no measure map, and reads the status all the same."""
    by_measure = {**secondary("mål", writes("g")), "satisfiedByMeasure": True, "minNormalizedMeasure": 0.25}
    writer = leaf("a", objectives(primary("eget"), by_measure))
    reader = leaf("b", objectives(primary("eget"), secondary("mål", reads("g", "SatisfiedStatus"))))
    learner = Learner.of(writer, reader, edition=edition)
    learner.starts()

    learner.requests("continue", cmi={"objectives": [{"id": "mål", "score": {"scaled": scaled}}]})

    assert begins_with(learner, "b")["mål"] == {"satisfied": satisfied}


@pytest.mark.parametrize(("progress", "completed"), [("0.5", True), ("0.2", False)])
def test_completion_by_measure_is_written_to_the_global_objective(progress: str, completed: bool) -> None:
    """CO-10."""
    writer = leaf("a", objectives(primary("eget", writes("g", "CompletionStatus"))), COMPLETED_BY_MEASURE)
    reader = leaf("b", objectives(primary("eget", reads("g", "CompletionStatus"))))
    learner = Learner.of(writer, reader)
    learner.starts()

    learner.requests("continue", cmi={"progress_measure": progress, "exit": "suspend"})

    assert begins_with(learner, "b")["eget"] == {"completed": completed}


def test_objective_set_to_unknown_is_unknown_to_those_that_read_it() -> None:
    """OB-17a: the writer read the status from the global objective, and never had one of its own."""
    both = objectives(primary("eget"), secondary("mål", {**reads("g"), **writes("g")}))
    learner = Learner.of(leaf("a", both), leaf("b", both), leaf("c", both))
    learner.starts()
    learner.requests("continue", cmi={"objectives": [{"id": "mål", "success_status": "passed"}]})

    learner.requests("continue", cmi={"objectives": [{"id": "mål", "success_status": "unknown"}]})

    assert begins_with(learner, "c")["mål"] == {}


def test_primary_objective_set_to_unknown_is_not_filled_in_at_the_end() -> None:
    """OB-17b: set by cmi.objectives, where the primary objective has an identifier."""
    learner = Learner.of(leaf("a", objectives(primary("eget"))), leaf("b"))
    learner.starts()

    learner.requests("continue", cmi={"objectives": [{"id": "eget", "success_status": "unknown"}]})

    assert learner.status("a") == (True, None)


def test_status_of_a_global_objective_is_not_filled_in_at_the_end() -> None:
    """OB-17b: `b` has set nothing, and reads that the goal was not reached."""
    shared = objectives(primary("eget", {**reads("g"), **writes("g")}))
    learner = Learner.of(leaf("a", shared), leaf("b", shared), leaf("c", shared))
    learner.starts()
    learner.requests("continue", cmi={"success_status": "failed"})

    learner.requests("continue")

    assert begins_with(learner, "c")["eget"]["satisfied"] is False


def test_item_that_is_not_tracked_begins_with_what_it_reads() -> None:
    """OB-10a, OB-11a, OB-14a."""
    writer = leaf("a", objectives(primary("eget"), secondary("mål", writes("g"))))
    reader = leaf("b", UNTRACKED, objectives(primary("eget"), secondary("mål", reads("g"))))
    learner = Learner.of(writer, reader)
    learner.starts()

    learner.requests("continue", cmi={"objectives": [{"id": "mål", "success_status": "failed"}]})

    assert begins_with(learner, "b")["mål"] == {"satisfied": False}


def test_item_that_is_not_tracked_is_resumed_where_it_was_suspended() -> None:
    """OB-14b."""
    learner = Learner.of(leaf("a", UNTRACKED), leaf("b"))
    learner.starts()
    learner.requests("continue", cmi={"exit": "suspend"})

    answer = learner.requests("previous", cmi=DONE)

    assert (answer.delivered, answer.is_resumed) == ("a", True)


@pytest.mark.parametrize(("to_system", "expected"), [(False, "c"), (True, "a")])
def test_retry_of_the_root_looks_at_rules_with_objectives_forgotten(to_system: bool, expected: str) -> None:
    """RU-13d: `a` is there for those alone who have reached the goal."""
    skipped = merged(
        rule("skip", when("objectiveStatusKnown", of="mål", negated=True)),
        objectives(primary("eget"), secondary("mål", reads("g"))),
    )
    leaver = merged(rule("exitParent", "always"), objectives(primary("eget"), secondary("mål", writes("g"))))
    learner = Learner.of(
        leaf("a", skipped),
        leaf("c", leaver),
        sequencing=merged(FLOW, rule("retry", "always"), {"objectivesGlobalToSystem": to_system}),
    )
    learner.starts()

    passed = [{"id": "mål", "success_status": "passed"}]
    delivered = learner.goes("continue", success_status="failed", objectives=passed)

    assert delivered == expected


@pytest.mark.parametrize("consideration", ["ifNotSuspended", "ifAttempted"])
def test_own_rule_does_not_apply_while_a_child_would_contribute_later(consideration: str) -> None:
    considered: Data = {"rollupConsiderations": {"requiredForCompleted": consideration}}
    rules = rollup(rollup_rule("completed", "completed"))
    learner = Learner.of(leaf("a", considered), leaf("b", considered), sequencing=merged(FLOW, rules))
    learner.starts()

    learner.requests("suspendAll", cmi={"completion_status": "incomplete", "exit": "suspend"})

    assert learner.status(ROOT)[0] is None


BY_MEASURE = {**secondary("mål", {**reads("g"), **writes("g")}), "satisfiedByMeasure": True}
BY_MEASURE["minNormalizedMeasure"] = 0.5


@pytest.mark.parametrize(
    ("cmis", "expected"),
    [
        ([{"success_status": "passed"}], {}),
        ([{"score": {"scaled": "0.9"}, "success_status": "failed"}], {"satisfied": True, "measure": 0.9}),
        (
            [{"score": {"scaled": "0.9"}}, {"success_status": "unknown"}],
            {"satisfied": True, "measure": 0.9},
        ),
        ([{"score": {"scaled": "0.9"}}, {"score": {"scaled": "0.1"}}], {"satisfied": False, "measure": 0.1}),
    ],
)
def test_readers_get_the_status_by_measure_that_the_writer_has(
    cmis: list[dict[str, object]], expected: dict[str, object]
) -> None:
    parts = [leaf(name, objectives(primary("eget"), BY_MEASURE)) for name in "abc"]
    learner = Learner.of(*parts)
    learner.starts()

    for cmi in cmis:
        learner.requests("continue", cmi={"objectives": [{"id": "mål", **cmi}]})

    assert begins_with(learner, "c")["mål"] == expected


def test_status_by_measure_that_waits_for_the_end_is_written_at_the_end() -> None:
    waits: Data = {"rollupConsiderations": {"measureSatisfactionIfActive": False}}
    reader = leaf("b", objectives(primary("eget"), secondary("mål", reads("g", "SatisfiedStatus"))))
    learner = Learner.of(leaf("a", objectives(primary("eget"), BY_MEASURE), waits), reader)
    learner.starts()

    learner.requests("continue", cmi={"objectives": [{"id": "mål", "score": {"scaled": "0.9"}}]})

    assert begins_with(learner, "b")["mål"] == {"satisfied": True}


@pytest.mark.parametrize("written", ["mål 1", "m%C3%A5l%201", " mål  1"])
def test_objective_that_content_names_as_a_uri_is_the_manifests(written: str) -> None:
    shared = objectives(primary("eget"), secondary("mål 1", writes("g")))
    learner = Learner.of(leaf("a", shared), leaf("b"))
    learner.starts()

    learner.requests("continue", cmi={"objectives": [{"id": written, "success_status": "passed"}]})

    assert learner.state["objectives"]["g"] == {"satisfied": True}
