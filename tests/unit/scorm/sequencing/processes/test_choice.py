"""Choice: [SB.2.9] with [SB.2.4], [SB.2.9.1] and [SB.2.9.2], case by case."""

from __future__ import annotations

import pytest

from scorm.sequencing.processes.choice import choice_exit_exception
from tests.unit.scorm.sequencing.trees import DONE, FLOW, Learner, cluster, leaf, merged, rule, when

STOPS = rule("stopForwardTraversal", when("satisfied", negated=True), when("attempted", negated=True))
ALWAYS_STOPS = rule("stopForwardTraversal", "always")
HIDDEN = rule("hiddenFromChoice", "always")
PREVENTS = {"constrainedChoiceConsiderations": {"preventActivation": True}}
CONSTRAINS = {"constrainedChoiceConsiderations": {"constrainChoice": True}}
SELECTS_ONE = {"randomizationControls": {"selectionTiming": "once", "selectCount": 1}}


def test_choice_starts_the_session() -> None:
    learner = Learner.of(leaf("a"), cluster("m", cluster("n", leaf("b"))))

    assert learner.goes("choice", "b") == "b"


@pytest.mark.parametrize("at", ["a", "m"])
def test_choice_of_what_was_not_selected_is_refused(at: str) -> None:
    learner = Learner.of(leaf("a"), cluster("m", leaf("b")), sequencing=merged(FLOW, SELECTS_ONE))
    delivered = learner.starts()
    other = "m" if delivered == "a" else "a"

    assert learner.goes("choice", other, **DONE) == "SB.2.9-2"
    assert learner.shown()[other] == "hidden"


@pytest.mark.parametrize("inside", [False, True])
def test_choice_of_what_is_hidden_or_lies_in_it_is_refused(inside: bool) -> None:
    hidden = cluster("m", leaf("b"), sequencing=HIDDEN) if inside else leaf("b", HIDDEN)
    learner = Learner.of(leaf("a"), hidden)
    learner.starts()

    assert learner.goes("choice", "b", **DONE) == "SB.2.9-3"


# Case 1: the current activity


def test_choice_of_the_current_part_begins_it_again() -> None:
    learner = Learner.of(leaf("a"), leaf("b"))
    learner.starts()

    assert learner.goes("choice", "a", **DONE) == "a"
    assert learner.attempts("a") == 2


# Case 2: siblings, [SB.2.4]


@pytest.mark.parametrize(
    ("stopping", "target", "expected"),
    [
        ("b", "b", "b"),
        ("b", "c", "SB.2.4-1"),
        ("c", "b", "b"),
        ("a", "c", "SB.2.4-1"),
        ("a", "d", "SB.2.4-1"),
    ],
)
def test_choice_among_siblings_stops_where_a_rule_says_so(stopping: str, target: str, expected: str) -> None:
    parts = [leaf(name, ALWAYS_STOPS if name == stopping else {}) for name in "abcd"]
    learner = Learner.of(*parts)
    learner.starts()

    assert learner.goes("choice", target, **DONE) == expected


def test_choice_backwards_is_not_stopped_but_by_forward_only() -> None:
    stopped = Learner.of(leaf("a"), leaf("b", ALWAYS_STOPS), leaf("c"))
    stopped.requests("choice", "c")
    forward_only = Learner.of(cluster("m", leaf("a"), leaf("b"), forwardOnly=True))
    forward_only.requests("choice", "b")

    # no current activity: earlier siblings were not traversed by a choice
    assert stopped.goes("choice", "a", **DONE) == "a"
    assert forward_only.goes("choice", "a", **DONE) == "SB.2.4-2"


# Case 3: down from the current activity, or from the root


def test_choice_downwards_stops_at_a_cluster_whose_rule_says_so() -> None:
    learner = Learner.of(cluster("m", leaf("a"), sequencing=ALWAYS_STOPS))

    assert learner.goes("choice", "a") == "SB.2.4-1"
    assert learner.goes("choice", "m") == "a"


