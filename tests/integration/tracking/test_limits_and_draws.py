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
#: what content tells as its page goes away
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
            player.says(trigger="finish", location="4", **words)
        player.comes_back()
        assert player.part == "test"
    if words is not None:
        assert ScoState.objects.get(sco="test").cmi["location"] == "4"
    player.finishes("continue", **DONE)
    player.finishes("continue", **DONE)
    assert Completion.objects.count() == 1


def test_closed_tab_after_a_failed_test_of_one_attempt_has_used_it() -> None:
    player = Player.of(sequenced_package(Sco("test", extra=sequencing(ONCE)), Sco("b")))
    player.says(trigger="finish", exit="", **FAILED)
    player.comes_back()
    assert (player.part, player.at.navigation["parts"][0]["spent"]) == ("b", True)


def test_limit_of_the_whole_package_lets_the_learner_walk_through_it() -> None:
    player = Player.of(sequenced_package(Sco("a"), Sco("b"), Sco("c"), extra=ONCE))
    player.finishes("continue", **DONE)
    player.comes_back()
    assert (player.part, player.at.navigation["continue"]) == ("b", True)
    player.finishes("choice", "c", **DONE)
    player.finishes("continue", **DONE)
    assert Completion.objects.count() == 1


def test_test_that_was_only_opened_and_closed_passes_nothing() -> None:
    unmeasured = '<imsss:rollupRules rollupProgressCompletion="false"/>'
    parts = [Sco(name, extra=sequencing(unmeasured)) for name in ("lesson", "test")]
    player = Player.of(sequenced_package(*parts))
    player.finishes("continue", **DONE)
    player.finishes("exit", completion_status="incomplete")
    assert player.verdict[:2] == ("incomplete", "unknown")
    player.comes_back()
    assert player.part == "test"
    player.finishes("continue", **FAILED)
    assert (player.verdict[1], Completion.objects.count()) == ("failed", 0)


def test_jump_passes_over_choice_but_not_over_a_closed_part_and_is_of_the_4th_edition() -> None:
    hidden = Sco("hidden", extra=sequencing(rule("preCondition", "hiddenFromChoice", "always")))
    inside = Folder("f", children=[Sco("inside")], extra=sequencing(FLOW, CLOSED))
    parts = (Sco("a"), hidden, Sco("closed", extra=sequencing(CLOSED)), inside)
    player = Player.of(sequenced_package(*parts, schema_version="2004 4th Edition"))
    assert player.open_parts == ["a"]
    for request in ("jump", "choice"):
        for target in ("closed", "inside"):
            answer = player.asks(request, target)
            assert (answer.is_allowed, player.part) == (False, "a")
    assert player.asks("choice", "hidden").is_allowed is False
    assert player.asks("jump", "hidden").delivered == "hidden"
    third = Player.of(sequenced_package(*parts))
    assert third.asks("jump", "hidden").is_allowed is False


def test_closed_part_asked_for_by_content_that_has_ended_is_not_played_and_the_next_one_is() -> None:
    player = Player.of(sequenced_package(Sco("a"), Sco("closed", extra=sequencing(CLOSED)), Sco("c")))
    answer = player.finishes("choice", "closed", **DONE)
    assert (answer.is_allowed, player.part) == (False, "")
    player.comes_back()
    assert player.part == "c"


@pytest.mark.parametrize("target", ["closed", "nope"])
def test_failed_test_that_asks_for_a_closed_part_has_had_its_attempt(target: str) -> None:
    test = Sco("test", extra=sequencing(ONCE))
    player = Player.of(sequenced_package(test, Sco("closed", extra=sequencing(CLOSED))))
    player.finishes("choice", target, **FAILED)
    player.comes_back()
    assert player.part == ""
    # The closed part has no status, so that the package has none either (SN RB.1.2 b: all are known).
    assert player.verdict[1] == "unknown"


@pytest.mark.parametrize("timing", ["once", "onEachNewAttempt"])
def test_draw_is_walked_through_in_its_order_and_stays_when_the_learner_comes_back(timing: str) -> None:
    drawn = (
        f'<imsss:randomizationControls selectionTiming="{timing}" selectCount="4"'
        f' randomizationTiming="{timing}" reorderChildren="true"/>'
    )
    player = Player.of(sequenced_package(*(Sco(f"p{number}") for number in range(8)), extra=drawn))
    order = [part["id"] for part in player.at.navigation["parts"]]
    walked = []
    while player.part:
        walked.append(player.part)
        player.comes_back()
        assert [part["id"] for part in player.at.navigation["parts"]] == order
        player.finishes("continue", **DONE)
    assert (walked, len(set(walked))) == (order, 4)
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
        player.finishes("exit", **FAILED)
    assert len(orders) > 1


def test_draw_differs_from_learner_to_learner() -> None:
    drawn = '<imsss:randomizationControls randomizationTiming="once" reorderChildren="true"/>'
    package = sequenced_package(*(Sco(f"p{number}") for number in range(8)), extra=drawn)
    orders = {tuple(part["id"] for part in Player.of(package).at.navigation["parts"]) for _ in range(4)}
    assert len(orders) > 1


@pytest.mark.parametrize("words", [None, {"completion_status": "incomplete", "progress_measure": "0.1"}])
def test_part_that_is_only_looked_at_again_stays_done(words: dict[str, str] | None) -> None:
    player = Player.of(sequenced_package(Sco("a"), Sco("b")))
    player.finishes("continue", score=0.9, **DONE)
    player.asks("previous")
    if words is not None:
        player.says(trigger="leave", **words)
        player.comes_back()
    player.asks("continue")
    player.finishes("continue", **DONE)
    assert player.verdict[:2] == ("completed", "passed")


UNTIL_KNOWN = rule("preCondition", "stopForwardTraversal", "objectiveStatusKnown", operator="not")


def test_choice_passes_over_no_part_that_stops_it_and_flow_does() -> None:
    parts = [Sco("a"), Sco("gate", extra=sequencing(UNTIL_KNOWN)), Sco("c"), Sco("d")]
    player = Player.of(sequenced_package(*parts))
    assert player.open_parts == ["a", "gate"]
    answer = player.asks("choice", "c")
    assert (answer.is_allowed, player.part) == (False, "a")
    player.asks("choice", "gate")
    assert player.open_parts == ["a", "gate"]
    player.asks("continue")
    assert player.part == "c"
    assert player.open_parts == ["a", "gate", "c", "d"]
    player.asks("choice", "gate")
    player.finishes("choice", "d", **DONE)
    assert player.part == "d"
    player.asks("choice", "a")
    assert player.open_parts == ["a", "gate", "c", "d"]


def test_choice_into_a_folder_that_stops_it_is_not_taken_until_the_learner_is_in_it() -> None:
    folder = Folder("f", children=[Sco("b"), Sco("c")], extra=sequencing(FLOW, UNTIL_KNOWN))
    player = Player.of(sequenced_package(Sco("a"), folder, Sco("d")))
    assert player.open_parts == ["a"]
    player.asks("continue")
    assert player.part == "b"
    assert player.open_parts == ["a", "b", "c", "d"]
    player.finishes("choice", "c", **DONE)
    assert player.part == "c"
