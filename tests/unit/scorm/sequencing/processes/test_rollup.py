"""Rollup behavior [RB.1.1] to [RB.1.3], at depths two and three."""

from __future__ import annotations

from typing import Any

import pytest

from scorm.sequencing.model.enums import Edition
from scorm.sequencing.model.tree import ROOT
from tests.unit.scorm.sequencing.depths import at_depth, played, score
from tests.unit.scorm.sequencing.trees import (
    DONE,
    FAILED,
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
    when,
)

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
    ("edition", "set_data", "completed"),
    [
        (Edition.FOURTH, {"progress_measure": "0.5", "completion_status": "completed"}, False),
        (Edition.FOURTH, {"completion_status": "completed"}, None),
        (Edition.THIRD, {"progress_measure": "0.5", "completion_status": "completed"}, False),
        (Edition.THIRD, {"completion_status": "completed"}, True),
    ],
)
def test_leaf_completed_by_measure_follows_its_edition(
    edition: Edition, set_data: dict[str, Any], completed: bool | None
) -> None:
    learner = Learner.of(leaf("a", threshold(0.8)), edition=edition)

    played(learner, set_data)

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
def test_satisfied_follows_not_satisfied_and_completed_incomplete(depth: int) -> None:
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
