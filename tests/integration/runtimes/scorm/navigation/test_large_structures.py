"""Packages and values that an engine could stumble over: sequencing takes them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories.packages import Sco
from tests.factories.sequencing import (
    DONE,
    Player,
    deep_package,
    objective,
    objectives,
    sequenced_package,
    sequencing,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


def test_part_in_folders_within_folders_however_deep_is_delivered() -> None:
    assert Player.of(deep_package()).part == "a"


def test_package_of_a_thousand_parts_is_delivered_part_by_part() -> None:
    player = Player.of(sequenced_package(*(Sco(f"p{number}") for number in range(1_000))))

    player.finish("continue", **DONE)
    player.finish("choice", "p999", **DONE)

    assert (player.part, len(player.open_parts)) == ("p999", 1_000)


@pytest.mark.parametrize("limit", ["-1", "-7"])
def test_attempt_limit_that_is_negative_limits_nothing(limit: str) -> None:
    """SN 3.5: a limit is a number of attempts from 0; authoring tools write -1 for none."""
    once = sequencing(f'<imsss:limitConditions attemptLimit="{limit}"/>')
    player = Player.of(sequenced_package(Sco("test", extra=once), Sco("b")))

    player.finish("continue", **DONE)
    player.finish("choice", "test", **DONE)

    assert (player.part, player.at.navigation["parts"][0]["spent"]) == ("test", False)


@pytest.mark.parametrize(
    "words",
    [
        {"comments_from_learner": {"0": {"comment": "Bra,\nmen lång"}}},
        {"interactions": {"0": {"id": "q1", "type": "fill-in", "learner_response": "tvål\nvatten"}}},
        {"location": "sida 3", "suspend_data": "x\ny"},
    ],
)
def test_part_with_values_that_are_no_values_is_left_for_the_next(words: dict[str, Any]) -> None:
    # A missing passing score: the manifest alone must not lock anybody out either.
    beyond = sequencing(objectives(objective("o", primary=True, minimum="5")))
    player = Player.of(sequenced_package(Sco("a", extra=beyond), Sco("b")))

    answer = player.finish("continue", **DONE, **words)

    assert answer.delivered == "b"