@pytest.mark.parametrize("depth", [2, 3])
def test_choice_downwards_activates_no_cluster_that_prevents_it(depth: int) -> None:
    inner = cluster("n", leaf("a"), sequencing=PREVENTS)
    learner = Learner.of(inner if depth == 2 else cluster("m", inner))

    assert learner.goes("choice", "a") == "SB.2.9-6"
    assert learner.goes("choice", "n") == "a"


def test_leaf_prevents_no_activation() -> None:
    learner = Learner.of(cluster("m", leaf("a", PREVENTS)), cluster("n", leaf("b")))
    learner.requests("choice", "b")

    assert learner.goes("choice", "a", **DONE) == "a"


# Case 4: up to an ancestor


def test_choice_of_an_ancestor_enters_it_from_the_beginning() -> None:
    learner = Learner.of(leaf("z"), cluster("m", leaf("a"), cluster("n", leaf("b"))))
    learner.requests("choice", "b")

    assert learner.goes("choice", "m", **DONE) == "a"


def test_choice_within_an_ended_cluster_that_prevents_activation_is_taken() -> None:
    ended = cluster("m", leaf("b"), leaf("c"), sequencing=merged(PREVENTS, rule("exit", "attempted")))
    learner = Learner.of(leaf("a"), ended)
    learner.starts()
    learner.requests("continue", cmi=DONE)
    learner.requests("exit", cmi=DONE)

    # the cluster is current: only activities below it would be activated by the choice
    assert learner.state["current"] == "m"
    assert learner.goes("choice", "c") == "c"


def test_choice_of_an_ancestor_needs_choice_exit_on_the_way() -> None:
    learner = Learner.of(cluster("m", leaf("a"), cluster("n", leaf("b"), choiceExit=False)))
    learner.requests("choice", "b")
    learner.requests("exit", cmi=DONE)

    # The part has ended, the cluster is active still: NB.2.1 refuses it
    assert learner.goes("choice", "m") == "NB.2.1-8"


# Case 5: somewhere else in the tree


def test_choice_into_another_cluster_forward_and_back() -> None:
    learner = Learner.of(cluster("m", leaf("a")), cluster("n", leaf("b"), cluster("o", leaf("c"))))
    learner.starts()

    assert learner.goes("choice", "c", **DONE) == "c"
    assert learner.goes("choice", "a", **DONE) == "a"


@pytest.mark.parametrize(
    ("target", "expected"),
    [("n", "b"), ("b", "SB.2.4-1"), ("o", "SB.2.4-1"), ("c", "SB.2.4-1")],
)
def test_choice_forward_stops_on_its_way_down(target: str, expected: str) -> None:
    stopping = cluster("n", leaf("b"), cluster("o", leaf("c")), sequencing=ALWAYS_STOPS)
    learner = Learner.of(cluster("m", leaf("a")), stopping)
    learner.starts()

    assert learner.goes("choice", target, **DONE) == expected


def test_choice_backwards_is_not_stopped_on_its_way_down() -> None:
    learner = Learner.of(cluster("m", leaf("a"), sequencing=ALWAYS_STOPS), cluster("n", leaf("b")))
    learner.starts()
    learner.requests("continue", cmi=DONE)

    assert learner.goes("choice", "a", **DONE) == "a"


def test_choice_forward_into_prevented_activation_is_by_name_alone() -> None:
    learner = Learner.of(cluster("m", leaf("a")), cluster("n", leaf("b"), leaf("c"), sequencing=PREVENTS))
    learner.starts()

    assert learner.goes("choice", "c") == "SB.2.9-6"
    assert learner.goes("choice", "n") == "b"
    assert learner.goes("choice", "c", **DONE) == "c"


