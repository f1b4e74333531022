"""Reading an append-only table to its end without missing a row.

Keys are handed out before transactions commit, so on PostgreSQL a lower key may become visible after a
higher one. A reader that keeps a cursor may therefore not simply go to the highest key that it sees.
"""

from __future__ import annotations

import time
from typing import Any

from django.db import connection, models
from django.db.models import Max

#: how long to wait for the writers that are under way; a commit takes milliseconds
PATIENCE = 2.0
_LOOKS_EVERY = 0.02


def settled_key(model: type[models.Model], *, patience: float = PATIENCE) -> int | None:
    """Return a primary key such that no row of `model` at or before it can still appear; 0 without rows.

    Locks nothing; called outside a transaction. A row may not take its key before its transaction has
    written or locked something (taking a commit locks the attempt first), since only then does PostgreSQL
    count the transaction as a writer.
    None where a writer was still under way after `patience` seconds: read on another time.
    """
    if connection.vendor != "postgresql":
        # SQLite lets one writer in at a time: keys become visible in their order.
        return _highest(model)
    highest = _highest(model)
    with connection.cursor() as cursor:
        # A number of our own, higher than that of every writer so far, and done with at once.
        cursor.execute("SELECT pg_current_xact_id()::text")
        horizon = cursor.fetchone()[0]
        deadline = time.monotonic() + patience
        while _has_writers_before(cursor, horizon):
            if time.monotonic() > deadline:
                return None
            time.sleep(_LOOKS_EVERY)
    return highest


def _highest(model: type[models.Model]) -> int:
    return model._default_manager.aggregate(last=Max("pk"))["last"] or 0


def _has_writers_before(cursor: Any, horizon: str) -> bool:
    """Tell whether a transaction that wrote something before `horizon` is still under way.

    A server counts the transactions of all its databases together; those known to be another's don't matter.
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
