"""Termination requests [TB.2.3], exit rules [TB.2.1] and post condition rules [TB.2.2]."""

from __future__ import annotations

import pytest

from scorm.sequencing.model.enums import EndReason, TerminationRequest
from scorm.sequencing.model.tree import ROOT
from scorm.sequencing.processes.session import Session
from scorm.sequencing.processes.termination import process_termination_request
from tests.unit.scorm.sequencing.trees import (
    DONE,
    FAILED,
    FLOW,
    INCOMPLETE,
    Learner,
    cluster,
    leaf,
    merged,
    rule,
    when,
)


def active(learner: Learner) -> list[str]:
    session = learner.session
    return [a.identifier for a in learner.tree.activities if session.is_active(a)]


# [TB.2.3]


@pytest.mark.parametrize("request_", list(TerminationRequest))
def test_termination_without_a_current_activity_is_refused(request_: TerminationRequest) -> None:
    learner = Learner.of(leaf("a"))

    result = process_termination_request(learner.session, request_)

    assert result.exception == "TB.2.3-1"


@pytest.mark.parametrize("request_", [TerminationRequest.EXIT, TerminationRequest.ABANDON])
def test_termination_of_what_has_ended_is_refused(request_: TerminationRequest) -> None:
    learner = Learner.of(leaf("a"), leaf("b"))
    learner.starts()
    learner.requests("exit", cmi=DONE)

    assert process_termination_request(learner.session, request_).exception == "TB.2.3-2"


def test_exit_parent_is_no_termination_request_of_its_own() -> None:
    learner = Learner.of(leaf("a"))
    learner.starts()

    result = process_termination_request(learner.session, TerminationRequest.EXIT_PARENT)

    assert result.exception == "TB.2.3-7"


def test_exit_ends_the_attempt_and_delivers_nothing() -> None:
    learner = Learner.of(leaf("a"), leaf("b"))
    learner.starts()

    answer = learner.requests("exit", cmi=DONE)

    assert (answer.delivered, answer.ended, answer.exception, answer.is_terminated) == ("", None, "", True)
    assert active(learner) == [ROOT]
    assert learner.goes("continue") == "b"


def test_exit_all_ends_every_attempt_and_the_session() -> None:
    learner = Learner.of(cluster("mapp", leaf("a")), leaf("b"))
    learner.starts()

    answer = learner.requests("exitAll", cmi=DONE)

    assert answer.ended == EndReason.EXIT_ALL
    assert active(learner) == []
    assert learner.state["current"] is None
    assert learner.status("mapp") == (True, True)


def test_suspend_all_keeps_every_attempt_whatever_the_exit() -> None:
    learner = Learner.of(cluster("yttre", cluster("inre", leaf("a"), leaf("b"))))
    learner.starts()
    learner.requests("continue", cmi=DONE)

    answer = learner.requests("suspendAll", cmi={**INCOMPLETE, "exit": "normal"})

    assert answer.ended == EndReason.SUSPEND_ALL
    assert active(learner) == []
    assert learner.state["suspended"] == "b"
    answer = learner.requests("resumeAll")
    assert (answer.delivered, answer.is_resumed) == ("b", True)
    assert [learner.attempts(name) for name in ("b", "inre", "yttre", ROOT)] == [1, 1, 1, 1]
    assert learner.status("b")[0] is False


def test_suspend_all_of_one_part_completes_nothing() -> None:
    learner = Learner.of(leaf("a"))
    learner.starts()

    answer = learner.requests("suspendAll")

    assert (answer.rollup.completed, answer.rollup.satisfied) == (None, None)


def test_suspend_all_rolls_up_what_content_has_set() -> None:
    learner = Learner.of(leaf("a"))
    learner.starts()

    answer = learner.requests("suspendAll", cmi={**DONE, "exit": "suspend"})

    assert (answer.rollup.completed, answer.rollup.satisfied) == (True, True)


def test_suspend_all_between_two_parts_suspends_their_cluster() -> None:
    learner = Learner.of(cluster("mapp", leaf("a"), leaf("b")))
    learner.starts()
    learner.requests("exit", cmi=DONE)

    learner.requests("suspendAll")

    assert learner.state["suspended"] == "mapp"
    # Only a leaf is delivered
    assert learner.goes("resumeAll") == "DB.1.1-1"


def test_suspend_all_of_an_ended_root_is_refused() -> None:
    learner = Learner.of(leaf("a"))
    session = Session.load(learner.tree, learner.state)
    session.current = learner.tree.root

    result = process_termination_request(session, TerminationRequest.SUSPEND_ALL)

    assert result.exception == "TB.2.3-3"


def test_abandon_records_nothing_and_stays() -> None:
    learner = Learner.of(leaf("a"), leaf("b"))
    learner.starts()

    answer = learner.requests("abandon")

    assert (answer.delivered, answer.ended) == ("", None)
    assert learner.status("a") == (None, None)
    assert active(learner) == [ROOT]


def test_abandon_all_ends_the_session_and_records_nothing() -> None:
    learner = Learner.of(cluster("mapp", leaf("a")))
    learner.starts()

    answer = learner.requests("abandonAll")

    assert answer.ended == EndReason.ABANDON_ALL
    assert active(learner) == []
    assert learner.status("mapp") == (None, None)


