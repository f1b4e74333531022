"""Limits, closed parts and random order, and that they lock no learner out."""

from __future__ import annotations

import pytest

from lms.attempts.models import ScoState
from lms.records.models import Completion
from tests.factories.packages import Folder, Sco
from tests.factories.sequencing import (
    DONE,
    FAILED,
    FLOW,
    Player,
    objective,
    objectives,
    rule,
    sequenced_package,
    sequencing,
)

pytestmark = pytest.mark.django_db

ONCE = '<imsss:limitConditions attemptLimit="1"/>'
CLOSED = rule("preCondition", "disabled", "always")
#: what content commits as its page is unloaded
PARTING: list[dict[str, str] | None] = [
    None,
    {"completion_status": "incomplete", "exit": "suspend"},
    {"completion_status": "incomplete", "exit": ""},
    {"exit": ""},
]


@pytest.mark.parametrize("words", PARTING)
def test_closed_tab_in_a_part_of_one_attempt_locks_nobody_out(words: dict[str, str] | None) -> None:
    test = Sco("test", extra=sequencing(ONCE, objectives(objective("own", primary=True))))
    player = Player.of(sequenced_package(test, Sco("b")))
    for _ in range(3):
        if words is not None:
            player.commit(trigger="finish", location="4", **words)
        player.reopen()
        assert player.part == "test"
    if words is not None:
        assert ScoState.objects.get(sco="test").cmi["location"] == "4"
    player.finish("continue", **DONE)
    player.finish("continue", **DONE)
    assert Completion.objects.count() == 1


def test_closed_tab_after_a_failed_test_of_one_attempt_has_used_it() -> None:
    player = Player.of(sequenced_package(Sco("test", extra=sequencing(ONCE)), Sco("b")))
    player.commit(trigger="finish", exit="", **FAILED)
    player.reopen()
    assert (player.part, player.at.navigation["parts"][0]["spent"]) == ("b", True)


def test_attempt_limit_of_the_package_allows_going_through_all_parts() -> None:
    player = Player.of(sequenced_package(Sco("a"), Sco("b"), Sco("c"), extra=ONCE))
    player.finish("continue", **DONE)
    player.reopen()
    assert (player.part, player.at.navigation["continue"]) == ("b", True)
    player.finish("choice", "c", **DONE)
    player.finish("continue", **DONE)
    assert Completion.objects.count() == 1


def test_test_that_was_only_opened_and_closed_passes_nothing() -> None:
    unmeasured = '<imsss:rollupRules rollupProgressCompletion="false"/>'
    parts = [Sco(name, extra=sequencing(unmeasured)) for name in ("lesson", "test")]
    player = Player.of(sequenced_package(*parts))
    player.finish("continue", **DONE)
    player.finish("exit", completion_status="incomplete")
    assert player.outcome[:2] == ("incomplete", "unknown")
    player.reopen()
    assert player.part == "test"
    player.finish("continue", **FAILED)
    assert (player.outcome[1], Completion.objects.count()) == ("failed", 0)


def test_jump_of_the_4th_edition_ignores_choice_but_not_a_closed_part() -> None:
    hidden = Sco("hidden", extra=sequencing(rule("preCondition", "hiddenFromChoice", "always")))
    inside = Folder("f", children=[Sco("inside")], extra=sequencing(FLOW, CLOSED))
    parts = (Sco("a"), hidden, Sco("closed", extra=sequencing(CLOSED)), inside)
    player = Player.of(sequenced_package(*parts, schema_version="2004 4th Edition"))
    assert player.open_parts == ["a"]
    for request in ("jump", "choice"):
        for target in ("closed", "inside"):
            answer = player.navigate(request, target)
            assert (answer.is_allowed, player.part) == (False, "a")
    assert player.navigate("choice", "hidden").is_allowed is False
    assert player.navigate("jump", "hidden").delivered == "hidden"
    third = Player.of(sequenced_package(*parts))
    assert third.navigate("jump", "hidden").is_allowed is False


def test_closed_part_requested_by_ended_content_is_skipped_for_the_next() -> None:
    player = Player.of(sequenced_package(Sco("a"), Sco("closed", extra=sequencing(CLOSED)), Sco("c")))
    answer = player.finish("choice", "closed", **DONE)
    assert (answer.is_allowed, player.part) == (False, "")
    player.reopen()
    assert player.part == "c"


