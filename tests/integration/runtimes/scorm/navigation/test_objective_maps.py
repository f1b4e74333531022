"""Objectives that the parts of a package map to one another (SCORM 2004 SN 3.10.3, RTE 4.2.17)."""

from __future__ import annotations

from typing import Any

import pytest

from lms.attempts.enums import LaunchKind
from lms.attempts.launches.tokens import LaunchToken
from lms.runtimes.scorm.player.shells import shell_for
from tests.factories.packages import Sco
from tests.factories.sequencing import Player, objective, objectives, rule, sequenced_package, sequencing

pytestmark = pytest.mark.django_db

EDITIONS = ("CAM 1.3", "2004 3rd Edition", "2004 4th Edition")
#: the 4th edition shares more than success and measure (adlseq:mapInfo)
FOURTH_ALONE = ("RawScore", "MinScore", "MaxScore", "CompletionStatus", "ProgressMeasure")
#: each item that can be shared, with the element that content sets, and two values one after the other
ITEMS = {
    "SatisfiedStatus": ("success_status", "failed", "passed"),
    "NormalizedMeasure": ("score.scaled", "0.25", "0.75"),
    "RawScore": ("score.raw", "25", "75"),
    "MinScore": ("score.min", "1", "2"),
    "MaxScore": ("score.max", "90", "100"),
    "CompletionStatus": ("completion_status", "incomplete", "completed"),
    "ProgressMeasure": ("progress_measure", "0.2", "0.8"),
}


def part(identifier: str, item: str, *, reads: bool, writes: bool, extra: str = "") -> Sco:
    """A part with a second objective, "mål å", of which one item is shared as "g"."""
    read_or_write = {f"read{name}": "false" for name in ITEMS} | {f"write{name}": "false" for name in ITEMS}
    read_or_write |= {f"read{item}": str(reads).lower(), f"write{item}": str(writes).lower()}
    flags = {
        kind: " ".join(
            f'{name}="{value}"'
            for name, value in read_or_write.items()
            if name.endswith(FOURTH_ALONE) == kind
        )
        for kind in (False, True)
    }
    maps = f'<imsss:mapInfo targetObjectiveID="g" {flags[False]}/>'
    more = (
        '<adlseq:objectives><adlseq:objective objectiveID="shared">'
        f'<adlseq:mapInfo targetObjectiveID="g" {flags[True]}/></adlseq:objective></adlseq:objectives>'
    )
    own = objectives(objective("own", primary=True), objective("shared", maps))
    return Sco(identifier, extra=sequencing(extra, own, more))


def nested(element: str, value: str) -> dict[str, Any]:
    """The objective as a full-state commit holds it."""
    shared: dict[str, Any] = {"id": "shared"}
    *outer, last = element.split(".")
    (shared.setdefault(outer[0], {}) if outer else shared)[last] = value
    return {"objectives": {"0": {"id": "own"}, "1": shared}}


def given(player: Player) -> dict[str, str]:
    """What content is given of the shared objective."""
    seed = shell_for(LaunchToken(LaunchKind.RECORD, str(player.launch.pk), "sv")).initial_cmi
    places = [
        path.split(".")[2] for path, value in seed.items() if path.endswith(".id") and value == "shared"
    ]
    prefix = f"cmi.objectives.{places[0]}."
    return {path.removeprefix(prefix): value for path, value in seed.items() if path.startswith(prefix)}


def end(player: Player, element: str, value: str) -> None:
    player.finish(
        "continue",
        sets=["completion_status", f"objectives.1.{element}"],
        completion_status="completed",
        **nested(element, value),
    )


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("item", ITEMS)
def test_shared_item_has_the_value_of_its_last_writer_for_its_readers(item: str, edition: str) -> None:
    element, first, second = ITEMS[item]
    player = Player.of(
        sequenced_package(
            part("a", item, reads=False, writes=True),
            part("b", item, reads=True, writes=True),
            part("c", item, reads=True, writes=False),
            Sco("d"),
            schema_version=edition,
        )
    )
    is_shared = item not in FOURTH_ALONE or "4th" in edition
    assert given(player) == {"id": "shared"}

    end(player, element, first)
    assert given(player) == {"id": "shared"} | ({element: first} if is_shared else {})
    end(player, element, second)
    assert given(player) == {"id": "shared"} | ({element: second} if is_shared else {})
    # The third may not write: what it sets is its own.
    end(player, element, first)
    stored = player.at.engine["objectives"]
    assert bool(stored) is is_shared
    if is_shared:
        read_back = Player(player.launch, player.sequence)
        read_back.navigate("choice", "b")
        assert given(read_back) == {"id": "shared", element: second}


@pytest.mark.parametrize("edition", EDITIONS)
def test_item_that_is_written_and_not_read_is_not_given_back(edition: str) -> None:
    player = Player.of(
        sequenced_package(
            part("a", "SatisfiedStatus", reads=False, writes=True),
            part("b", "SatisfiedStatus", reads=False, writes=True),
            Sco("c"),
            schema_version=edition,
        )
    )

    end(player, "success_status", "passed")

    assert given(player) == {"id": "shared"}
    assert player.at.engine["objectives"] == {"g": {"satisfied": True}}


@pytest.mark.parametrize(("status", "delivered"), [("completed", "d"), ("incomplete", "c")])
def test_rule_on_a_completion_that_is_shared_skips_what_is_known(status: str, delivered: str) -> None:
    """SN 3.4.2: `completed` may look at an objective; in the 4th edition its completion may be shared."""
    skip = rule("preCondition", "skip", "completed", of="shared")
    player = Player.of(
        sequenced_package(
            part("a", "CompletionStatus", reads=False, writes=True),
            Sco("b"),
            part("c", "CompletionStatus", reads=True, writes=False, extra=skip),
            Sco("d"),
            schema_version="2004 4th Edition",
        )
    )
    end(player, "completion_status", status)
    player.finish("continue", completion_status="completed")

    assert player.part == delivered
