"""The database's own refusal to change or delete what has been recorded, and the one way past it.

The model refuses in Python; these triggers refuse whoever comes another way: a bulk update, raw SQL, a
console. `guards_lifted` is for erasure that the law or a municipality asks for and for emptying a whole
database (`manage.py flush`); nothing of the product's daily work uses it. A higher room's table is guarded by
a migration of its own that calls `create_guards` and by `guard_also` when the room is ready.

SQLite loses a table's triggers when a migration remakes the table: such a migration ends by calling
`create_guards` again (tests/integration/records/test_guards.py fails when it does not).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

logger = logging.getLogger(__name__)

#: guarded from the beginning; other tables are added by `guard_also`
TABLES = ("records_completion", "records_completionstamp")
MESSAGE = "What has been recorded is never changed or deleted (infrastructure.db.guards)."


_guarded = list(TABLES)


def guard_also(table: str) -> None:
    """Register a table with guards of its own, so that `guards_lifted` lifts them too."""
    if table not in _guarded:
        _guarded.append(table)


def create_guards(connection: BaseDatabaseWrapper, tables: Sequence[str] = TABLES) -> None:
    """Create the tables' triggers; run by a migration."""
    _execute(connection, _creation(connection, tables))


def drop_guards(connection: BaseDatabaseWrapper, tables: Sequence[str] = TABLES) -> None:
    """Drop the tables' triggers; the migration's way back."""
    _execute(connection, _removal(connection, tables))


@contextmanager
def guards_lifted(*, reason: str, using: str = "default") -> Iterator[None]:
    """Let this transaction, and no other, change and delete what is guarded. The reason is logged.

    On PostgreSQL the triggers read a setting of the transaction; SQLite has no such setting, so they are
    dropped and created anew within the transaction, which no other connection sees.
    """
    connection = connections[using]
    logger.warning("Guards of the record lifted: %s", reason)
    with transaction.atomic(using=using):
        if connection.vendor == "postgresql":
            _execute(connection, ["SET LOCAL narlara.guards_lifted = 'on'"])
            yield
            _execute(connection, ["SET LOCAL narlara.guards_lifted = 'off'"])
        else:
            drop_guards(connection, _guarded)
            yield
            create_guards(connection, _guarded)


def _execute(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _creation(connection: BaseDatabaseWrapper, tables: Sequence[str]) -> list[str]:
    if connection.vendor == "postgresql":
        return [
            f"""CREATE OR REPLACE FUNCTION records_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF current_setting('narlara.guards_lifted', true) IS DISTINCT FROM 'on' THEN
                    RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation';
                END IF;
                IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                RETURN NEW;
            END $$""",
            *(
                f"CREATE TRIGGER {table}_row BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION records_refuse()"
                for table in tables
            ),
            *(
                f"CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION records_refuse()"
                for table in tables
            ),
        ]
    return [
        f"CREATE TRIGGER {table}_{event.lower()} BEFORE {event} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        for table in tables
        for event in ("UPDATE", "DELETE")
    ]


def _removal(connection: BaseDatabaseWrapper, tables: Sequence[str]) -> list[str]:
    events = ("row", "truncate") if connection.vendor == "postgresql" else ("update", "delete")
    place = "ON {table}" if connection.vendor == "postgresql" else ""
    return [
        f"DROP TRIGGER IF EXISTS {table}_{event} {place.format(table=table)}"
        for table in tables
        for event in events
    ]
