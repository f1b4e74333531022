"""Navigation requests [NB.2.1] and sequencing requests [SB.2.5] to [SB.2.8], [SB.2.10] to [SB.2.13]."""

from __future__ import annotations

import pytest

from scorm.sequencing.model.enums import Edition, NavigationRequest, SequencingRequest
from scorm.sequencing.model.sco import request_at_termination
from scorm.sequencing.model.state import new_state
from scorm.sequencing.processes.requests import process_sequencing_request
from scorm.sequencing.processes.session import Session
from tests.unit.scorm.sequencing.trees import (
    CHOICE,
    DONE,
    FLOW,
    FLOW_ALONE,
    Learner,
    cluster,
    leaf,
    merged,
    rule,
    tree_of,
)

STUCK = {"controlMode": {"choiceExit": False}}

# [NB.2.1]


@pytest.mark.parametrize(
    ("request_", "exception"),
    [
        ("resumeAll", "NB.2.1-3"),
        ("continue", "NB.2.1-1"),
        ("previous", "NB.2.1-2"),
        ("exit", "NB.2.1-2"),
        ("exitAll", "NB.2.1-2"),
        ("abandon", "NB.2.1-2"),
        ("abandonAll", "NB.2.1-2"),
        ("suspendAll", "NB.2.1-2"),
    ],
)
def test_request_before_the_session_begins_is_refused(request_: str, exception: str) -> None:
    assert Learner.of(leaf("a")).goes(request_) == exception


@pytest.mark.parametrize("request_", ["start", "resumeAll"])
def test_session_that_has_begun_begins_no_more(request_: str) -> None:
    learner = Learner.of(leaf("a"))
    learner.starts()

    assert learner.goes(request_) == "NB.2.1-1"


@pytest.mark.parametrize("request_", ["exit", "abandon"])
def test_what_has_ended_is_not_ended_again(request_: str) -> None:
    learner = Learner.of(leaf("a"), leaf("b"))
    learner.starts()
    learner.requests("exit")

    assert learner.goes(request_) == "NB.2.1-12"


@pytest.mark.parametrize("depth", [2, 3])
def test_continue_and_previous_need_flow(depth: int) -> None:
    parts = (leaf("a"), leaf("b"))
    learner = (
        Learner.of(*parts, sequencing=CHOICE) if depth == 2 else Learner.of(cluster("m", *parts, flow=False))
    )
    learner.requests("choice", "a")

    assert learner.goes("continue", **DONE) == "NB.2.1-4"
    assert learner.goes("previous", **DONE) == "NB.2.1-5"


def test_previous_is_refused_where_only_forward_is_allowed() -> None:
    learner = Learner.of(
        leaf("a"), leaf("b"), sequencing=merged(FLOW, {"controlMode": {"forwardOnly": True}})
    )
    learner.starts()
    learner.requests("continue", cmi=DONE)

    assert learner.goes("previous", **DONE) == "NB.2.1-5"


def test_moves_from_the_root_are_refused() -> None:
    learner = Learner.of(leaf("a"))
    learner.state = {**new_state(), "current": ":organization"}

    assert learner.goes("continue") == "NB.2.1-4"
    assert learner.goes("previous") == "NB.2.1-6"


def test_choice_of_what_is_not_there_is_refused() -> None:
    learner = Learner.of(leaf("a"))
    learner.starts()

    assert learner.goes("choice", "b") == "NB.2.1-11"


def test_choice_where_the_parent_has_none_is_refused() -> None:
    learner = Learner.of(leaf("a"), cluster("mapp", leaf("b"), choice=False))
    learner.starts()

    assert learner.goes("choice", "b") == "NB.2.1-10"
    assert learner.goes("choice", "mapp") == "b"


def test_choice_out_of_an_active_cluster_needs_choice_exit() -> None:
    learner = Learner.of(cluster("mapp", leaf("a"), leaf("b"), choiceExit=False), leaf("c"))
    learner.starts()

    assert learner.goes("choice", "c") == "NB.2.1-8"
    assert learner.goes("choice", "b", **DONE) == "b"


def test_choice_out_of_an_active_leaf_needs_choice_exit() -> None:
    learner = Learner.of(leaf("a", STUCK), leaf("b"), leaf("c"))
    learner.starts()

    assert learner.goes("choice", "b") == "NB.2.1-8"
    learner.requests("exit", cmi=DONE)
    assert learner.goes("choice", "b") == "b"


def test_refused_navigation_request_changes_nothing() -> None:
    learner = Learner.of(leaf("a"), leaf("b"), sequencing=FLOW_ALONE)
    learner.starts()
    before = learner.state

    answer = learner.requests("choice", "b", cmi=DONE)

    assert (answer.exception, answer.is_terminated) == ("NB.2.1-10", False)
    assert learner.state == before


# Jump: [NB.2.1], [SB.2.13]


def test_jump_passes_what_a_choice_does_not() -> None:
    hidden = leaf("b", rule("hiddenFromChoice", "always"))
    learner = Learner.of(leaf("a"), cluster("mapp", hidden, leaf("c"), choice=False))
    learner.starts()

    assert learner.goes("jump", "b", **DONE) == "b"


