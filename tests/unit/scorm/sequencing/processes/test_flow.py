"""Flow: [SB.2.1], [SB.2.2] and [SB.2.3], by Start, Continue and Previous at depths two and three."""

from __future__ import annotations

import pytest

from scorm.sequencing.model.enums import Direction, EndReason
from scorm.sequencing.processes.flow import flow_tree_traversal
from scorm.sequencing.processes.session import Session
from tests.unit.scorm.sequencing.trees import (
    DONE,
    Learner,
    cluster,
    leaf,
    rule,
    tree_of,
    when,
)

SKIPPED = rule("skip", "always")
CLOSED = rule("disabled", "always")


def delivered_by(learner: Learner, request: str, times: int) -> list[str]:
    return [learner.goes(request, **DONE) for _ in range(times)]


# [SB.2.1] forward


def test_flow_goes_through_the_leaves_in_order_and_off_the_tree() -> None:
    learner = Learner.of(
        leaf("a"), cluster("m", leaf("b"), cluster("n", leaf("c"), leaf("d")), leaf("e")), leaf("f")
    )

    assert learner.starts() == "a"
    assert delivered_by(learner, "continue", 6) == ["b", "c", "d", "e", "f", EndReason.END_OF_CONTENT]


def test_flow_off_the_tree_ends_all_that_is_open() -> None:
    learner = Learner.of(cluster("m", cluster("n", leaf("a"))))
    learner.starts()

    learner.requests("continue", cmi=DONE)

    assert learner.status("m") == (True, True)
    session = learner.session
    assert not any(session.is_active(activity) for activity in learner.tree.activities)


def test_flow_into_a_cluster_without_available_children_is_refused() -> None:
    none = {"randomizationControls": {"selectionTiming": "once", "selectCount": 0}}
    learner = Learner.of(leaf("a"), cluster("m", leaf("b"), sequencing=none))
    learner.starts()

    assert learner.goes("continue", **DONE) == "SB.2.1-2"


# [SB.2.1] backward


def test_previous_goes_back_through_the_leaves_to_the_first() -> None:
    learner = Learner.of(leaf("a"), cluster("m", leaf("b"), cluster("n", leaf("c"), leaf("d"))), leaf("e"))
    learner.requests("choice", "e")

    assert delivered_by(learner, "previous", 5) == ["d", "c", "b", "a", "SB.2.1-3"]


def test_previous_from_the_root_is_refused() -> None:
    tree = tree_of(leaf("a"))
    session = Session.load(tree, {"activities": {}, "objectives": {}, "current": None, "suspended": None})

    step = flow_tree_traversal(session, tree.root, Direction.BACKWARD, considers_children=False)

    assert step.exception == "SB.2.1-3"


@pytest.mark.parametrize("depth", [2, 3])
def test_previous_into_a_forward_only_cluster_begins_at_its_first_part(depth: int) -> None:
    inner = cluster("n", leaf("b"), leaf("c"), forwardOnly=True)
    learner = Learner.of(leaf("a"), inner if depth == 2 else cluster("m", inner), leaf("d"))
    learner.requests("choice", "d")

    assert learner.goes("previous", **DONE) == "b"


def test_previous_past_a_forward_only_cluster_that_is_skipped_goes_on_back() -> None:
    # 3.3.1: forwards through the cluster, and off its end backwards again (the reversal of SB.2.1, step 2)
    inner = cluster("n", leaf("b", SKIPPED), leaf("c", SKIPPED), forwardOnly=True)
    learner = Learner.of(leaf("a"), inner, leaf("d"))
    learner.requests("choice", "d")

    assert learner.goes("previous", **DONE) == "a"


def test_previous_out_of_a_cluster_in_a_forward_only_one_is_refused() -> None:
    learner = Learner.of(cluster("m", leaf("a"), cluster("n", leaf("b")), forwardOnly=True))
    learner.requests("choice", "b")

    assert learner.goes("previous", **DONE) == "SB.2.1-4"


# [SB.2.2]


@pytest.mark.parametrize("depth", [2, 3])
def test_flow_stops_where_a_cluster_has_none(depth: int) -> None:
    shut = cluster("n", leaf("b"), flow=False)
    learner = Learner.of(leaf("a"), shut if depth == 2 else cluster("m", shut))
    learner.starts()

    assert learner.goes("continue", **DONE) == "SB.2.2-1"


@pytest.mark.parametrize("request_", ["continue", "previous"])
def test_flow_passes_over_what_is_skipped(request_: str) -> None:
    learner = Learner.of(
        leaf("a"), leaf("b", SKIPPED), cluster("m", leaf("c"), sequencing=SKIPPED), leaf("d")
    )
    first, last = ("a", "d") if request_ == "continue" else ("d", "a")
    learner.requests("choice", first)

    assert learner.goes(request_, **DONE) == last


def test_flow_past_skipped_parts_to_the_end_ends_the_session() -> None:
    learner = Learner.of(leaf("a"), cluster("m", leaf("b", SKIPPED)))
    learner.starts()

    assert learner.goes("continue", **DONE) == EndReason.END_OF_CONTENT


def test_flow_past_a_thousand_skipped_parts_is_no_deep_stack() -> None:
    learner = Learner.of(leaf("a"), *(leaf(f"s{n}", SKIPPED) for n in range(2_000)), leaf("b"))
    learner.starts()

    assert learner.goes("continue", **DONE) == "b"


@pytest.mark.parametrize("depth", [2, 3])
def test_flow_stops_at_what_is_disabled(depth: int) -> None:
    shut = leaf("b", CLOSED) if depth == 2 else cluster("m", leaf("b"), sequencing=CLOSED)
    learner = Learner.of(leaf("a"), shut, leaf("c"))
    learner.starts()

    assert learner.goes("continue", **DONE) == "SB.2.2-2"


def test_flow_goes_on_through_what_stops_a_choice() -> None:
    learner = Learner.of(leaf("a"), leaf("b", rule("stopForwardTraversal", "always")), leaf("c"))
    learner.starts()

    assert delivered_by(learner, "continue", 2) == ["b", "c"]


def test_start_skips_what_is_known() -> None:
    learner = Learner.of(leaf("a", rule("skip", when("attempted", negated=True))), leaf("b"))

    assert learner.starts() == "b"