@pytest.mark.parametrize("target", ["closed", "nope"])
def test_failed_test_that_requests_a_closed_part_has_used_its_attempt(target: str) -> None:
    test = Sco("test", extra=sequencing(ONCE))
    player = Player.of(sequenced_package(test, Sco("closed", extra=sequencing(CLOSED))))
    player.finish("choice", target, **FAILED)
    player.reopen()
    assert player.part == ""
    # The closed part has no status, so that the package has none either (SN RB.1.2 b: all are known).
    assert player.outcome[1] == "unknown"


@pytest.mark.parametrize("timing", ["once", "onEachNewAttempt"])
def test_draw_is_played_in_its_order_and_stays_at_the_next_launch(timing: str) -> None:
    drawn = (
        f'<imsss:randomizationControls selectionTiming="{timing}" selectCount="4"'
        f' randomizationTiming="{timing}" reorderChildren="true"/>'
    )
    player = Player.of(sequenced_package(*(Sco(f"p{number}") for number in range(8)), extra=drawn))
    order = [part["id"] for part in player.at.navigation["parts"]]
    played_parts = []
    while player.part:
        played_parts.append(player.part)
        player.reopen()
        assert [part["id"] for part in player.at.navigation["parts"]] == order
        player.finish("continue", **DONE)
    assert (played_parts, len(set(played_parts))) == (order, 4)
    assert Completion.objects.count() == 1


def test_draw_on_each_new_attempt_is_another_after_retry_all() -> None:
    drawn = '<imsss:randomizationControls randomizationTiming="onEachNewAttempt" reorderChildren="true"/>'
    again = sequencing(rule("postCondition", "retryAll", "satisfied", operator="not"))
    parts = [Sco(f"p{number}", extra=again) for number in range(8)]
    player = Player.of(sequenced_package(*parts, extra=drawn))
    orders = set()
    for _ in range(4):
        order = [part["id"] for part in player.at.navigation["parts"]]
        assert player.part == order[0]
        orders.add(tuple(order))
        player.finish("exit", **FAILED)
    assert len(orders) > 1


def test_draw_differs_from_learner_to_learner() -> None:
    drawn = '<imsss:randomizationControls randomizationTiming="once" reorderChildren="true"/>'
    package = sequenced_package(*(Sco(f"p{number}") for number in range(8)), extra=drawn)
    orders = {tuple(part["id"] for part in Player.of(package).at.navigation["parts"]) for _ in range(4)}
    assert len(orders) > 1


@pytest.mark.parametrize("words", [None, {"completion_status": "incomplete", "progress_measure": "0.1"}])
def test_part_that_is_only_looked_at_again_stays_done(words: dict[str, str] | None) -> None:
    player = Player.of(sequenced_package(Sco("a"), Sco("b")))
    player.finish("continue", score=0.9, **DONE)
    player.navigate("previous")
    if words is not None:
        player.commit(trigger="leave", **words)
        player.reopen()
    player.navigate("continue")
    player.finish("continue", **DONE)
    assert player.outcome[:2] == ("completed", "passed")


UNTIL_KNOWN = rule("preCondition", "stopForwardTraversal", "objectiveStatusKnown", operator="not")


def test_choice_passes_over_no_part_that_stops_it_and_flow_does() -> None:
    parts = [Sco("a"), Sco("gate", extra=sequencing(UNTIL_KNOWN)), Sco("c"), Sco("d")]
    player = Player.of(sequenced_package(*parts))
    assert player.open_parts == ["a", "gate"]
    answer = player.navigate("choice", "c")
    assert (answer.is_allowed, player.part) == (False, "a")
    player.navigate("choice", "gate")
    assert player.open_parts == ["a", "gate"]
    player.navigate("continue")
    assert player.part == "c"
    assert player.open_parts == ["a", "gate", "c", "d"]
    player.navigate("choice", "gate")
    player.finish("choice", "d", **DONE)
    assert player.part == "d"
    player.navigate("choice", "a")
    assert player.open_parts == ["a", "gate", "c", "d"]


def test_choice_into_a_folder_that_prevents_activation_is_refused() -> None:
    folder = Folder("f", children=[Sco("b"), Sco("c")], extra=sequencing(FLOW, UNTIL_KNOWN))
    player = Player.of(sequenced_package(Sco("a"), folder, Sco("d")))
    assert player.open_parts == ["a"]
    player.navigate("continue")
    assert player.part == "b"
    assert player.open_parts == ["a", "b", "c", "d"]
    player.finish("choice", "c", **DONE)
    assert player.part == "c"
