"""Numbers of commits: two pages of a launch may have given the same one, and neither's work is lost."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client

from lms.attempts.enums import LaunchKind
from lms.attempts.launches.tokens import LaunchToken
from lms.attempts.models import JournalEntry, Launch, ScoState
from lms.runtimes.scorm.player.shells import shell_for
from tests.factories.packages import Sco, make_package
from tests.factories.tracking import body, make_launch, send

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

EARLIER, LATER = str(uuid.uuid4()), str(uuid.uuid4())


def at(place: str) -> dict[str, Any]:
    return {"core": {"lesson_status": "incomplete", "lesson_location": place}}


def first_number(launch: Launch) -> int:
    token = LaunchToken(LaunchKind.RECORD, str(launch.uuid), "sv")
    return int(shell_for(token).state()["nextSequence"])


@pytest.mark.parametrize("part", ["a", "b"], ids=["the same part", "another part"])
def test_commit_with_a_number_used_by_another_page_is_refused(client: Client, part: str) -> None:
    launch = make_launch(make_package([Sco("a"), Sco("b")]))
    send(client, launch, body(at("4"), sequence=7, sco="a", session=EARLIER))

    used = send(client, launch, body(at("9"), sequence=7, sco=part, session=LATER))

    assert (used.status_code, used.json()["code"]) == (409, "number_used")
    assert ScoState.objects.get().cmi == at("4")
    again = send(client, launch, body(at("9"), sequence=8, sco=part, session=LATER)).json()
    assert (again["ok"], again["is_repeated"], again["is_current"]) == (True, False, True)
    assert ScoState.objects.get(sco=part).cmi == at("9")
    journal = JournalEntry.objects.order_by("pk").values_list("sequence", "refusal")
    assert list(journal) == [(7, ""), (7, "number_used"), (8, "")]


def test_commit_when_its_page_sends_it_again_in_other_words_is_the_same(client: Client) -> None:
    """A finish without an answer is sent again as an ordinary commit, and may have arrived."""
    launch = make_launch(make_package([Sco("a"), Sco("b")]))
    send(client, launch, body(at("4"), sequence=7, sco="a", session=EARLIER, trigger="finish"))

    again = send(client, launch, body(at("4"), sequence=7, sco="a", session=EARLIER))

    assert again.json()["is_repeated"]


@pytest.mark.parametrize(
    "other",
    [
        {"cmi": at("9")},
        {"cmi": {**at("4"), "suspend_data": "åäö"}},
        {"cmi": at("4"), "written_at": 2},
        {"cmi": at("4"), "session": LATER},
    ],
    ids=["another place", "more", "another time", "another page"],
)
def test_number_reused_with_other_content_is_refused(client: Client, other: dict[str, Any]) -> None:
    launch = make_launch()
    same = {"sequence": 7, "sco": "del-1", "session": EARLIER, "written_at": 1}
    send(client, launch, body(at("4"), **same))

    used = send(client, launch, body(**{**same, **other}))
    again = send(client, launch, body(at("4"), **same)).json()

    assert (used.status_code, used.json()["code"]) == (409, "number_used")
    assert (again["ok"], again["is_repeated"]) == (True, True)
    assert ScoState.objects.get().cmi == at("4")


def test_first_number_of_a_page_is_beyond_those_of_the_page_before(client: Client) -> None:
    launch = make_launch(make_package([Sco("a"), Sco("b")]))
    earlier = first_number(launch)
    Launch.objects.update(started_at=launch.started_at - dt.timedelta(seconds=2))

    later = first_number(launch)

    assert earlier >= 1
    assert later >= earlier + 2_000
    # the later page is quicker than what the earlier one sent as it was left
    send(client, launch, body(at("sida 1"), sequence=later, sco="b", session=LATER))
    late = send(client, launch, body(at("sida 9"), sequence=earlier + 3, sco="a", session=EARLIER)).json()
    assert (late["is_repeated"], late["is_current"]) == (False, True)
    assert dict(ScoState.objects.values_list("sco", "cmi__core__lesson_location")) == {
        "a": "sida 9",
        "b": "sida 1",
    }


def test_first_number_with_a_clock_behind_is_beyond_the_journal(client: Client) -> None:
    launch = make_launch()
    send(client, launch, body(sequence=90_000_000))

    assert first_number(launch) == 90_000_001
