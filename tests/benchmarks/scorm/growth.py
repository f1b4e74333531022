"""Filling of tables by SQL, to measure the cost of a commit when they are large."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import ProgrammingError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from lms.attempts.models import Attempt, JournalEntry, Launch, PackageAttempt, ScoState


def _series(number: int) -> str:
    if connection.vendor == "postgresql":
        return f"SELECT generate_series(1, {number}) AS n"
    return (
        f"WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {number}) SELECT n FROM s"  # noqa: S608 - a number
    )


def _uuid() -> str:
    """Return SQL for a random UUID."""
    return "gen_random_uuid()" if connection.vendor == "postgresql" else "lower(hex(randomblob(16)))"


@contextmanager
def _in_bulk(cursor: CursorWrapper) -> Iterator[None]:
    """Turn off durability and constraint checks of this connection; the tables keep all indexes."""
    if connection.vendor == "postgresql":
        cursor.execute("SET synchronous_commit = off")
        with suppress(ProgrammingError):
            # Skips the check of nine million foreign keys; allowed for superusers only.
            cursor.execute("SET session_replication_role = replica")
    else:
        # The indexes of random keys fit in memory, instead of being read and written a page at a time.
        cursor.execute("PRAGMA synchronous = OFF")
        cursor.execute("PRAGMA cache_size = -1000000")
    with transaction.atomic():
        yield
    cursor.execute("ANALYZE")


def _copy(cursor: CursorWrapper, model: type[Model], row: object, source: str, **instead: str) -> None:
    """Insert a copy of `row` for each row of `source`, with SQL expressions `instead` of some columns."""
    columns = [field.column for field in model._meta.concrete_fields if field.column != "id"]
    chosen = ", ".join(instead.get(column, f"t.{column}") for column in columns)
    table, key = model._meta.db_table, model._meta.pk.column
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {chosen}"  # noqa: S608 - names of our models
        f" FROM {source}, {table} t WHERE t.{key} = %s",
        [model._meta.pk.get_db_prep_value(row, connection)],
    )


def grow_attempts(total: int) -> int:
    """Fill up to `wanted` attempts, each with its package attempt, state and closed launch."""
    existing = Attempt.objects.count()
    if existing < total:
        # Of a launch that has committed: there is a state to copy.
        begun = Launch.objects.filter(package_attempt__sco_states__isnull=False)
        like = begun.select_related("package_attempt").latest("started_at")
        state = ScoState.objects.get(package_attempt=like.package_attempt)
        with connection.cursor() as cursor, _in_bulk(cursor):
            cursor.execute(
                f"CREATE TEMPORARY TABLE g AS SELECT n, {_uuid()} AS a, {_uuid()} AS l"  # noqa: S608 - our own words
                f" FROM ({_series(total - existing)}) AS s"
            )
            _copy(
                cursor,
                Attempt,
                like.attempt_id,
                "g",
                uuid="g.a",
                number=f"{existing} + g.n",
                closed_at="t.active_at",
            )
            _copy(cursor, PackageAttempt, like.package_attempt_id, "g", attempt_id="g.a")
            cursor.execute(
                "CREATE TEMPORARY TABLE p AS SELECT g.*, t.id FROM g"
                " JOIN tracking_packageattempt t ON t.attempt_id = g.a"
            )
            ended = {"ended_at": "t.started_at", "ending": "'finished'"}
            _copy(
                cursor, Launch, like.pk, "p", uuid="p.l", attempt_id="p.a", package_attempt_id="p.id", **ended
            )
            # Their data is not read: leaving it out makes a million in a minute.
            nothing = "'{}'::jsonb" if connection.vendor == "postgresql" else "'{}'"
            theirs = {"package_attempt_id": "p.id", "session_launch": "p.l", "cmi": nothing}
            _copy(cursor, ScoState, state.pk, "p", **theirs)
    return Attempt.objects.count()


def grow_journal(total: int) -> int:
    """Fill the newest launch's journal up to `wanted` rows, numbered from 1."""
    launch = Launch.objects.latest("started_at")
    last = JournalEntry.objects.filter(launch=launch).latest("sequence")
    if last.sequence < total:
        with connection.cursor() as cursor:
            missing = f"({_series(total - last.sequence)}) AS s"
            _copy(cursor, JournalEntry, last.pk, missing, sequence=f"{last.sequence} + s.n")
        ScoState.objects.filter(session_launch=launch.pk).update(session_sequence=total)
    return JournalEntry.objects.filter(launch=launch).count()
