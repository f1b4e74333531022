"""Stores that the parts of a SCORM 2004 package share (RTE 4.3): kept where the manifest lets them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lms.attempts.exceptions import CommitRefused
from lms.runtimes.scorm.commits.actions import process_commit
from tests.factories.packages import Sco
from tests.factories.sequencing import Player, sequenced_package

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

MAPS = (
    '<adlcp:data><adlcp:map targetID="a" writeSharedData="true"/>'
    '<adlcp:map targetID="b" writeSharedData="false"/></adlcp:data>'
)


@pytest.fixture
def player() -> Player:
    return Player.of(sequenced_package(Sco("one", extra=MAPS), Sco("two")))


def commit(player: Player, stores: Any, *, sequence: int = 1, trigger: str = "content") -> None:
    data = {
        "sequence": sequence,
        "sco": "one",
        "trigger": trigger,
        "session": str(player.session),
        "payload": {"cmi": {}, "stores": stores},
    }
    process_commit(launch=player.launch.pk, body=json.dumps(data).encode())


@pytest.mark.parametrize("trigger", ["content", "auto", "finish"])
def test_store_is_saved_where_the_manifest_lets_the_part_write_it(player: Player, trigger: str) -> None:
    commit(player, {"a": "told", "b": "not to be written", "c": "of nobody"}, trigger=trigger)

    assert player.at.shared_data == {"a": "told"}


def test_store_when_committed_later_is_replaced_and_navigation_keeps_it(player: Player) -> None:
    commit(player, {"a": "first"})
    commit(player, {"a": "last"}, sequence=2)
    player.navigate("continue")

    assert (player.part, player.at.shared_data) == ("two", {"a": "last"})


@pytest.mark.parametrize("stores", [[], {"a": 1}, {"a": "x" * 64_001}, {f"{n}": "" for n in range(101)}])
def test_commit_with_stores_that_are_none_is_refused(player: Player, stores: Any) -> None:
    with pytest.raises(CommitRefused):
        commit(player, stores)

    assert player.at.shared_data == {}


@pytest.mark.parametrize("value", ["\x00", "\ud800"])
def test_store_that_no_database_can_keep_is_left_out_alone(player: Player, value: str) -> None:
    commit(player, {"a": "one", "\x00": "two", "\udc00": "three"})
    commit(player, {"a": value}, sequence=2)

    assert player.at.shared_data == {"a": "one"}
