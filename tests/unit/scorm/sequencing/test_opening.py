"""Opening a package: something is delivered wherever sequencing can, however the last session ended."""

from __future__ import annotations

from typing import Any

import pytest

from scorm.sequencing.answers import Answer
from scorm.sequencing.model.sco import ScoData
from scorm.sequencing.opening import open_session
from tests.unit.scorm.sequencing.trees import (
    CHOICE,
    DONE,
    INCOMPLETE,
    ONE_ATTEMPT,
    Learner,
    cluster,
    leaf,
    rule,
)


def opened(learner: Learner, done: frozenset[str] = frozenset(), **cmi: Any) -> Answer:
    sco = ScoData.from_cmi(cmi) if cmi else None
    learner.state, answer = open_session(learner.tree, learner.state, sco=sco, seed=learner.seed, done=done)
    return answer


def test_first_opening_starts() -> None:
    answer = opened(Learner.of(leaf("a"), leaf("b")))

    assert (answer.delivered, answer.is_resumed) == ("a", False)


@pytest.mark.parametrize("depth", [2, 3])
def test_closed_tab_is_taken_up_again(depth: int) -> None:
    parts = (leaf("a"), leaf("b", ONE_ATTEMPT))
    learner = Learner.of(*parts) if depth == 2 else Learner.of(cluster("m", *parts))
    opened(learner)
    learner.requests("continue", cmi=DONE)

    answer = opened(learner, **INCOMPLETE)

    assert (answer.delivered, answer.is_resumed) == ("b", True)
    assert learner.attempts("b") == 1
    assert learner.status("b")[0] is False


def test_suspended_session_is_resumed() -> None:
    learner = Learner.of(leaf("a"), leaf("b"))
    opened(learner)
    learner.requests("suspendAll", cmi=INCOMPLETE)

    assert opened(learner).is_resumed


def test_part_that_had_ended_is_left() -> None:
    learner = Learner.of(leaf("a"), leaf("b"))
    opened(learner)
    learner.requests("exit", cmi=DONE)

    assert opened(learner).delivered == "b"


@pytest.mark.parametrize(("done", "expected"), [(frozenset({"a"}), "b"), (frozenset({"a", "b"}), "a")])
def test_last_part_that_had_ended_ends_no_session(done: frozenset[str], expected: str) -> None:
    learner = Learner.of(leaf("a"), leaf("b"))
    opened(learner)
    learner.requests("continue", cmi=DONE)
    learner.requests("exit", cmi=INCOMPLETE)

    assert opened(learner, done).delivered == expected


def test_ended_session_starts_again() -> None:
    learner = Learner.of(leaf("a"), leaf("b"))
    opened(learner)
    learner.requests("exitAll", cmi=DONE)

    answer = opened(learner)

    assert (answer.delivered, learner.attempts("a")) == ("a", 2)


@pytest.mark.parametrize(("done", "expected"), [(frozenset(), "a"), (frozenset({"a"}), "b")])
def test_without_flow_the_first_that_is_not_done_is_chosen(done: frozenset[str], expected: str) -> None:
    learner = Learner.of(leaf("a"), leaf("b"), sequencing=CHOICE)

    assert opened(learner, done).delivered == expected


def test_suspended_between_two_parts_delivers_something() -> None:
    learner = Learner.of(cluster("m", leaf("a"), leaf("b")))
    opened(learner)
    learner.requests("exit", cmi=DONE)
    learner.requests("suspendAll")

    assert opened(learner).delivered == "a"


def test_suspended_part_that_was_shut_lets_the_learner_in_elsewhere() -> None:
    learner = Learner.of(leaf("a", rule("disabled", "attempted")), leaf("b"))
    opened(learner)
    learner.requests("suspendAll", cmi=INCOMPLETE)

    assert opened(learner).delivered == "b"


def test_package_that_is_shut_altogether_delivers_nothing() -> None:
    learner = Learner.of(leaf("a", rule("disabled", "always")))

    answer = opened(learner)

    assert (answer.delivered, answer.exception) == ("", "SB.2.2-2")
