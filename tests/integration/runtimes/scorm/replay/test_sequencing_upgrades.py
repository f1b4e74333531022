"""Attempts that were begun with the sequencing engine before 0022: their stored states are brought over.

The states in `earlier_engine` were stored by that engine, for the packages and the steps of these tests.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from infrastructure.db.guards import guards_lifted
from lms.attempts.models import NavigationEntry, SequencingState
from lms.runtimes.scorm.replay.actions import rebuild_attempt, restore_attempt
from tests.factories.packages import Sco
from tests.factories.people import PersonFactory
from tests.factories.sequencing import (
    DONE,
    Player,
    mapped,
    objective,
    objectives,
    rule,
    sequenced_package,
    sequencing,
)
from tests.factories.tracking import make_module
from tests.integration.runtimes.scorm.navigation.test_global_objectives import (
    package,
    pass_the_test,
    take,
    take_again,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

STATES = Path(__file__).parent / "earlier_engine"


def forced_part(identifier: str, before: str) -> Sco:
    """A part that is closed until the objective of the part `before` is satisfied."""
    closed = rule("preCondition", "disabled", "satisfied", operator="not", of="before") if before else ""
    own = objective("own", mapped(f"{identifier}-done", writes=True), primary=True)
    reads = objective("before", mapped(f"{before}-done", writes=False)) if before else ""
    return Sco(identifier, extra=sequencing(closed, objectives(own, reads)))


def begun_player() -> Player:
    """The first part is done, and the second was left in its middle."""
    player = Player.of(sequenced_package(forced_part("a", ""), forced_part("b", "a"), forced_part("c", "b")))
    player.finish("continue", **DONE)
    player.commit(completion_status="incomplete", location="3")
    return player


def store_state(player: Player, name: str) -> dict[str, Any]:
    """Put what the earlier engine stored at this point in the place of what is stored."""
    stored: dict[str, Any] = json.loads((STATES / f"{name}.json").read_text(encoding="utf-8"))
    assert (stored["delivered"], stored["navigations"]) == (player.part, player.at.navigations)
    SequencingState.objects.filter(pk=player.at.pk).update(**stored)
    player.launch.package_attempt.sco_states.update(set_elements=None)
    return stored


def test_state_of_the_earlier_engine_at_the_next_launch_is_rebuilt() -> None:
    twin, player = begun_player(), begun_player()
    store_state(player, "forced_order")

    for each in (twin, player):
        each.reopen()

    assert player.at.engine == twin.at.engine
    assert (
        (player.part, player.states)
        == (twin.part, twin.states)
        == (
            "b",
            {"a": "open", "b": "open", "c": "open"},
        )
    )
    for each in (twin, player):
        each.finish("continue", **DONE)
        each.finish("continue", **DONE)
    assert player.outcome == twin.outcome == ("completed", "passed", None)


def test_state_of_the_earlier_engine_under_an_open_page_is_made_again() -> None:
    player = begun_player()
    store_state(player, "forced_order")

    answer = player.commit(completion_status="completed", success_status="failed")

    assert [part["id"] for part in answer.navigation["parts"] if part["open"]] == ["a", "b"]
    assert player.navigate("choice", "c").is_allowed is False
    assert player.finish("continue", **DONE).delivered == "c"
    assert rebuild_attempt(player.launch.attempt).differences == ()


def test_state_of_the_earlier_engine_without_a_journal_uses_outcomes() -> None:
    player = begun_player()
    store_state(player, "forced_order")
    with guards_lifted(reason="a test"):
        NavigationEntry.objects.all().delete()

    player.reopen()

    assert player.part == "b"
    states = player.launch.package_attempt.sco_states.values_list("sco", "completion_status")
    assert dict(states) == {"a": "completed", "b": "incomplete"}
    player.finish("continue", **DONE)
    player.finish("continue", **DONE)
    assert player.outcome == ("completed", "passed", None)


@pytest.mark.parametrize("has_journal", [True, False])
def test_part_that_the_earlier_engine_alone_delivered_goes_on_and_counts(has_journal: bool) -> None:
    player = begun_player()
    store_state(player, "forced_order")
    # The journal leads to b, and a page with c is open: the present engine would have refused it.
    SequencingState.objects.filter(pk=player.at.pk).update(delivered="c", session_before_delivery=None)
    if not has_journal:
        with guards_lifted(reason="a test"):
            NavigationEntry.objects.all().delete()

    answer = player.commit(sco="c", **DONE)

    assert player.part == "c"
    assert [part["id"] for part in answer.navigation["parts"]] == ["a", "b", "c"]
    player.finish("choice", "b", **DONE)
    player.finish("exitAll", **DONE)
    assert player.outcome == ("completed", "passed", None)


def test_objectives_of_the_earlier_engine_are_inherited_by_a_new_attempt() -> None:
    person = PersonFactory()
    version = make_module(package())
    player = take(version, person)
    pass_the_test(player)
    store_state(player, "known_objective")

    assert take_again(version, person).part == "test"


def test_objectives_in_a_journal_of_the_earlier_engine_are_read() -> None:
    person = PersonFactory()
    version = make_module(package())
    pass_the_test(take(version, person))
    again = take_again(version, person)
    known = {"satisfiedStatus": True, "satisfiedStatusKnown": True, "normalizedMeasure": 0.9}
    with guards_lifted(reason="a test"):
        NavigationEntry.objects.filter(launch=again.launch).update(
            initial_globals={"objectives": {"known": known | {"normalizedMeasureKnown": True}}}
        )

    restore_attempt(attempt=again.launch.attempt)

    assert again.part == "test"
    assert again.at.engine["objectives"] == {"known": {"satisfied": True, "measure": 0.9}}


def test_state_of_the_earlier_engine_is_compared_with_no_other_engine() -> None:
    player = begun_player()
    store_state(player, "forced_order")

    fields = {difference.field for difference in rebuild_attempt(player.launch.attempt).differences}

    assert not {field for field in fields if field.startswith("sequencing.")}
