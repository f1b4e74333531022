"""Folders that a choice goes into by their own name alone (SCORM 2004 SN 3.4.2): the contents offer them."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from django.test import Client

from tests.factories.packages import Folder, Sco
from tests.factories.sequencing import FLOW, Player, sequenced_package, sequencing
from tests.factories.tracking import content_host, token_of

pytestmark = pytest.mark.django_db

CHOICE_ALONE = '<imsss:controlMode choice="true" flow="false"/>'
SHUT = '<adlseq:constrainedChoiceConsiderations preventActivation="true"/>'


def player_of(control: str) -> Player:
    inside = [Sco("c", "Handhygien"), Sco("d", "Handskar")]
    parts = [Sco("a", "Inledning"), Folder("f", "Hygien", inside, extra=sequencing(FLOW, SHUT))]
    return Player.of(sequenced_package(*parts, control=control))


def lines(player: Player, client: Client) -> Iterable[str]:
    """Return the buttons of the contents, with their texts."""
    host = content_host(player.launch.package_attempt.package)
    shell = client.get(f"/l/{token_of(player.launch)}/", HTTP_HOST=host).content.decode()
    for button in re.findall(
        r"<button[^>]*data-open-part=.*?</button>", shell.split('id="contents"')[1], re.S
    ):
        words = " ".join(re.sub(r"<[^>]+>", " ", button).split())
        yield words + (" (stängd)" if "disabled" in button.split(">")[0] else "")


@pytest.mark.parametrize("control", [FLOW, CHOICE_ALONE])
def test_shut_folder_is_chosen_itself_and_its_parts_open_one_another(client: Client, control: str) -> None:
    player = player_of(control)
    if not player.part:
        player.navigate("choice", "a")
    assert list(lines(player, client)) == [
        "Inledning Du är här",
        "Hygien Inte börjat",
        "Handhygien Öppnas senare (stängd)",
        "Handskar Gör först: Handhygien (stängd)",
    ]

    player.navigate("choice", "f")

    assert player.part == "c"
    # The folder that one is in may be chosen too (SB.2.9, step 11): its flow leads to its first part.
    assert list(lines(player, client)) == [
        "Inledning Inte börjat",
        "Hygien Inte börjat",
        "Handhygien Du är här",
        "Handskar Inte börjat",
    ]


def test_part_of_a_shut_folder_requested_by_name_is_refused(client: Client) -> None:
    player = player_of(FLOW)

    assert not player.navigate("choice", "c").is_allowed
    assert player.part == "a"


def test_shut_folder_that_was_left_shows_its_progress(client: Client) -> None:
    player = player_of(FLOW)
    player.navigate("choice", "f")
    player.finish("choice", "a", completion_status="completed")

    assert "Hygien Har börjat" in list(lines(player, client))
