"""Reading an append-only table to its end: a key behind which a lower one could appear is not the end."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from infrastructure.db.watermark import read_watermark
from people.models import Municipality
from tests.factories.people import MunicipalityFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.no_rerun]


def test_settled_key_when_nobody_writes_is_the_highest() -> None:
    newest = MunicipalityFactory(code="9001")

    assert read_watermark(Municipality) == newest.pk


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
@pytest.mark.parametrize(
    ("table", "is_waited_for"), [("people_municipality", True), ("tracking_cursor", False)]
)
def test_settled_key_waits_for_writers_of_the_table_alone(table: str, is_waited_for: bool) -> None:
    newest = MunicipalityFactory(code="9001")

    with connection.Database.connect(**connection.get_connection_params()) as writer:
        writer.execute(f"LOCK TABLE {table} IN ROW EXCLUSIVE MODE")
        writer.execute("SELECT pg_current_xact_id()")
        expected = None if is_waited_for else newest.pk
        assert read_watermark(Municipality, timeout=0) == expected


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
def test_settled_key_while_a_lower_key_is_being_written_waits_for_it() -> None:
    begun, may_end = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            MunicipalityFactory(code="9001")
            begun.set()
            may_end.wait(20)
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    begun.wait(20)
    newest = MunicipalityFactory(code="9002")
    try:
        assert read_watermark(Municipality, timeout=0.2) is None
    finally:
        may_end.set()
        writer.join()

    assert read_watermark(Municipality) == newest.pk
