"""Ends of content: each navigation request with each cmi.exit (SCORM 2004 RTE 4.2.8, SN 5.6.4, TB.2.3)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from lms.attempts.enums import LaunchKind
from lms.attempts.launches.tokens import LaunchToken
from lms.attempts.models import ScoState
from lms.runtimes.scorm.player.shells import shell_for
from tests.database_rows import rolled_back
from tests.factories.packages import SCORM_2004, Sco, make_package
from tests.factories.sequencing import Player, sequenced_package

pytestmark = pytest.mark.django_db

EXITS = ("", "normal", "suspend", "logout", "time-out")
#: values of content that request nothing: the run-time accepts other terms of the standard too
NO_REQUESTS = ("", "_none_", "_continue", "start", "resumeAll", "retryAll", "choice", "{target=c}continue")
REQUESTS = (
    *NO_REQUESTS,
    "continue",
    "previous",
    "exit",
    "exitAll",
    "suspendAll",
    "abandon",
    "abandonAll",
    "{target=b}choice",
    "{target=c}jump",
)
#: what a full-state commit holds of content that has set its place alone
PLACE: dict[str, Any] = {"completion_status": "unknown", "success_status": "unknown", "location": "sidan å"}


def is_suspended(request: str, exit_set: str) -> bool:
    """Suspend All suspends the SCO, whatever its exit is; Abandon never does; else the exit decides."""
    if request == "suspendAll":
        return True
    return exit_set == "suspend" and request not in {"abandon", "abandonAll"}


def is_filled_in(request: str, exit_set: str) -> bool:
    """UP.4: an attempt that ends is completed where content has set nothing; Abandon ends without it."""
    return not is_suspended(request, exit_set) and request not in {"abandon", "abandonAll"}


@contextmanager
def case(subtests: pytest.Subtests, player: Player, **values: str) -> Iterator[Player]:
    """Give a copy of the player, and undo what it does afterwards; `values` name the case in a failure."""
    with subtests.test(**values), rolled_back():
        yield replace(player)


def seed_of(player: Player) -> dict[str, str]:
    return shell_for(LaunchToken(LaunchKind.RECORD, str(player.launch.pk), "sv")).initial_cmi


@pytest.mark.parametrize("request_", REQUESTS)
def test_package_of_one_part_ends_as_its_request_and_exit_say(
    subtests: pytest.Subtests, request_: str
) -> None:
    started = Player.of(make_package([Sco("a")], standard=SCORM_2004))

    for exit_set in EXITS:
        with case(subtests, started, exit=exit_set) as player:
            end = {**PLACE, "exit": exit_set, "session_time": "PT1M30S"}
            player.commit(trigger="finish", part="a", sets=[], request=request_, **end)

            completed = is_filled_in(request_, exit_set)
            assert player.outcome[0] == ("completed" if completed else "incomplete")
            player.reopen()
            initial_cmi = seed_of(player)
            if is_suspended(request_, exit_set):
                assert (
                    initial_cmi["cmi.entry"],
                    initial_cmi["cmi.location"],
                    initial_cmi["cmi.total_time"],
                ) == (
                    "resume",
                    "sidan å",
                    "PT0H1M30S",
                )
            else:
                assert (initial_cmi["cmi.entry"], "cmi.location" in initial_cmi) == ("ab-initio", False)


def expected_end(request: str, exit_set: str) -> tuple[str, str]:
    """What is delivered after part b of a, b, c in a flow, and why the session ended.

    A time-out or a logout ends the session, but for Suspend All (RTE 4.2.8).
    """
    if exit_set in {"logout", "time-out"} and request != "suspendAll":
        return "", "exit_all"
    return {
        **dict.fromkeys(NO_REQUESTS, ("", "")),
        "exit": ("", ""),
        "abandon": ("", ""),
        "continue": ("c", ""),
        "previous": ("a", ""),
        "{target=b}choice": ("b", ""),
        "{target=c}jump": ("c", ""),
        "exitAll": ("", "exit_all"),
        "suspendAll": ("", "suspend_all"),
        "abandonAll": ("", "abandon_all"),
    }[request]


@pytest.mark.parametrize("request_", REQUESTS)
def test_part_of_a_sequence_ends_as_its_request_and_exit_say(
    subtests: pytest.Subtests, request_: str
) -> None:
    parts = (Sco("a"), Sco("b"), Sco("c"))
    started = Player.of(sequenced_package(*parts, schema_version="2004 4th Edition"))
    started.finish("continue", completion_status="completed")

    for exit_set in EXITS:
        with case(subtests, started, exit=exit_set) as player:
            player.commit(trigger="finish", sets=[], request=request_, **PLACE, exit=exit_set)
            answer = player.navigate(written=request_)

            assert (answer.delivered, answer.ended) == expected_end(request_, exit_set)
            state = ScoState.objects.get(sco="b")
            completed = is_filled_in(request_, exit_set)
            assert state.completion_status == ("completed" if completed else "incomplete")
            is_played_again = answer.delivered == "b"
            assert_stored_end(player, request_, exit_set, is_played_again=is_played_again)
            player.reopen()
            if is_suspended(request_, exit_set) and player.part == "b":
                assert seed_of(player)["cmi.location"] == "sidan å"


def assert_stored_end(player: Player, request: str, exit_set: str, *, is_played_again: bool) -> None:
    """Check whether part b is stored as suspended, and as completed in the attempt that ended."""
    stored = player.at.engine["activities"]["b"]
    assert stored.get("suspended", False) == (is_suspended(request, exit_set) and not is_played_again)
    ends_session = exit_set in {"logout", "time-out"} and request != "suspendAll"
    abandons = request in {"abandon", "abandonAll"}
    if not is_played_again and not (abandons and not ends_session):
        known = stored.get("objectives", {}).get("", {})
        assert known.get("completed") is (None if is_suspended(request, exit_set) else True)


@pytest.mark.parametrize("exit_set", [exit_set for exit_set in EXITS if exit_set != "suspend"])
def test_jump_before_the_fourth_edition_delivers_nothing_and_ends_the_part(exit_set: str) -> None:
    player = Player.of(sequenced_package(Sco("a"), Sco("b"), schema_version="2004 3rd Edition"))

    player.commit(trigger="finish", sets=[], request="{target=b}jump", **PLACE, exit=exit_set)
    answer = player.navigate(written="{target=b}jump")

    ends_session = exit_set in {"logout", "time-out"}
    assert (answer.delivered, answer.ended) == ("", "exit_all" if ends_session else "")
    assert player.at.engine["activities"]["a"].get("suspended", False) is False


def test_suspend_all_without_an_exit_is_resumed_within_a_sequence() -> None:
    player = Player.of(sequenced_package(Sco("a"), Sco("b"), Sco("c")))
    player.finish("continue", completion_status="completed")

    player.commit(trigger="finish", sets=[], request="suspendAll", **PLACE, exit="", session_time="PT40S")
    answer = player.navigate("suspendAll")

    assert (answer.delivered, answer.ended) == ("", "suspend_all")
    player.reopen()
    initial_cmi = seed_of(player)
    assert (player.part, initial_cmi["cmi.entry"], initial_cmi["cmi.location"]) == ("b", "resume", "sidan å")
    assert initial_cmi["cmi.total_time"] == "PT0H0M40S"


@pytest.mark.parametrize("request_", REQUESTS)
def test_content_that_is_cut_off_is_resumed_whatever_it_has_set(
    subtests: pytest.Subtests, request_: str
) -> None:
    """Without Terminate neither the request nor the exit takes effect (RTE 4.2.8, SN 5.4)."""
    started = Player.of(make_package([Sco("a")], standard=SCORM_2004))

    for exit_set, trigger in product(EXITS, ["content", "leave"]):
        with case(subtests, started, exit=exit_set, trigger=trigger) as player:
            end = {**PLACE, "exit": exit_set, "session_time": "PT1M30S"}
            player.commit(trigger=trigger, part="a", sets=[], request=request_, **end)

            assert (ScoState.objects.get().exit, player.outcome[0]) == ("interrupted", "incomplete")
            player.reopen()
            initial_cmi = seed_of(player)
            assert (initial_cmi["cmi.entry"], initial_cmi["cmi.location"], initial_cmi["cmi.total_time"]) == (
                "resume",
                "sidan å",
                "PT0H1M30S",
            )


@pytest.mark.parametrize("exit_set", EXITS)
def test_part_of_a_sequence_that_is_cut_off_is_taken_up_again(exit_set: str) -> None:
    player = Player.of(sequenced_package(Sco("a"), Sco("b"), Sco("c")))
    player.finish("continue", completion_status="completed")

    player.commit(trigger="leave", sets=[], request="exitAll", **PLACE, exit=exit_set)
    player.reopen()

    assert (player.part, player.at.ended, seed_of(player)["cmi.entry"]) == ("b", "", "resume")
    assert player.at.engine["activities"]["b"].get("attempts") == 1


@pytest.mark.parametrize("exit_set", EXITS)
@pytest.mark.parametrize("request_", ["continue", "previous", "choice"])
def test_learner_who_goes_on_ends_the_part_as_its_exit_says(request_: str, exit_set: str) -> None:
    """The learner's request comes before that of content (SN 5.4): the player sends none in its end."""
    player = Player.of(sequenced_package(Sco("a"), Sco("b"), Sco("c")))
    player.finish("continue", completion_status="completed")

    player.commit(trigger="finish", sets=[], **PLACE, exit=exit_set)
    target = "c" if request_ == "choice" else ""
    answer = player.navigate(request_, target)

    ends_session = exit_set in {"logout", "time-out"}
    delivered = {"continue": "c", "previous": "a", "choice": "c"}[request_]
    expected = ("", "exit_all") if ends_session else (delivered, "")
    assert (answer.delivered, answer.ended) == expected
    completed = "incomplete" if exit_set == "suspend" else "completed"
    assert ScoState.objects.get(sco="b").completion_status == completed
