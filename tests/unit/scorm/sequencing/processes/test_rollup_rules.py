"""Rollup rules and the children that they include [RB.1.4], and the whole rollup [RB.1.5]."""

from __future__ import annotations

from typing import Any

import pytest

from scorm.sequencing.model.enums import Edition
from scorm.sequencing.model.tree import ROOT
from tests.unit.scorm.sequencing.depths import at_depth, played, score
from tests.unit.scorm.sequencing.trees import (
    DONE,
    FAILED,
    FLOW,
    INCOMPLETE,
    UNTRACKED,
    Data,
    Learner,
    cluster,
    leaf,
    merged,
    rollup,
    rollup_rule,
    rule,
    when,
)

DEPTHS = pytest.mark.parametrize("depth", [2, 3])


# Rollup Rule Check Subprocess [RB.1.4] and Evaluate Rollup Conditions [RB.1.4.1]

P, F, U = {"success_status": "passed"}, {"success_status": "failed"}, {"success_status": "unknown"}


@DEPTHS
@pytest.mark.parametrize(
    ("children", "set_data", "more", "applies"),
    [
        ("all", (P, P, P), {}, True),
        ("all", (P, P, F), {}, False),
        ("all", (P, P, U), {}, False),
        ("any", (F, U, P), {}, True),
        ("any", (F, U, F), {}, False),
        ("none", (F, F, F), {}, True),
        ("none", (F, F, P), {}, False),
        ("none", (F, F, U), {}, False),
        ("atLeastCount", (P, P, U), {"minimumCount": 2}, True),
        ("atLeastCount", (P, F, U), {"minimumCount": 2}, False),
        ("atLeastPercent", (P, P, U), {"minimumPercent": 0.66}, True),
        ("atLeastPercent", (P, F, U), {"minimumPercent": 0.34}, False),
    ],
)
def test_child_activity_set_counts_unknown_as_neither(
    depth: int, children: str, set_data: tuple[dict[str, str], ...], more: dict[str, Any], applies: bool
) -> None:
    sets = rollup(rollup_rule("completed", "satisfied", children=children, **more))
    learner, at = at_depth(depth, leaf("a"), leaf("b"), leaf("c"), sequencing=sets)

    played(learner, *set_data)

    assert learner.status(at)[0] is (True if applies else None)


@DEPTHS
@pytest.mark.parametrize("children", ["all", "any", "none", "atLeastCount", "atLeastPercent"])
def test_own_rule_without_contributing_children_applies_to_all_and_none(depth: int, children: str) -> None:
    rules = rollup(rollup_rule("satisfied", "attempted", children=children))
    learner, at = at_depth(depth, leaf("a", rollup(rollupObjectiveSatisfied=False)), sequencing=rules)

    played(learner, DONE)

    assert learner.status(at)[1] is (True if children in {"all", "none"} else None)


@DEPTHS
@pytest.mark.parametrize("control", [rollup(rollupObjectiveSatisfied=False), UNTRACKED])
def test_default_rules_without_contributing_children_do_not_apply(depth: int, control: Data) -> None:
    learner, at = at_depth(depth, leaf("a", control))

    played(learner, DONE)

    assert learner.status(at)[1] is None


@DEPTHS
@pytest.mark.parametrize(
    ("combination", "conditions", "applies"),
    [
        ("all", ("satisfied", "completed"), False),
        ("any", ("satisfied", "completed"), True),
        ("all", (when("satisfied", negated=True), "completed"), True),
        ("any", (when("objectiveMeasureKnown"), when("attempted", negated=True)), False),
        ("all", (), False),
        ("any", (), False),
        ("any", ("never",), False),
        ("all", (when("never", negated=True),), True),
        ("any", (when("timeLimitExceeded", negated=True),), False),
    ],
)
def test_rollup_conditions_combine(
    depth: int, combination: str, conditions: tuple[Any, ...], applies: bool
) -> None:
    rules = rollup(rollup_rule("incomplete", *conditions, combination=combination))
    learner, at = at_depth(depth, leaf("a"), sequencing=rules)

    played(learner, FAILED)

    assert learner.status(at)[0] is (False if applies else None)


