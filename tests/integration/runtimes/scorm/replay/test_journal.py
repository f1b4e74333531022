"""The journal only grows, and every state can be made from it again."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client

from infrastructure.db.guards import guards_lifted
from lms.attempts.models import Attempt, JournalEntry, PackageAttempt, ScoState, StepProgress
from lms.records.models import Completion
from lms.runtimes.scorm.replay.actions import rebuild_attempt, restore_attempt
from tests.factories.packages import SCORM_2004, Sco, make_package
from tests.factories.tracking import body, make_launch, relaunch, send

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


def cmi(status: str = "incomplete", **core: Any) -> dict[str, Any]:
    return {"core": {"lesson_status": status, **core}}


PASSED = cmi("passed", score={"raw": "90", "min": "0", "max": "100"}, session_time="00:02:00")


def session() -> str:
    return str(uuid.uuid4())


@pytest.mark.parametrize(
    "sql", ["UPDATE tracking_journalentry SET payload = ''", "DELETE FROM tracking_journalentry"]
)
def test_journal_changed_in_sql_is_refused(client: Client, sql: str) -> None:
    send(client, make_launch(), body())

    with (
        pytest.raises(DatabaseError, match="never changed or deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_journal_can_be_erased_by_an_allowed_erasure(client: Client) -> None:
    send(client, make_launch(), body())

    with guards_lifted(reason="a test"):
        JournalEntry.objects.all().delete()

    assert not JournalEntry.objects.exists()


@pytest.fixture
def eventful(client: Client) -> Attempt:
    """An attempt at two SCOs over three launches, with what is repeated, late, refused and contradictory."""
    package = make_package(items=[Sco("del-1"), Sco("del-2")])
    first = make_launch(package)
    one, two = session(), session()
    send(client, first, body(cmi(lesson_location="1", session_time="00:01:00"), sequence=1, session=one))
    unsent_commits = body(cmi("completed", lesson_location="2"), sequence=2, session=one)
    second = relaunch(first.attempt)
    send(client, second, body(cmi(lesson_location="7", exit="suspend"), trigger="finish", session=two))
    send(
        client,
        second,
        unsent_commits.replace(b'"sequence"', f'"launch": "{first.uuid}", "sequence"'.encode()),
    )
    send(client, second, b"not json")
    send(client, second, body(cmi("incomplete"), sequence=2, session=two))
    third = relaunch(first.attempt)
    send(client, second, body(PASSED, sequence=3, session=two))
    data = body(PASSED, sco="del-2", session=session())
    send(client, third, data)
    send(client, third, data)
    first.attempt.refresh_from_db()
    return first.attempt


def test_attempt_when_rebuilt_from_its_journal_is_what_is_stored(eventful: Attempt) -> None:
    assert eventful.completion is not None
    assert JournalEntry.objects.exclude(refusal="").count() == 2

    rebuilt = rebuild_attempt(eventful)

    assert (rebuilt.differences, rebuilt.entries) == ((), 5)


@pytest.mark.parametrize(
    ("change", "place", "field"),
    [
        (lambda: ScoState.objects.filter(sco="del-1").update(cmi={}), "del-1", "cmi"),
        (lambda: ScoState.objects.filter(sco="del-2").update(session_seconds=1), "del-2", "session_seconds"),
        (lambda: ScoState.objects.filter(sco="del-2").delete(), "del-2", "state"),
        (lambda: PackageAttempt.objects.update(score_scaled=1), "", "score_scaled"),
        (lambda: PackageAttempt.objects.update(current_sco=""), "", "current_sco"),
        (lambda: StepProgress.objects.update(done_at=None), "", "step"),
        (lambda: Attempt.objects.update(completion=None), "", "completion"),
    ],
)
def test_state_when_altered_is_found_and_restored(
    eventful: Attempt, change: Any, place: str, field: str
) -> None:
    completion = Completion.objects.get()
    change()

    found = rebuild_attempt(Attempt.objects.get()).differences
    assert (place, field) in {(difference.sco, difference.field) for difference in found}
    restore_attempt(attempt=Attempt.objects.get())

    assert rebuild_attempt(Attempt.objects.get()).differences == ()
    assert Completion.objects.get() == completion
    assert Attempt.objects.get().completion == completion


def test_2004_when_a_session_began_anew_is_rebuilt(client: Client) -> None:
    launch = make_launch(make_package(standard=SCORM_2004))
    done = {"completion_status": "completed", "exit": "normal", "session_time": "PT1M"}
    send(client, launch, body(done, trigger="finish", session=session()))
    again = relaunch(launch.attempt)
    send(client, again, body({"location": "1"}, session=session()))

    assert rebuild_attempt(launch.attempt).differences == ()


def test_replay_when_all_is_as_it_was_says_so(eventful: Attempt, capsys: Any) -> None:
    call_command("replay_attempt", str(eventful.uuid))

    assert "5 commits" in capsys.readouterr().out


def test_replay_of_a_differing_state_reports_it_and_restores_on_option(
    eventful: Attempt, capsys: Any
) -> None:
    ScoState.objects.filter(sco="del-1").update(cmi={"core": {"lesson_location": "99"}})

    with pytest.raises(CommandError, match="1 difference"):
        call_command("replay_attempt", str(eventful.uuid))
    assert "del-1" in capsys.readouterr().out
    call_command("replay_attempt", str(eventful.uuid), "--restore")
    call_command("replay_attempt", str(eventful.uuid))


@pytest.mark.parametrize("identifier", ["hittepå", "5bafd82a-b356-4f04-80c5-eee164219334"])
def test_replay_when_there_is_no_such_attempt_says_so(identifier: str) -> None:
    with pytest.raises(CommandError, match="no attempt"):
        call_command("replay_attempt", identifier)
