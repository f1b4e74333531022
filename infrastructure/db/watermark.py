"""The watermark of an append-only table: the key up to which no row is missing.

PostgreSQL assigns keys before transactions commit, so a lower key may become visible after a higher one. A
reader that keeps a cursor can therefore not use the highest visible key.
"""

import time

from django.db import connection, models
from django.db.models import Max

#: seconds to wait for the writers in progress; a commit takes milliseconds
TIMEOUT = 2.0
_POLL_SECONDS = 0.02


def read_watermark(model: type[models.Model], *, timeout: float = TIMEOUT) -> int | None:
    """Return a primary key such that no row of `model` at or before it can still appear; 0 without rows.

    A writer holds a lock on the table, taken before the key: once the transactions that held one after the
    newest visible row was read have ended, all keys before it are visible or rolled back. Takes no lock.
    None if a writer was still in progress after `timeout` seconds: the caller reads on another time.
    """
    newest = model._default_manager.aggregate(last=Max("pk"))["last"] or 0
    if connection.vendor != "postgresql":
        # SQLite has one writer at a time: keys become visible in their order.
        return newest
    deadline = time.monotonic() + timeout
    writers = _writers(model._meta.db_table)
    while writers:
        if time.monotonic() > deadline:
            return None
        time.sleep(_POLL_SECONDS)
        writers &= _writers(model._meta.db_table)
    return newest


def _writers(table: str) -> set[str]:
    """Return the other transactions that have written, or are about to write, a row of the table.

    `pg_locks` lists the locks of all databases of the server, and a copy of this database has the same
    table numbers.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT virtualtransaction FROM pg_locks WHERE relation = %s::regclass"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND mode = 'RowExclusiveLock' AND pid <> pg_backend_pid()",
            [table],
        )
        return {row[0] for row in cursor.fetchall()}
