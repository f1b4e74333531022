"""Delivery: [DB.1.1], [DB.2] and [DB.2.1], and what a new attempt begins with."""

from __future__ import annotations

import pytest

from scorm.sequencing.model.enums import EndReason
from scorm.sequencing.model.tree import ROOT
from scorm.sequencing.processes.delivery import deliver
from scorm.sequencing.processes.session import Session
from tests.unit.scorm.sequencing.trees import (
    DONE,
    INCOMPLETE,
    UNTRACKED,
    Learner,
    cluster,
    leaf,
    rule,
)


def suspended(learner: Learner) -> list[str]:
    session = learner.session
    return [a.identifier for a in learner.tree.activities if session.is_suspended(a)]


def test_delivery_while_something_is_active_is_refused() -> None:
    learner = Learner.of(leaf("a"), leaf("b"))
    learner.starts()
    session = Session.load(learner.tree, learner.state)

    assert deliver(session, learner.tree.by_identifier["b"]) == "DB.2-1"


@pytest.mark.parametrize("depth", [2, 3])
def test_delivery_checks_the_whole_path(depth: int) -> None:
    shut = rule("disabled", "attempted")
    inner = cluster("n", leaf("a"), leaf("b"), sequencing=shut)
    learner = Learner.of(inner if depth == 2 else cluster("m", inner))
    learner.starts()

    assert learner.goes("jump", "b", **DONE) == "DB.1.1-3"


def test_delivery_begins_an_attempt_on_everything_on_the_path() -> None:
    learner = Learner.of(cluster("m", cluster("n", leaf("a"))))

    learner.starts()

    assert [learner.attempts(name) for name in (ROOT, "m", "n", "a")] == [1, 1, 1, 1]


def test_delivery_counts_no_attempt_of_what_is_not_tracked() -> None:
    learner = Learner.of(cluster("m", leaf("a"), sequencing=UNTRACKED))

    learner.starts()

    assert [learner.attempts(name) for name in (ROOT, "m", "a")] == [1, 0, 1]


def test_new_attempt_on_a_cluster_forgets_what_its_parts_had() -> None:
    learner = Learner.of(cluster("m", leaf("a"), cluster("n", leaf("b"))), leaf("c"))
    learner.starts()
    learner.requests("continue", cmi=DONE)
    learner.requests("continue", cmi=DONE)

    learner.requests("choice", "a", cmi=DONE)

    assert [learner.status(name) for name in ("m", "a", "n", "b")] == [(None, None)] * 4
    assert learner.attempts("b") == 1


@pytest.mark.parametrize(
    ("modes", "expected"),
    [
        ({"useCurrentAttemptObjectiveInfo": False}, (None, True)),
        ({"useCurrentAttemptProgressInfo": False}, (True, None)),
    ],
)
def test_new_attempt_on_a_cluster_keeps_what_it_says(
    modes: dict[str, bool], expected: tuple[bool | None, bool | None]
) -> None:
    learner = Learner.of(cluster("m", leaf("a"), cluster("n", leaf("b")), **modes), leaf("c"))
    learner.starts()
    learner.requests("continue", cmi=DONE)
    learner.requests("continue", cmi=DONE)

    learner.requests("choice", "a", cmi=DONE)

    # what is kept is kept of the whole cluster below
    assert [learner.status(name) for name in ("n", "b")] == [expected, expected]


def test_resumed_session_begins_no_attempt() -> None:
    learner = Learner.of(cluster("m", leaf("a"), leaf("b")), leaf("c"))
    learner.starts()
    learner.requests("continue", cmi=DONE)
    learner.requests("suspendAll", cmi=INCOMPLETE)

    learner.requests("resumeAll")

    assert [learner.attempts(name) for name in (ROOT, "m", "b")] == [1, 1, 1]
    assert learner.status("a") == (True, True)
    assert suspended(learner) == []
    assert learner.state["suspended"] is None


# Clear Suspended Activity Subprocess [DB.2.1]


def test_other_delivery_clears_what_was_suspended() -> None:
    learner = Learner.of(cluster("m", leaf("a"), leaf("b")), leaf("c"))
    learner.starts()
    learner.requests("suspendAll", cmi=INCOMPLETE)

    answer = learner.requests("choice", "c")

    assert answer.delivered == "c"
    assert suspended(learner) == []
    assert learner.state["suspended"] is None


def test_cluster_stays_suspended_while_a_child_is() -> None:
    learner = Learner.of(cluster("m", leaf("a"), leaf("b")), leaf("c"))
    learner.starts()
    learner.requests("continue", cmi={"exit": "suspend"})
    learner.requests("suspendAll", cmi=INCOMPLETE)

    learner.requests("choice", "c")

    assert suspended(learner) == ["m", "a"]


def test_resume_all_of_what_has_been_shut_is_refused() -> None:
    learner = Learner.of(leaf("a", rule("disabled", "attempted")), leaf("b"))
    learner.starts()
    learner.requests("suspendAll", cmi=INCOMPLETE)

    assert learner.goes("resumeAll") == "DB.1.1-3"


def test_session_after_the_end_begins_a_new_attempt_on_the_root() -> None:
    learner = Learner.of(leaf("a"))
    learner.starts()
    assert learner.goes("continue", **DONE) == EndReason.END_OF_CONTENT

    learner.starts()

    assert [learner.attempts(name) for name in (ROOT, "a")] == [2, 2]
