"""Database settings: SQLite in the data folder, or the database of DATABASE_URL."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

DatabaseSettings = dict[str, Any]


def sqlite_database(name: str | Path) -> DatabaseSettings:
    """Return the settings of the SQLite file `name`, in which a committed row has reached the disk."""
    return {
        "ENGINE": "infrastructure.db.sqlite",
        "NAME": name,
        # Opening reads the whole schema, and closing the last one empties the journal: once a thread.
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # Writers queue; a deferred transaction fails when another has written since it began to read.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # 16 MB of pages a connection: the system keeps the rest of the file in memory anyway.
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
                "PRAGMA cache_size=-16384;PRAGMA temp_store=MEMORY;"
            ),
        },
    }


def database_from_url(parsed: DatabaseSettings) -> DatabaseSettings:
    """Return the settings of the database that DATABASE_URL names, given what dj-database-url made of it.

    Raises ImproperlyConfigured for an engine other than PostgreSQL and SQLite, for SQLite in memory and for
    options of SQLite.
    """
    engine = parsed["ENGINE"]
    if engine.endswith(".postgresql"):
        return {
            **parsed,
            "ENGINE": "infrastructure.db.postgresql",
            # A thread keeps its connection, and one that died with a restarted database is replaced before a
            # request uses it: else each of them would cause an error.
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
            # A statement is prepared at its fifth execution: planning was half of a commit's cost in
            # PostgreSQL. Values are bound apart from the text of a statement, which must stay the same.
            "OPTIONS": {**parsed.get("OPTIONS", {}), "server_side_binding": True, "prepare_threshold": 5},
        }
    if engine.endswith(".sqlite3") and parsed["NAME"] != ":memory:" and not parsed.get("OPTIONS"):
        return sqlite_database(parsed["NAME"])
    raise ImproperlyConfigured(
        "DATABASE_URL names a database that the site cannot use. Write postgres://user:password@host/name "
        "for PostgreSQL, sqlite:////folder/file without options for SQLite, or leave it out for SQLite in "
        "DATA_DIR."
    )