# Sequencing Exit Action Rules [TB.2.1]


def test_exit_rule_of_a_cluster_ends_it() -> None:
    done = rule("exit", "completed")
    learner = Learner.of(cluster("mapp", leaf("a"), leaf("b"), sequencing=done), leaf("c"))
    learner.starts()
    assert learner.goes("continue", **DONE) == "b"

    # with b the cluster is complete and ends: Previous leads before the cluster
    assert learner.goes("previous", **DONE) == "SB.2.1-3"
    assert learner.state["current"] == "mapp"


def test_exit_rule_of_the_highest_ancestor_counts() -> None:
    done = rule("exit", "attempted")
    inner = cluster("inre", leaf("a"), leaf("b"), sequencing=done)
    learner = Learner.of(cluster("yttre", inner, leaf("c"), sequencing=done), leaf("d"))
    learner.starts()

    assert learner.goes("continue", **DONE) == "d"


def test_exit_rule_of_a_leaf_says_nothing() -> None:
    learner = Learner.of(leaf("a", rule("exit", "always")), leaf("b"))
    learner.starts()

    assert learner.goes("continue", **DONE) == "b"


def test_exit_rule_of_the_root_ends_the_session() -> None:
    learner = Learner.of(leaf("a"), leaf("b"), sequencing=merged(FLOW, rule("exit", "attempted")))
    learner.starts()

    assert learner.goes("continue", **DONE) == EndReason.EXIT_ALL


# Sequencing Post Condition Rules [TB.2.2]


@pytest.mark.parametrize(
    ("action", "expected"),
    [("retry", "b"), ("continue", "c"), ("previous", "a")],
)
def test_postcondition_takes_the_place_of_what_was_requested(action: str, expected: str) -> None:
    learner = Learner.of(leaf("a"), leaf("b", rule(action, "always")), leaf("c"), leaf("d"))
    learner.starts()
    learner.requests("continue", cmi=DONE)

    answer = learner.requests("choice", "d", cmi=DONE)

    assert (answer.delivered, answer.is_replaced) == (expected, True)


def test_postcondition_of_a_suspended_part_is_not_looked_at() -> None:
    learner = Learner.of(leaf("a", rule("retry", "always")), leaf("b"))
    learner.starts()

    assert learner.goes("continue", exit="suspend") == "b"


def test_exit_parent_ends_the_cluster_and_goes_on_from_it() -> None:
    learner = Learner.of(cluster("mapp", leaf("a", rule("exitParent", "always")), leaf("b")), leaf("c"))
    learner.starts()

    assert learner.goes("continue", **DONE) == "c"


def test_exit_parent_looks_at_the_rules_of_the_cluster_next() -> None:
    again = rule("retry", when("satisfied", negated=True))
    learner = Learner.of(
        cluster("mapp", leaf("a"), leaf("b", rule("exitParent", "always")), sequencing=again), leaf("c")
    )
    learner.starts()
    learner.requests("continue", cmi=DONE)

    assert learner.goes("continue", **FAILED) == "a"
    learner.requests("continue", cmi=DONE)
    assert learner.goes("continue", **DONE) == "c"


def test_exit_parent_up_to_the_root_ends_the_session() -> None:
    learner = Learner.of(leaf("a", rule("exitParent", "always")), leaf("b"))
    learner.starts()

    assert learner.goes("continue", **DONE) == EndReason.EXIT_ALL


def test_exit_parent_of_the_root_is_refused() -> None:
    learner = Learner.of(
        leaf("a", rule("exitParent", "always")), sequencing=merged(FLOW, rule("exitParent", "always"))
    )
    learner.starts()

    assert learner.goes("exit", **DONE) == "TB.2.3-4"


def test_root_retries_itself_and_nothing_else() -> None:
    parent = rule("exitParent", "always")
    retried = Learner.of(leaf("a"), leaf("b", parent), sequencing=merged(FLOW, rule("retry", "always")))
    retried.starts()
    retried.requests("continue", cmi=DONE)
    ended = Learner.of(leaf("a", parent), leaf("b"), sequencing=merged(FLOW, rule("continue", "always")))
    ended.starts()

    assert retried.goes("continue", **DONE) == "a"
    assert ended.goes("continue", **DONE) == EndReason.EXIT_ALL


def test_exit_all_by_rule_ends_everything() -> None:
    learner = Learner.of(cluster("mapp", leaf("a", rule("exitAll", "always")), leaf("b")), leaf("c"))
    learner.starts()

    answer = learner.requests("continue", cmi=DONE)

    assert answer.ended == EndReason.EXIT_ALL
    assert active(learner) == []


def test_retry_all_begins_everything_again() -> None:
    learner = Learner.of(leaf("a"), cluster("mapp", leaf("b", rule("retryAll", "always"))))
    learner.starts()
    learner.requests("continue", cmi=DONE)

    assert learner.goes("exit", **FAILED) == "a"
    assert [learner.attempts(name) for name in (ROOT, "a", "b")] == [2, 2, 1]
    assert learner.status("b") == (None, None)
