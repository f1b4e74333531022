"""Filling tables by the database itself, to measure what a commit costs when they are large."""

from __future__ import annotations

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from lms.tracking.models import Attempt, JournalEntry, Launch, PackageAttempt, ScoState


def _series(number: int) -> str:
    if connection.vendor == "postgresql":
        return f"SELECT generate_series(1, {number}) AS n"
    return (
        f"WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {number}) SELECT n FROM s"  # noqa: S608 - a number
    )


def _uuid(seed: str) -> str:
    """SQL for a UUID that follows from `n`."""
    if connection.vendor == "postgresql":
        return f"md5('{seed}' || n)::uuid"
    return "lower(hex(randomblob(16)))"


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


def grow_attempts(wanted: int) -> int:
    """Fill up to `wanted` attempts, each with its package attempt, state and closed launch."""
    there = Attempt.objects.count()
    if there < wanted:
        like = Launch.objects.select_related("package_attempt").latest("started_at")
        state = ScoState.objects.get(package_attempt=like.package_attempt)
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE TEMPORARY TABLE g AS SELECT n, {_uuid('a')} AS a, {_uuid('l')} AS l"  # noqa: S608 - our own words
                f" FROM ({_series(wanted - there)}) AS s"
            )
            _copy(
                cursor,
                Attempt,
                like.attempt_id,
                "g",
                uuid="g.a",
                number=f"{there} + g.n",
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
            cursor.execute("ANALYZE")
    return Attempt.objects.count()


def grow_journal(wanted: int) -> int:
    """Fill the newest launch's journal up to `wanted` rows, numbered from 1."""
    launch = Launch.objects.latest("started_at")
    last = JournalEntry.objects.filter(launch=launch).latest("sequence")
    if last.sequence < wanted:
        with connection.cursor() as cursor:
            missing = f"({_series(wanted - last.sequence)}) AS s"
            _copy(cursor, JournalEntry, last.pk, missing, sequence=f"{last.sequence} + s.n")
        ScoState.objects.filter(session_launch=launch.pk).update(session_sequence=wanted)
    return JournalEntry.objects.filter(launch=launch).count()
