"""Rollup behavior [RB.1.1] to [RB.1.5], at depths two and three."""

from __future__ import annotations

from typing import Any

import pytest

from scorm.sequencing import ROOT, Edition, Item
from tests.unit.scorm.sequencing.trees import (
    DONE,
    FAILED,
    FLOW,
    INCOMPLETE,
    UNTRACKED,
    Learner,
    cluster,
    leaf,
    merged,
    objectives,
    primary,
    rollup,
    rollup_rule,
    rule,
    when,
)


def at_depth(depth: int, *items: Item, sequencing: dict[str, Any] | None = None) -> tuple[Learner, str]:
    """Put the items right below the root, or in a cluster in a cluster; return what is looked at."""
    if depth == 2:
        return Learner.of(*items, sequencing=merged(FLOW, sequencing or {})), ROOT
    return Learner.of(cluster("yttre", cluster("inre", *items, sequencing=sequencing))), "inre"


def played(learner: Learner, *cmis: dict[str, Any]) -> Learner:
    """Play the leaves in order, each with what it sets, and end everything."""
    learner.starts()
    for cmi in cmis[:-1]:
        learner.requests("continue", cmi=cmi)
    learner.requests("exitAll", cmi=cmis[-1])
    return learner


def score(scaled: float, **more: Any) -> dict[str, Any]:
    return {"score": {"scaled": str(scaled)}, **more}


DEPTHS = pytest.mark.parametrize("depth", [2, 3])


# Measure Rollup Process [RB.1.1 a]


@DEPTHS
def test_measure_child_without_one_counts_with_its_weight(depth: int) -> None:
    learner, at = at_depth(depth, leaf("a"), leaf("b"))

    played(learner, score(1.0))

    assert learner.measure(at) == pytest.approx(0.5)


@DEPTHS
def test_measure_weights_are_those_of_the_children(depth: int) -> None:
    learner, at = at_depth(
        depth, leaf("a", rollup(objectiveMeasureWeight=0.25)), leaf("b", rollup(objectiveMeasureWeight=0.75))
    )

    played(learner, score(1.0), score(0.2))

    assert learner.measure(at) == pytest.approx(0.4)


@DEPTHS
def test_measure_of_no_child_is_unknown(depth: int) -> None:
    learner, at = at_depth(depth, leaf("a"), leaf("b"))

    played(learner, DONE, DONE)

    assert learner.measure(at) is None


@DEPTHS
def test_measure_without_weights_is_unknown(depth: int) -> None:
    learner, at = at_depth(depth, leaf("a", rollup(objectiveMeasureWeight=0.0)))

    played(learner, score(1.0))

    assert learner.measure(at) is None


@DEPTHS
def test_measure_of_untracked_child_does_not_count(depth: int) -> None:
    learner, at = at_depth(depth, leaf("a"), leaf("b", UNTRACKED))

    played(learner, score(0.6), score(0.1))

    assert learner.measure(at) == pytest.approx(0.6)


def test_measure_of_untracked_cluster_does_not_count() -> None:
    learner = Learner.of(leaf("a"), cluster("mapp", leaf("b"), sequencing=UNTRACKED))

    played(learner, score(0.6), score(0.1))

    assert learner.measure(ROOT) == pytest.approx(0.6)


# Completion Measure Rollup Process [RB.1.1 b], Activity Progress Rollup Using Measure [RB.1.3 a]


def threshold(minimum: float = 1.0, weight: float = 1.0, *, by_measure: bool = True) -> dict[str, Any]:
    return {
        "completionThreshold": {
            "completedByMeasure": by_measure,
            "minProgressMeasure": minimum,
            "progressWeight": weight,
        }
    }


