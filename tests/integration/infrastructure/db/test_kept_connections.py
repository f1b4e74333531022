"""Persistent connections to PostgreSQL, also those that the server closed between requests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from django.db import OperationalError, connection

pytestmark = [
    pytest.mark.no_rerun,
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's connections do not die"),
    pytest.mark.both_engines,
]


@pytest.fixture
def kept() -> Iterator[Any]:
    """Return a connection in the state between two requests of a thread."""
    with closing(connection.copy()) as thread:
        thread.ensure_connection()
        begin_request(thread)
        yield thread


def begin_request(database: Any) -> None:
    database.close_if_unusable_or_obsolete()


def fetch_value(database: Any, statement: str, *values: Any) -> Any:
    with database.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]


def process_of(database: Any) -> int:
    """Return the process id of the connection's server, which the client has without a query."""
    return int(database.connection.info.backend_pid)


def end(process: int) -> None:
    assert fetch_value(connection, "SELECT pg_terminate_backend(%s, 5000)", process)


def test_request_has_no_query_before_its_own_first_one(kept: Any) -> None:
    fetch_value(kept, "SELECT 'of the request before'")
    begin_request(kept)

    kept.close_if_health_check_failed()

    last_query = fetch_value(
        connection, "SELECT query FROM pg_stat_activity WHERE pid = %s", process_of(kept)
    )
    assert last_query == "SELECT 'of the request before'"


def test_request_after_the_server_ended_the_connection_gets_another(kept: Any) -> None:
    process = process_of(kept)
    end(process)

    assert fetch_value(kept, "SELECT pg_backend_pid()") != process


def test_request_that_meets_the_end_fails_and_the_next_gets_another(kept: Any) -> None:
    process = process_of(kept)
    fetch_value(kept, "SELECT 'the request has begun'")
    end(process)
    with pytest.raises(OperationalError):
        fetch_value(kept, "SELECT 'and goes on'")

    begin_request(kept)

    assert fetch_value(kept, "SELECT pg_backend_pid()") != process


def test_notice_that_arrives_between_requests_does_not_cost_the_connection(kept: Any) -> None:
    process = process_of(kept)
    with kept.cursor() as cursor:
        cursor.execute("LISTEN news")
    begin_request(kept)
    with closing(connection.copy()) as somebody, somebody.cursor() as cursor:
        cursor.execute("NOTIFY news")

    assert fetch_value(kept, "SELECT pg_backend_pid()") == process
