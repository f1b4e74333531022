"""Delivery to a real HTTP store with all failures: in order, nothing lost, nothing blocked."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
import uuid
from typing import Any

import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from lms.xapi.checks import check_record_store
from lms.xapi.delivery import client as xapi_client
from lms.xapi.delivery.sending import prune_sent, send_waiting
from lms.xapi.enums import DeliveryState
from lms.xapi.models import Sender, Statement
from lms.xapi.queries import sending_status
from tests.servers.record_store import Store, answers, keeps_and_hangs_up, never_responds

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


def wait_with(count: int) -> list[str]:
    """Create waiting statements; return their identifiers in order."""
    rows = [Statement(statement_id=uuid.uuid4(), registration=uuid.uuid4(), body={}) for _ in range(count)]
    for row in rows:
        row.body = {
            "id": str(row.statement_id),
            "actor": {"account": {"homePage": "https://larande.example.se", "name": "p1"}},
            "verb": {"id": "http://adlnet.gov/expapi/verbs/answered"},
            "object": {"id": f"https://larande.example.se/xapi/{row.statement_id}"},
        }
    Statement.objects.bulk_create(rows)
    return [str(row.statement_id) for row in rows]


def later() -> None:
    """Move the time of the next try and the end of the lease to the past."""
    past = timezone.now() - dt.timedelta(seconds=1)
    Sender.objects.exclude(try_at=None).update(try_at=past)
    Sender.objects.exclude(held_until=None).update(held_until=past)


def states() -> dict[str, int]:
    status = sending_status()
    return {"waiting": status.waiting, "sent": status.sent, "refused": status.refused}


def test_statements_when_sent_arrive_in_order(store: Store) -> None:
    expected = wait_with(120)

    assert send_waiting() == 120

    assert list(store.kept) == expected
    assert store.requests == [("POST", "/xapi/statements")] * 3
    assert states() == {"waiting": 0, "sent": 120, "refused": 0}


@pytest.mark.parametrize("status", [301, 401, 403, 404, 408, 429, 500, 502, 503])
def test_statements_when_the_store_takes_nothing_wait_and_arrive_later(store: Store, status: int) -> None:
    expected = wait_with(60)
    elsewhere = {"Location": f"{store.endpoint}/elsewhere"} if status == 301 else {}
    store.troubles.append(answers(status, **elsewhere))

    assert send_waiting() == 0
    assert states() == {"waiting": 60, "sent": 0, "refused": 0}
    assert str(status) in sending_status().sender.failure
    assert send_waiting() == 0, "it is too early to try again"
    assert len(store.requests) == 1, "a redirect is not followed, with the password in hand"

    later()
    assert send_waiting() == 60
    assert list(store.kept) == expected
    assert sending_status().sender.failures == 0


def test_answer_lost_on_the_way_leads_to_the_same_statement_twice(store: Store) -> None:
    expected = wait_with(60)
    store.troubles.append(keeps_and_hangs_up)

    assert send_waiting() == 0
    later()
    assert send_waiting() == 60

    assert list(store.kept) == expected
    assert store.received[50:100] == expected[:50]


def test_store_when_it_does_not_answer_is_left_after_a_while(store: Store, monkeypatch: Any) -> None:
    wait_with(1)
    monkeypatch.setattr(xapi_client, "TIMEOUT", (0.3, 0.3))
    store.troubles.append(never_responds(60))

    begun = time.monotonic()
    assert send_waiting() == 0

    assert time.monotonic() - begun < 30
    assert "Timeout" in sending_status().sender.failure


def test_waits_when_failures_repeat_grow_and_follow_retry_after(store: Store) -> None:
    wait_with(1)
    waits = []
    for trouble in (answers(503), answers(503), answers(429, Retry_After="600"), answers(503)):
        store.troubles.append(trouble)
        send_waiting()
        sender = Sender.objects.get()
        assert sender.try_at is not None
        waits.append(round((sender.try_at - timezone.now()).total_seconds(), -1))
        later()

    assert waits == [0, 10, 600, 40]


def test_store_away_for_months_is_tried_hourly_and_then_gets_it_all(store: Store) -> None:
    expected = wait_with(2)
    Sender.objects.create(pk=1, failures=1_100)
    store.troubles.append(answers(401))

    assert send_waiting() == 0

    sender = Sender.objects.get()
    assert sender.try_at is not None
    assert round((sender.try_at - timezone.now()).total_seconds(), -2) == 3600
    later()
    assert send_waiting() == 2
    assert list(store.kept) == expected


def test_poisoned_statements_when_sent_are_set_aside_and_hold_up_nothing(store: Store) -> None:
    expected = wait_with(60)
    poisoned = {expected[7], expected[8], expected[59]}
    store.poisoned = lambda statement: statement["id"] in poisoned

    assert send_waiting() == 60

    assert list(store.kept) == [one for one in expected if one not in poisoned]
    refused = Statement.objects.filter(state=DeliveryState.REFUSED)
    assert {str(one.statement_id) for one in refused} == poisoned
    assert {one.answer for one in refused} == {'400: "I do not like one of these"'}


def test_statement_kept_in_another_form_counts_as_sent(store: Store) -> None:
    expected = wait_with(10)
    store.kept[expected[3]] = {"id": expected[3], "other": "form"}

    assert send_waiting() == 10

    assert states() == {"waiting": 0, "sent": 10, "refused": 0}
    assert len(store.kept) == 10


def test_statement_that_repeatedly_causes_status_500_is_refused(store: Store) -> None:
    expected = wait_with(3)

    def stumble(handler: Any, statements: list[dict[str, Any]]) -> bool:
        if any(one["id"] == expected[1] for one in statements):
            handler.answer(500, "oops")
            return True
        return False

    store.always = stumble
    for _ in range(15):
        send_waiting()
        later()

    assert list(store.kept) == [expected[0], expected[2]]
    assert states() == {"waiting": 0, "sent": 2, "refused": 1}


def test_sender_while_another_sends_does_nothing(store: Store) -> None:
    wait_with(1)
    Sender.objects.create(pk=1, holder="another", held_until=timezone.now() + dt.timedelta(seconds=60))

    assert send_waiting() == 0
    later()
    assert send_waiting() == 1


def test_sent_statements_when_old_are_forgotten_and_refused_ones_kept() -> None:
    wait_with(3)
    long_ago = timezone.now() - dt.timedelta(days=40)
    first, second, _third = Statement.objects.order_by("pk")
    Statement.objects.filter(pk=first.pk).update(state=DeliveryState.SENT, settled_at=long_ago)
    Statement.objects.filter(pk=second.pk).update(state=DeliveryState.REFUSED, settled_at=long_ago)

    assert prune_sent() == 1
    assert states() == {"waiting": 1, "sent": 0, "refused": 1}


def test_status_when_something_was_refused_says_what_and_fails(store: Store, capsys: Any) -> None:
    wait_with(1)
    store.poisoned = lambda statement: True
    send_waiting()

    with pytest.raises(SystemExit):
        call_command("xapi_status")

    said = capsys.readouterr().out
    assert "refused:  1" in said
    assert "I do not like one of these" in said


def test_refused_when_tried_again_by_the_operator_arrive(store: Store) -> None:
    expected = wait_with(2)
    store.poisoned = lambda statement: True
    send_waiting()
    store.poisoned = lambda statement: False

    call_command("send_xapi", "--refused")

    assert list(store.kept) == expected


def test_command_without_a_store_is_refused() -> None:
    with pytest.raises(CommandError, match="XAPI_ENDPOINT"):
        call_command("send_xapi")


@pytest.mark.parametrize(
    ("endpoint", "faults"),
    [
        ("", []),
        ("https://lrs.example.se/xapi", []),
        ("http://127.0.0.1:8080/xapi", []),
        ("http://lrs.example.se/xapi", ["xapi.E001"]),
        ("ftp://localhost/xapi", ["xapi.E001"]),
        ("https://me:secret@lrs.example.se/xapi", ["xapi.E002"]),
    ],
)
def test_check_of_the_endpoint(settings: Any, endpoint: str, faults: list[str]) -> None:
    settings.XAPI_ENDPOINT, settings.XAPI_USERNAME = endpoint, "narlara"

    assert [message.id for message in check_record_store(None)] == faults


@pytest.mark.django_db(transaction=True)
def test_sender_killed_in_the_middle_when_started_again_loses_nothing(store: Store, tmp_path: Any) -> None:
    expected = wait_with(160)
    reached = []

    def keep_and_say_nothing(handler: Any, statements: list[dict[str, Any]]) -> bool:
        handler.keep(statements)
        reached.append(len(statements))
        time.sleep(20)
        return True

    store.troubles.extend([lambda handler, statements: False, keep_and_say_nothing])
    killed = start_sender(store, tmp_path)
    deadline = time.monotonic() + 60
    while not reached and killed.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    killed.send_signal(signal.SIGKILL)
    assert killed.wait() == -signal.SIGKILL
    assert states() == {"waiting": 110, "sent": 50, "refused": 0}

    later()
    assert start_sender(store, tmp_path).wait(60) == 0

    assert list(store.kept) == expected
    assert states() == {"waiting": 0, "sent": 160, "refused": 0}


def start_sender(store: Store, data_dir: Any) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "DATA_DIR": str(data_dir),
        "DJANGO_SETTINGS_MODULE": "lms.settings.test",
        "XAPI_ENDPOINT": store.endpoint,
        "XAPI_USERNAME": "narlara",
        "XAPI_PASSWORD": "hemligt",
    }
    command = [sys.executable, str(site.BASE_DIR / "manage.py"), "send_xapi"]
    return subprocess.Popen(command, env=environment)  # noqa: S603 - our own command


def database_url() -> str:
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    login = f"{values['USER']}:{values['PASSWORD']}@{values['HOST']}:{values['PORT'] or 5432}"
    return f"postgres://{login}/{values['NAME']}"