def test_jump_to_what_is_disabled_ends_the_part_and_delivers_nothing() -> None:
    learner = Learner.of(leaf("a"), leaf("b", rule("disabled", "always")))
    learner.starts()

    answer = learner.requests("jump", "b", cmi=DONE)

    assert (answer.delivered, answer.exception, answer.is_terminated) == ("", "DB.1.1-3", True)
    assert learner.status("a") == (True, True)


def test_jump_to_a_cluster_or_to_nothing_is_refused() -> None:
    learner = Learner.of(leaf("a"), cluster("mapp", leaf("b")))
    learner.starts()

    assert learner.goes("jump", "c") == "NB.2.1-11"
    assert learner.goes("jump", "mapp") == "DB.1.1-1"


def test_jump_before_the_session_begins_is_refused() -> None:
    assert Learner.of(leaf("a")).goes("jump", "a") == "SB.2.13-1"


@pytest.mark.parametrize("edition", [Edition.SECOND, Edition.THIRD])
def test_jump_is_unknown_before_the_4th_edition(edition: Edition) -> None:
    learner = Learner.of(leaf("a"), leaf("b"), edition=edition)
    learner.starts()

    assert learner.goes("jump", "b") == "NB.2.1-13"


# The sequencing requests


def test_start_of_a_tree_of_one_activity_delivers_it() -> None:
    assert Learner.of().starts() == ":organization"


def test_start_that_finds_nothing_says_why() -> None:
    learner = Learner.of(leaf("a"), sequencing=CHOICE)

    assert learner.goes("start") == "SB.2.2-1"


@pytest.mark.parametrize(
    ("request_", "exception"),
    [
        (SequencingRequest.RESUME_ALL, "SB.2.6-2"),
        (SequencingRequest.CONTINUE, "SB.2.7-1"),
        (SequencingRequest.PREVIOUS, "SB.2.8-1"),
        (SequencingRequest.CHOICE, "SB.2.9-1"),
        (SequencingRequest.RETRY, "SB.2.10-1"),
        (SequencingRequest.EXIT, "SB.2.11-1"),
        (SequencingRequest.JUMP, "SB.2.13-1"),
    ],
)
def test_sequencing_request_without_a_current_activity_is_refused(
    request_: SequencingRequest, exception: str
) -> None:
    session = Session.load(tree_of(leaf("a")), new_state())

    assert process_sequencing_request(session, request_).exception == exception


@pytest.mark.parametrize(
    ("request_", "exception"),
    [
        (SequencingRequest.START, "SB.2.5-1"),
        (SequencingRequest.RESUME_ALL, "SB.2.6-1"),
        (SequencingRequest.CONTINUE, "SB.2.7-2"),
        (SequencingRequest.PREVIOUS, "SB.2.8-2"),
        (SequencingRequest.RETRY, "SB.2.10-2"),
        (SequencingRequest.EXIT, "SB.2.11-2"),
    ],
)
def test_sequencing_request_against_the_session_is_refused(
    request_: SequencingRequest, exception: str
) -> None:
    learner = Learner.of(leaf("a"), leaf("b"), sequencing=CHOICE)
    learner.requests("choice", "a")

    assert process_sequencing_request(learner.session, request_).exception == exception


def test_retry_of_a_cluster_with_nothing_to_deliver_is_refused() -> None:
    shut = leaf("b", rule("disabled", "attempted"))
    again = rule("retry", "always")
    learner = Learner.of(
        cluster("mapp", shut, leaf("c", rule("exitParent", "always")), sequencing=again), leaf("d")
    )
    learner.starts()
    learner.requests("continue", cmi=DONE)

    assert learner.goes("continue", **DONE) == "SB.2.10-3"


# adl.nav.request and cmi.exit as content terminates (RTE 4.2.8, SN 5.6.4)


@pytest.mark.parametrize(
    ("exit_", "written", "expected"),
    [
        ("", "", ("exit", "")),
        ("normal", "_none_", ("exit", "")),
        ("suspend", "", ("exit", "")),
        ("suspend", "suspendAll", ("suspendAll", "")),
        ("", "suspendAll", ("suspendAll", "")),
        ("normal", "{target=del å}choice", ("choice", "del å")),
        ("", "{target=b.2}jump", ("jump", "b.2")),
        ("time-out", "continue", ("exitAll", "")),
        ("logout", "", ("exitAll", "")),
        ("time-out", "suspendAll", ("suspendAll", "")),
        # What is no request of content ends its attempt all the same.
        *(
            ("", written, ("exit", ""))
            for written in ("_continue", "start", "resumeAll", "retry", "fly", "choice", "jump", "{target=b}")
        ),
        ("", "{target=b}continue", ("exit", "")),
        ("", "{target=}choice", ("exit", "")),
        ("", "{target={x}}choice", ("choice", "{x}")),
        ("logout", "{target=b}choice", ("exitAll", "")),
        ("logout", "fly", ("exitAll", "")),
    ],
)
def test_request_at_termination(exit_: str, written: str, expected: tuple[str, str]) -> None:
    assert request_at_termination(exit_, written) == (NavigationRequest(expected[0]), expected[1])
