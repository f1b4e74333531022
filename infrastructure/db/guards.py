"""Triggers that refuse to change or delete recorded rows, and the context manager that lifts them.

The models refuse in Python; these triggers also refuse bulk updates, raw SQL and consoles. `guards_lifted`
is for erasure that the law or a municipality requires, for emptying a whole database (`manage.py flush`)
and for test runs of drafts, which are no record (decision 0038); no other code uses it. The table of a
higher package is guarded by a migration of its own that calls `create_guards` and by
`register_guarded_table` in its `AppConfig.ready`.

SQLite loses a table's triggers when a migration remakes the table: such a migration ends by calling
`create_guards` again (tests/integration/records/test_guards.py fails when it does not).
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

logger = logging.getLogger(__name__)

#: the tables that are guarded by default; other tables are added by `register_guarded_table`
TABLES = ("records_completion", "records_completionstamp")
MESSAGE = "What has been recorded is never changed or deleted (infrastructure.db.guards)."


_guarded = list(TABLES)


def register_guarded_table(table: str) -> None:
    """Register a table with guards of its own, so that `guards_lifted` lifts them too."""
    if table not in _guarded:
        _guarded.append(table)


def create_guards(connection: BaseDatabaseWrapper, tables: Sequence[str] = TABLES) -> None:
    """Create the tables' triggers; called by migrations."""
    _execute(connection, _create_statements(connection, tables))


def drop_guards(connection: BaseDatabaseWrapper, tables: Sequence[str] = TABLES) -> None:
    """Drop the tables' triggers; called by reversed migrations."""
    _execute(connection, _drop_statements(connection, tables))


@contextmanager
def guards_lifted(*, reason: str, using: str = "default") -> Iterator[None]:
    """Allow changes and deletions of guarded rows in this transaction only. The reason is logged.

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


def _create_statements(connection: BaseDatabaseWrapper, tables: Sequence[str]) -> list[str]:
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


def _drop_statements(connection: BaseDatabaseWrapper, tables: Sequence[str]) -> list[str]:
    """Return the SQL that drops the tables' triggers; the function of PostgreSQL that they call is kept."""
    events = ("row", "truncate") if connection.vendor == "postgresql" else ("update", "delete")
    target = "ON {table}" if connection.vendor == "postgresql" else ""
    return [
        f"DROP TRIGGER IF EXISTS {table}_{event} {target.format(table=table)}"
        for table in tables
        for event in events
    ]
