"""The watermark of an append-only table: the key up to which no row is missing.

Keys are assigned before transactions commit, so on PostgreSQL a lower key may become visible after a higher
one. A reader that keeps a cursor can therefore not use the highest visible key.
"""

from __future__ import annotations

import time
from typing import Any

from django.db import connection, models
from django.db.models import Max

#: seconds to wait for the writers in progress; a commit takes milliseconds
TIMEOUT = 2.0
_POLL_SECONDS = 0.02


def read_watermark(model: type[models.Model], *, timeout: float = TIMEOUT) -> int | None:
    """Return a primary key such that no row of `model` at or before it can still appear; 0 without rows.

    Locks nothing; called outside a transaction. A row may not get its key before its transaction has
    written or locked something (processing a commit locks the attempt first), since only then does PostgreSQL
    count the transaction as a writer.
    None if a writer was still in progress after `timeout` seconds: the caller reads on another time.
    """
    if connection.vendor != "postgresql":
        # SQLite has one writer at a time: keys become visible in their order.
        return _highest(model)
    highest = _highest(model)
    with connection.cursor() as cursor:
        # The id of this transaction is higher than that of every writer so far, and it ends at once.
        cursor.execute("SELECT pg_current_xact_id()::text")
        horizon = cursor.fetchone()[0]
        deadline = time.monotonic() + timeout
        while _has_writers_before(cursor, horizon):
            if time.monotonic() > deadline:
                return None
            time.sleep(_POLL_SECONDS)
    return highest


def _highest(model: type[models.Model]) -> int:
    return model._default_manager.aggregate(last=Max("pk"))["last"] or 0


def _has_writers_before(cursor: Any, horizon: str) -> bool:
    """Return whether a transaction that wrote something before `horizon` is still in progress.

    A server counts the transactions of all its databases together; those of other databases are left out.
    """
    cursor.execute(
        """
        SELECT EXISTS (
            SELECT 1 FROM pg_snapshot_xip(pg_current_snapshot()) AS writer
            WHERE writer < %s::xid8 AND NOT EXISTS (
                SELECT 1 FROM pg_stat_activity
                WHERE backend_xid = writer::xid AND datname <> current_database()
            )
        )
        """,
        [horizon],
    )
    return bool(cursor.fetchone()[0])
