"""Contents of a sequenced package: open, locked and hidden lines, folders among them (SN 5.6, SB.2.9)."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.factories.packages import Folder, Sco
from tests.factories.sequencing import (
    DONE,
    FLOW,
    Player,
    mapped,
    objective,
    objectives,
    rule,
    sequenced_package,
    sequencing,
)
from tests.factories.tracking import content_host, token_of

pytestmark = pytest.mark.django_db

CHOICE_ALONE = '<imsss:controlMode choice="true" flow="false"/>'
NO_CHOICE_INSIDE = '<imsss:controlMode choice="false" flow="true"/>'
WRITES = objectives(objective("own", mapped("g", writes=True), primary=True))
READS = objectives(objective("own", primary=True), objective("before", mapped("g", writes=False)))


def until_known(action: str) -> str:
    """A rule that holds until the first part has been judged."""
    return sequencing(
        rule("preCondition", action, "objectiveStatusKnown", operator="not", of="before"), READS
    )


def player_of(action: str) -> Player:
    """A first part, one that is closed until it was judged, and folders of every kind."""
    return Player.of(
        sequenced_package(
            Sco("a", "Inledning", extra=sequencing(WRITES)),
            Sco("waits", "Handhygien", extra=until_known(action)),
            Folder("flows", "Städning", [Sco("b"), Sco("c")], extra=sequencing(FLOW)),
            Folder("rests", "Övrigt", [Sco("d")], extra=sequencing(CHOICE_ALONE)),
            Folder("guided", "Följd", [Sco("e"), Sco("f")], extra=sequencing(NO_CHOICE_INSIDE)),
            Folder(
                "shut",
                "Avslutning",
                [Sco("g")],
                extra=sequencing(FLOW, rule("preCondition", "disabled", "always")),
            ),
        )
    )


#: what is the same whatever the rule of `waits`
ALWAYS = {
    "a": "open",
    "flows": "open",
    "b": "open",
    "c": "open",
    "rests": "locked",  # its flow leads nowhere (SB.2.9-9)
    "d": "open",
    "guided": "open",
    "e": "locked",  # choice="false" where it lies (SB.2.9-4)
    "f": "locked",
    "shut": "locked",
    "g": "locked",
}


@pytest.mark.parametrize(("action", "state"), [("disabled", "locked"), ("hiddenFromChoice", "hidden")])
def test_lines_while_a_part_plays_are_what_a_choice_would_come_to(action: str, state: str) -> None:
    player = player_of(action)

    assert player.states == ALWAYS | {"waits": state}
    for identifier, shown in player.states.items():
        if shown != "open":
            assert player.navigate("choice", identifier).is_allowed is False
    player.commit(**DONE)
    assert player.states == ALWAYS | {"waits": "open"}


@pytest.mark.parametrize(("action", "state"), [("disabled", "locked"), ("hiddenFromChoice", "hidden")])
def test_lines_after_the_session_was_suspended_are_what_they_were(action: str, state: str) -> None:
    player = player_of(action)
    player.commit(
        trigger="finish", sets=[], request="suspendAll", completion_status="incomplete", exit="suspend"
    )
    player.navigate("suspendAll")
    player.reopen()

    assert player.part == "a"
    assert player.states == ALWAYS | {"waits": state}


@pytest.mark.parametrize(("folder", "first"), [("flows", "b"), ("guided", "e")])
def test_folder_that_is_open_when_chosen_leads_to_its_first_part(folder: str, first: str) -> None:
    player = player_of("disabled")

    answer = player.navigate("choice", folder)

    assert (answer.is_allowed, answer.delivered) == (True, first)


def lines(player: Player, client: Client) -> dict[str, str]:
    """How the shell shows each line: a button, a heading, or not at all."""
    host = content_host(player.launch.package_attempt.package)
    shell = client.get(f"/l/{token_of(player.launch)}/", HTTP_HOST=host).content.decode()
    found = {}
    for line in re.findall(r'<li class="shell-line.*?</li>', shell.split('id="contents"')[1], re.S):
        start, button = line.split(">")[0], re.search(r"<button[^>]*>", line)
        identifier = re.search(r'data-open-part="([^"]+)"', line)
        assert button
        assert identifier
        heading = re.search(r"<span class=\"shell-folder\"[^>]*>", line)
        is_button = " hidden" not in button[0]
        if heading:
            assert (" hidden" in heading[0]) is is_button
        shown = "heading" if not is_button else "locked" if " disabled" in button[0] else "open"
        found[identifier[1]] = "hidden" if " hidden" in start else shown
    return found


@pytest.mark.parametrize(("action", "state"), [("disabled", "locked"), ("hiddenFromChoice", "hidden")])
def test_shell_shows_lines_as_sequencing_has_them(client: Client, action: str, state: str) -> None:
    player = player_of(action)

    headings = {"rests": "heading", "shut": "heading"}
    assert lines(player, client) == ALWAYS | {"waits": state} | headings
