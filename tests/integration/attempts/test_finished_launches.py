"""A launch that ends with its content's last commit, and commits that arrive afterwards."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lms.attempts.enums import LaunchEnding
from lms.attempts.launches.actions import close_launch
from lms.attempts.models import JournalEntry, Launch, ScoState
from lms.records.models import Completion
from tests.factories.packages import Sco, make_package
from tests.factories.tracking import body, make_launch, relaunch, send

pytestmark = pytest.mark.django_db


def cmi(status: str = "incomplete", **core: Any) -> dict[str, Any]:
    return {"core": {"lesson_status": status, **core}}


def finish(client: Client, launch: Launch, *, sequence: int = 3) -> Any:
    return send(client, launch, body(cmi("incomplete"), sequence=sequence, trigger="finish"))


def test_launch_when_its_only_part_has_finished_is_ended(client: Client) -> None:
    launch = make_launch()

    answer = finish(client, launch).json()

    assert (answer["launch_is_ended"], answer["package_is_done"]) == (True, False)
    launch.refresh_from_db()
    assert launch.ending == LaunchEnding.FINISHED
    assert launch.ended_at is not None


def test_launch_of_several_parts_when_one_has_finished_goes_on(client: Client) -> None:
    launch = make_launch(make_package([Sco("del-1"), Sco("del-2")]))

    assert not finish(client, launch).json()["launch_is_ended"]

    launch.refresh_from_db()
    assert launch.ended_at is None


def test_finish_of_an_earlier_launch_leaves_the_new_one_open(client: Client) -> None:
    old = make_launch()
    new = relaunch(old.attempt)

    answer = send(client, new, body(cmi(), sequence=4, trigger="finish", launch=str(old.uuid))).json()

    assert not answer["launch_is_ended"]
    new.refresh_from_db()
    assert new.ended_at is None


def test_repeated_finish_of_an_earlier_launch_does_not_end_the_new_one(client: Client) -> None:
    old = make_launch()
    finish(client, old)
    new = relaunch(old.attempt)

    # A beacon has no answer, so that the device sends it once more.
    data = body(cmi("incomplete"), sequence=3, trigger="finish", launch=str(old.uuid))
    answer = send(client, new, data).json()

    assert (answer["is_repeated"], answer["launch_is_ended"]) == (True, False)


@pytest.mark.parametrize(
    ("written", "arrives", "is_taken"), [(-1, 5, True), (2, 5, False), (-1, 90, False), (None, 5, False)]
)
@pytest.mark.both_engines
def test_finish_that_was_on_its_way_when_the_page_was_closed_is_taken(
    client: Client, written: int | None, arrives: int, is_taken: bool
) -> None:
    """`written` and `arrives` are seconds after the closing."""
    launch = make_launch()
    send(client, launch, body(cmi(), sequence=1))
    close_launch(launch=launch, by=launch.attempt.person)
    closed_at = timezone.now() - dt.timedelta(seconds=arrives)
    Launch.objects.update(ended_at=closed_at, started_at=closed_at - dt.timedelta(minutes=5))
    written_at = {} if written is None else {"written_at": int((closed_at.timestamp() + written) * 1000)}

    answer = send(client, launch, body(cmi("completed"), sequence=2, trigger="finish", **written_at))

    assert answer.json()["ok"] is is_taken
    assert Completion.objects.exists() is is_taken


def test_repeated_finish_is_answered_with_the_present_state(client: Client) -> None:
    launch = make_launch()
    data = body(cmi("completed"), sequence=3, trigger="finish")
    send(client, launch, data)

    answer = send(client, launch, data).json()

    assert (answer["ok"], answer["is_repeated"], answer["launch_is_ended"]) == (True, True, True)
    assert (answer["package_is_done"], answer["module_is_done"]) == (True, True)
    assert JournalEntry.objects.count() == 1


def test_commit_sent_before_the_finish_and_late_proves_the_completion(client: Client) -> None:
    launch = make_launch()
    finish(client, launch, sequence=3)

    answer = send(client, launch, body(cmi("completed"), sequence=2)).json()

    assert (answer["ok"], answer["is_current"], answer["module_is_done"]) == (True, False, True)
    assert Completion.objects.count() == 1
    assert ScoState.objects.get().cmi["core"]["lesson_status"] == "incomplete"


@pytest.mark.parametrize(("sequence", "later"), [(4, 0), (2, 120)])
@pytest.mark.both_engines
def test_commit_to_a_finished_launch_when_it_is_new_or_late_is_refused(
    client: Client, sequence: int, later: int
) -> None:
    launch = make_launch()
    finish(client, launch, sequence=3)
    Launch.objects.update(ended_at=timezone.now() - dt.timedelta(seconds=later))

    answer = send(client, launch, body(cmi("completed"), sequence=sequence))

    assert (answer.status_code, answer.json()["code"]) == (409, "ended")
    assert not Completion.objects.exists()


def test_commit_of_another_launch_under_a_finished_one_is_refused(
    client: Client,
) -> None:
    old = make_launch()
    new = relaunch(old.attempt)
    finish(client, new, sequence=3)

    answer = send(client, new, body(cmi("completed"), sequence=3, launch=str(old.uuid)))

    assert (answer.status_code, answer.json()["code"]) == (409, "ended")