@DEPTHS
@pytest.mark.parametrize(("second", "completed"), [("0.8", True), ("0.6", False)])
def test_progress_weighted_against_the_threshold_completes(depth: int, second: str, completed: bool) -> None:
    learner, at = at_depth(
        depth,
        leaf("a", threshold(1.0, 0.25)),
        leaf("b", threshold(1.0, 0.75)),
        sequencing=threshold(0.7),
    )

    played(learner, {"progress_measure": "0.4"}, {"progress_measure": second})

    # 0.25 × 0.4 + 0.75 × 0.8 = 0.7; with 0.6 it is 0.55
    assert learner.status(at)[0] is completed


@DEPTHS
def test_progress_of_nobody_leaves_completion_by_measure_unknown(depth: int) -> None:
    learner, at = at_depth(depth, leaf("a"), leaf("b"), sequencing=threshold(0.7))

    played(learner, DONE, DONE)

    assert learner.status(at)[0] is None


@DEPTHS
def test_progress_child_without_one_counts_with_its_weight(depth: int) -> None:
    learner, at = at_depth(depth, leaf("a"), leaf("b"), sequencing=threshold(0.5))

    played(learner, {"progress_measure": "1.0"})

    assert learner.session.read(learner.tree.by_identifier[at], 0, "progress") == pytest.approx(0.5)
    assert learner.status(at)[0] is True


@DEPTHS
def test_progress_without_weights_is_unknown(depth: int) -> None:
    learner, at = at_depth(depth, leaf("a", threshold(weight=0.0)), sequencing=threshold(0.5))

    played(learner, {"progress_measure": "1.0"})

    assert learner.status(at)[0] is None


@DEPTHS
def test_progress_of_untracked_child_does_not_count(depth: int) -> None:
    learner, at = at_depth(depth, leaf("a"), leaf("b", UNTRACKED), sequencing=threshold(0.9))

    played(learner, {"progress_measure": "1.0"}, {"progress_measure": "0.1"})

    assert learner.status(at)[0] is True


@pytest.mark.parametrize(
    ("edition", "told", "completed"),
    [
        (Edition.FOURTH, {"progress_measure": "0.5", "completion_status": "completed"}, False),
        (Edition.FOURTH, {"completion_status": "completed"}, None),
        (Edition.THIRD, {"progress_measure": "0.5", "completion_status": "completed"}, False),
        (Edition.THIRD, {"completion_status": "completed"}, True),
    ],
)
def test_leaf_completed_by_measure_follows_its_edition(
    edition: Edition, told: dict[str, Any], completed: bool | None
) -> None:
    learner = Learner.of(leaf("a", threshold(0.8)), edition=edition)

    played(learner, told)

    assert learner.status("a")[0] is completed


# Objective Rollup Using Measure Process [RB.1.2 a]


@DEPTHS
@pytest.mark.parametrize(("scaled", "satisfied"), [(0.6, True), (0.59, False)])
def test_measure_against_the_minimum_satisfies(depth: int, scaled: float, satisfied: bool) -> None:
    learner, at = at_depth(depth, leaf("a"), sequencing=objectives(primary(minimum=0.6)))

    played(learner, score(scaled, success_status="passed"))

    assert learner.status(at)[1] is satisfied


@DEPTHS
def test_measure_unknown_leaves_satisfied_by_measure_unknown(depth: int) -> None:
    learner, at = at_depth(depth, leaf("a"), sequencing=objectives(primary(minimum=0.6)))

    played(learner, DONE)

    assert learner.status(at)[1] is None


def test_leaf_satisfied_by_measure_without_one_is_not_satisfied_at_its_end() -> None:
    learner = Learner.of(leaf("prov", objectives(primary(minimum=0.6))), leaf("b"))

    learner.starts()
    learner.requests("continue", cmi={"completion_status": "completed"})

    assert learner.status("prov") == (True, None)