def test_choice_backwards_counts_the_target_among_the_activated() -> None:
    learner = Learner.of(
        cluster("m", cluster("n", leaf("a"), sequencing=PREVENTS), leaf("b")), cluster("o", leaf("c"))
    )
    learner.requests("choice", "c")

    assert learner.goes("choice", "a", **DONE) == "SB.2.9-6"
    assert learner.goes("choice", "n") == "SB.2.9-6"


@pytest.mark.parametrize(
    ("target", "expected"),
    [("a", "SB.2.9-8"), ("m", "SB.2.9-8"), ("b", "b"), ("n", "b"), ("e", "e"), ("f", "SB.2.9-8")],
)
def test_constrained_cluster_is_left_for_what_stands_next_to_it(target: str, expected: str) -> None:
    learner = Learner.of(
        cluster("m", leaf("a")),
        cluster("n", leaf("b")),
        cluster("här", leaf("c"), leaf("d"), sequencing=CONSTRAINS),
        cluster("o", leaf("e")),
        cluster("p", leaf("f")),
    )
    learner.requests("choice", "c")

    assert learner.goes("choice", target, **DONE) == expected


def test_constrained_cluster_closest_to_the_part_counts() -> None:
    inner = cluster("n", leaf("a"), sequencing=CONSTRAINS)
    learner = Learner.of(cluster("m", inner, leaf("b"), leaf("c"), sequencing=CONSTRAINS), leaf("d"))
    learner.starts()

    assert learner.goes("choice", "c", **DONE) == "SB.2.9-8"
    assert learner.goes("choice", "b", **DONE) == "b"


def test_constrained_cluster_at_the_end_looks_beyond_its_parent() -> None:
    inner = cluster("n", leaf("b"), sequencing=CONSTRAINS)
    learner = Learner.of(cluster("m", leaf("a"), inner), leaf("c"), leaf("d"))
    learner.requests("choice", "b")

    assert learner.shown(**DONE) == {
        "m": "open",
        "a": "open",
        "n": "open",
        "b": "open",
        "c": "open",
        "d": "locked",
    }


def test_choice_exit_of_an_ended_cluster_refuses_what_lies_outside() -> None:
    stuck = cluster("n", leaf("b"), choiceExit=False, sequencing=rule("exit", "attempted"))
    learner = Learner.of(leaf("a"), cluster("m", leaf("z"), cluster("k", stuck)))
    learner.requests("choice", "b")
    learner.requests("exit", cmi=DONE)

    # the exit rule has ended n: it is current and no longer active, which NB.2.1 lets out
    assert learner.goes("choice", "a") == "SB.2.9-7"


@pytest.mark.parametrize("shut", ["n", "k", "m"])
def test_choice_exit_of_every_cluster_that_is_left_counts(shut: str) -> None:
    inner = cluster("n", leaf("b"), choiceExit=shut != "n")
    outer = cluster("m", cluster("k", inner, choiceExit=shut != "k"), choiceExit=shut != "m")
    tree = Learner.of(leaf("a"), outer).tree

    assert choice_exit_exception(tree.by_identifier["b"], tree.root) == "SB.2.9-7"
    common = tree.by_identifier["m"]
    assert choice_exit_exception(tree.by_identifier["b"], common) == ("" if shut == "m" else "SB.2.9-7")


# Steps 12 to 15: what is delivered


def test_choice_of_a_cluster_with_nothing_to_deliver_moves_there() -> None:
    shut = cluster("m", leaf("b", rule("disabled", "always")))
    learner = Learner.of(leaf("a"), shut, leaf("c"))
    learner.starts()

    assert learner.goes("choice", "m", **DONE) == "SB.2.9-9"
    assert learner.state["current"] == "m"
    assert learner.goes("continue") == "c"


def test_choice_of_a_cluster_without_flow_is_refused() -> None:
    learner = Learner.of(leaf("a"), cluster("m", leaf("b"), flow=False))
    learner.starts()

    assert learner.refusals(**DONE) == {"m": "SB.2.9-9"}
    assert learner.goes("choice", "b", **DONE) == "b"
