"""Unsent commits of an earlier page, sent under a later launch."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lms.attempts.actions.attempts import start_again
from lms.attempts.enums import LaunchKind
from lms.attempts.launches.actions import end_launches_of_session
from lms.attempts.launches.tokens import LaunchToken
from lms.attempts.models import JournalEntry, Launch, PackageAttempt, ScoState
from lms.records.models import Completion
from lms.runtimes.scorm.player.shells import shell_for
from lms.runtimes.scorm.replay.actions import rebuild_attempt
from tests.factories.packages import Sco, make_package
from tests.factories.tracking import body, make_launch, relaunch, send

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


def cmi(status: str = "incomplete", **core: Any) -> dict[str, Any]:
    return {"core": {"lesson_status": status, **core}}


PASSED = cmi("passed", score={"raw": "90", "min": "0", "max": "100"})


def refused(response: Any, status: int, code: str) -> None:
    answer = response.json()
    assert (response.status_code, answer["ok"], answer["code"]) == (status, False, code)
    assert answer["sentence"].endswith(".") or answer["sentence"].endswith("?")


def test_unsent_commit_sent_under_the_next_launch_is_reduced(client: Client) -> None:
    old = make_launch()
    new = relaunch(old.attempt)

    answer = send(client, new, body(cmi(lesson_location="7"), sequence=4, launch=str(old.uuid))).json()

    assert answer["is_current"]
    assert ScoState.objects.get().cmi["core"]["lesson_location"] == "7"
    assert JournalEntry.objects.get().launch == old


def test_unsent_commit_older_than_the_state_changes_only_a_completion(
    client: Client,
) -> None:
    old = make_launch()
    new = relaunch(old.attempt)
    send(client, new, body(cmi(lesson_location="2"), session=str(uuid.uuid4())))

    plain = send(client, new, body(cmi(lesson_location="9"), sequence=1, launch=str(old.uuid))).json()
    proof = send(client, new, body(PASSED, sequence=2, launch=str(old.uuid))).json()

    assert (plain["is_current"], plain["module_is_done"]) == (False, False)
    assert (proof["is_current"], proof["module_is_done"]) == (False, True)
    assert ScoState.objects.get().cmi["core"]["lesson_location"] == "2"
    assert Completion.objects.count() == 1


def test_outdated_unsent_commit_does_not_change_the_current_part(client: Client) -> None:
    old = make_launch(make_package([Sco("a"), Sco("b")]))
    new = relaunch(old.attempt)
    send(client, new, body(cmi(lesson_location="2"), sco="a", session=str(uuid.uuid4())))
    send(client, new, body(cmi(lesson_location="1"), sequence=2, sco="b", session=str(uuid.uuid4())))

    late = send(client, new, body(PASSED, sequence=3, sco="a", launch=str(old.uuid))).json()

    assert not late["is_current"]
    assert PackageAttempt.objects.get().current_sco == "b"


def test_unsent_commit_that_had_arrived_is_repeated(client: Client) -> None:
    old = make_launch()
    send(client, old, body(sequence=1))
    new = relaunch(old.attempt)

    answer = send(client, new, body(sequence=1, launch=str(old.uuid))).json()

    assert answer["is_repeated"]


@pytest.mark.parametrize(("seconds", "is_taken"), [(-60, True), (60, False)])
def test_unsent_commit_of_a_signed_out_launch_written_before_is_accepted(
    client: Client, seconds: int, is_taken: bool
) -> None:
    """On a shared computer the page may stay open, and a colleague may continue in it."""
    old = make_launch(session_key="a")
    Launch.objects.update(started_at=timezone.now() - dt.timedelta(hours=1))
    end_launches_of_session(session_key="a")
    new = relaunch(old.attempt)
    written_at = int((timezone.now().timestamp() + seconds) * 1000)

    answer = send(client, new, body(PASSED, launch=str(old.uuid), written_at=written_at))

    if not is_taken:
        refused(answer, 409, "signed_out")
    assert Completion.objects.exists() is is_taken


def test_unsent_commit_of_another_attempt_is_refused(client: Client) -> None:
    mine, other = make_launch(), make_launch()

    refused(send(client, mine, body(PASSED, launch=str(other.uuid))), 400, "malformed")

    assert not ScoState.objects.exists()


def begin_again(launch: Launch) -> Launch:
    attempt = launch.attempt
    again = start_again(person=attempt.person, module_version=attempt.module_version, by=attempt.person)
    return relaunch(again)


def test_unsent_commit_of_a_closed_attempt_records_a_proven_completion(
    client: Client,
) -> None:
    phone = make_launch()
    computer = begin_again(phone)

    answer = send(client, computer, body(PASSED, launch=str(phone.uuid))).json()

    assert (answer["ok"], answer["is_current"], answer["module_is_done"]) == (True, False, True)
    assert Completion.objects.get().attempt_uuid == phone.attempt_id
    assert ScoState.objects.get().cmi == {}  # a closed attempt is no longer played
    assert not PackageAttempt.objects.get(attempt=computer.attempt).sco_states.exists()
    assert JournalEntry.objects.get().launch == phone
    assert send(client, computer, body(PASSED, launch=str(phone.uuid))).json()["is_repeated"]
    assert Completion.objects.count() == 1
    assert rebuild_attempt(phone.attempt).differences == ()


def test_unsent_commit_of_a_closed_attempt_without_proof_is_journalled(
    client: Client,
) -> None:
    phone = make_launch()
    computer = begin_again(phone)

    answer = send(client, computer, body(cmi(lesson_location="3"), launch=str(phone.uuid))).json()

    assert (answer["ok"], answer["is_current"]) == (True, False)
    assert JournalEntry.objects.count() == 1
    assert not ScoState.objects.exists()
    assert rebuild_attempt(phone.attempt).differences == ()


def test_shell_after_a_restart_lists_the_attempts_to_search_the_device_for(
    client: Client,
) -> None:
    phone = make_launch()
    make_launch(person=phone.attempt.person)  # another module
    computer = begin_again(phone)

    opened = shell_for(LaunchToken(LaunchKind.RECORD, str(computer.uuid), "sv"))

    assert opened.state()["earlier"] == (str(phone.attempt_id),)
