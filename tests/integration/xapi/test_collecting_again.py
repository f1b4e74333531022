"""Statements derived from the beginning again while a worker is storing a batch."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from lms.xapi import collecting
from lms.xapi.models import Statement
from tests.factories.tracking import body, make_launch, send

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.no_rerun,
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"),
]


def test_reset_while_a_batch_is_stored_waits_and_loses_none(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    launch = make_launch()
    collecting.collect_all_again()
    send(client, launch, body(sequence=1))
    collecting.collect_statements()
    send(client, launch, body(sequence=2, trigger="finish"))
    advanced, may_store = threading.Event(), threading.Event()
    save_states = collecting._save_states

    def save_later(states: collecting.States) -> None:
        advanced.set()
        may_store.wait(20)
        save_states(states)

    def work() -> None:
        collecting.collect_statements()
        connection.close()

    monkeypatch.setattr(collecting, "_save_states", save_later)
    with ThreadPoolExecutor(1) as executor:
        worker = executor.submit(work)
        assert advanced.wait(20)
        timer = threading.Timer(0.3, may_store.set)
        timer.start()
        collecting.collect_all_again()
        worker.result()
    timer.join()

    collecting.collect_statements()
    made = set(Statement.objects.values_list("statement_id", flat=True))
    Statement.objects.all().delete()
    collecting.collect_all_again()
    collecting.collect_statements()
    assert set(Statement.objects.values_list("statement_id", flat=True)) == made