@pytest.mark.parametrize(("if_active", "satisfied"), [(True, True), (False, None)])
def test_measure_satisfies_an_active_cluster_only_where_it_says_so(
    if_active: bool, satisfied: bool | None
) -> None:
    considered = {"rollupConsiderations": {"measureSatisfactionIfActive": if_active}}
    sequencing = merged(objectives(primary(minimum=0.5)), considered)
    learner = Learner.of(cluster("mapp", leaf("a"), leaf("b"), sequencing=sequencing))
    learner.starts()

    learner.requests("continue", cmi=score(1.0))

    assert learner.status("mapp")[1] is satisfied


# Objective Rollup Using Rules [RB.1.2 b, c] and Activity Progress Rollup Using Rules [RB.1.3 b]


@DEPTHS
@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (DONE, DONE, (True, True)),
        (DONE, FAILED, (True, False)),
        (FAILED, FAILED, (True, False)),
        ({**INCOMPLETE, "success_status": "passed"}, DONE, (False, True)),
    ],
)
def test_default_rules_need_every_child(
    depth: int, first: dict[str, Any], second: dict[str, Any], expected: tuple[bool, bool]
) -> None:
    learner, at = at_depth(depth, leaf("a"), leaf("b"))

    played(learner, first, second)

    assert learner.status(at) == expected


@DEPTHS
def test_default_rules_with_an_unknown_child_change_nothing(depth: int) -> None:
    learner, at = at_depth(depth, leaf("a"), leaf("b"))

    played(learner, DONE)

    assert learner.status(at) == (None, None)


@DEPTHS
def test_own_rule_for_one_status_replaces_both_default_rules(depth: int) -> None:
    learner, at = at_depth(
        depth,
        leaf("a"),
        leaf("b"),
        sequencing=rollup(
            rollup_rule("satisfied", "satisfied", children="any"),
            rollup_rule("completed", "completed", children="any"),
        ),
    )

    played(learner, FAILED, {**FAILED, "completion_status": "incomplete"})

    # nobody is satisfied: without a rule for notSatisfied the status stays unknown
    assert learner.status(at) == (True, None)


@DEPTHS
def test_satisfied_comes_after_not_satisfied_and_completed_after_incomplete(depth: int) -> None:
    both = [
        rollup_rule(action, "attempted", children="any")
        for action in ("satisfied", "notSatisfied", "completed", "incomplete")
    ]
    learner, at = at_depth(depth, leaf("a"), sequencing=rollup(*both))

    played(learner, FAILED)

    assert learner.status(at) == (True, True)


@DEPTHS
def test_status_that_no_rule_gives_again_is_kept(depth: int) -> None:
    learner, at = at_depth(
        depth,
        leaf("a"),
        leaf("b"),
        sequencing=rollup(rollup_rule("completed", when("attempted"), children="none")),
    )
    learner.starts()

    learner.requests("exitAll", cmi=INCOMPLETE)

    assert learner.status(at)[0] is None


# Rollup Rule Check Subprocess [RB.1.4] and Evaluate Rollup Conditions [RB.1.4.1]

P, F, U = {"success_status": "passed"}, {"success_status": "failed"}, {"success_status": "unknown"}


@DEPTHS
@pytest.mark.parametrize(
    ("children", "told", "more", "applies"),
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
    depth: int, children: str, told: tuple[dict[str, str], ...], more: dict[str, Any], applies: bool
) -> None:
    sets = rollup(rollup_rule("completed", "satisfied", children=children, **more))
    learner, at = at_depth(depth, leaf("a"), leaf("b"), leaf("c"), sequencing=sets)

    played(learner, *told)

    assert learner.status(at)[0] is (True if applies else None)


@DEPTHS
@pytest.mark.parametrize("children", ["all", "any", "none", "atLeastCount", "atLeastPercent"])
def test_rule_without_contributing_children_never_applies(depth: int, children: str) -> None:
    rules = rollup(rollup_rule("satisfied", "attempted", children=children))
    learner, at = at_depth(depth, leaf("a", rollup(rollupObjectiveSatisfied=False)), sequencing=rules)

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