@DEPTHS
def test_rollup_condition_negated_stays_unknown(depth: int) -> None:
    rules = rollup(rollup_rule("notSatisfied", when("satisfied", negated=True), children="any"))
    learner, at = at_depth(depth, leaf("a"), leaf("b"), sequencing=rules)

    played(learner, {"success_status": "unknown"})

    assert learner.status(at)[1] is None


# Check Child for Rollup Subprocess [RB.1.4.2]


@DEPTHS
def test_child_that_rolls_up_no_success_or_completion_is_left_out(depth: int) -> None:
    learner, at = at_depth(
        depth,
        leaf("a", rollup(rollupObjectiveSatisfied=False)),
        leaf("b", rollup(rollupProgressCompletion=False)),
    )

    played(learner, {**FAILED}, {**DONE, "completion_status": "incomplete"})

    assert learner.status(at) == (True, True)


@DEPTHS
def test_untracked_child_is_left_out(depth: int) -> None:
    learner, at = at_depth(depth, leaf("a"), leaf("b", UNTRACKED))

    played(learner, DONE)

    assert learner.status(at) == (True, True)


def test_untracked_cluster_is_left_out() -> None:
    learner = Learner.of(leaf("a"), cluster("mapp", leaf("b"), sequencing=UNTRACKED))

    played(learner, DONE, {**FAILED, "completion_status": "incomplete"})

    assert learner.status(ROOT) == (True, True)


def considering(consideration: str) -> dict[str, Any]:
    names = ("Satisfied", "NotSatisfied", "Completed", "Incomplete")
    return {"rollupConsiderations": {f"requiredFor{name}": consideration for name in names}}


@DEPTHS
@pytest.mark.parametrize(
    ("consideration", "expected"),
    [("always", (None, None)), ("ifAttempted", (True, True)), ("ifNotSuspended", (True, True))],
)
def test_child_that_was_never_begun_counts_where_required(
    depth: int, consideration: str, expected: tuple[bool | None, bool | None]
) -> None:
    learner, at = at_depth(depth, leaf("a"), leaf("b", considering(consideration)))

    played(learner, DONE)

    assert learner.status(at) == expected


def test_child_never_begun_is_not_suspended_before_the_4th_edition() -> None:
    learner = Learner.of(leaf("a"), leaf("b", considering("ifNotSuspended")), edition=Edition.THIRD)

    played(learner, DONE)

    assert learner.status(ROOT) == (None, None)


@DEPTHS
@pytest.mark.parametrize(("exit", "completed"), [("suspend", True), ("", False)])
def test_suspended_child_is_left_out_where_it_says_so(depth: int, exit: str, completed: bool) -> None:  # noqa: A002
    learner, at = at_depth(depth, leaf("a", considering("ifNotSuspended")), leaf("b"))

    played(learner, {**INCOMPLETE, "success_status": "passed", "exit": exit}, DONE)

    assert learner.status(at)[0] is completed


@DEPTHS
def test_skipped_child_is_left_out_where_it_says_so(depth: int) -> None:
    skipped = rule("skip", when("attempted", negated=True))
    learner, at = at_depth(depth, leaf("a"), leaf("b", skipped, considering("ifNotSkipped")), leaf("c"))
    learner.starts()

    assert learner.goes("continue", **DONE) == "c"
    learner.requests("exitAll", cmi=DONE)

    assert learner.status(at) == (True, True)


# Overall Rollup Process [RB.1.5]


def test_rollup_goes_all_the_way_up() -> None:
    learner = Learner.of(cluster("yttre", cluster("inre", leaf("a"))))

    played(learner, score(0.5, **DONE))

    assert [learner.status(name) for name in ("inre", "yttre", ROOT)] == [(True, True)] * 3
    assert learner.measure(ROOT) == pytest.approx(0.5)


def test_rollup_of_selected_children_leaves_the_others_out() -> None:
    selected = {"randomizationControls": {"selectionTiming": "once", "selectCount": 1}}
    learner = Learner.of(leaf("a"), leaf("b"), sequencing=merged(FLOW, selected))
    learner.starts()

    assert learner.goes("continue", **DONE) == "end_of_content"
    assert learner.status(ROOT) == (True, True)
