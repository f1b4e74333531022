"""Put the stored database of an earlier version into SQLite or PostgreSQL."""

from __future__ import annotations

import gzip
import sqlite3
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.backends.sqlite3._functions import register

from tests.database_rows import insert, raise_sequences

FOLDER = Path(__file__).parent / "version_0"
#: PostgreSQL's has other columns, and is built anew
OWN_OF_SQLITE = frozenset({"wagtailsearch_indexentry"})
#: queries of the rows that recordings were before they had a model of their own
DOCUMENT_ROWS = {
    "documents": "SELECT id, title, file, file_hash, substr(CAST(created_at AS text), 1, 19), collection_id"
    " FROM wagtaildocs_document ORDER BY id",
    "probes": "SELECT document_id, file_hash, container, video_codec, audio_codec, seconds, poster_id"
    " FROM courses_mediaprobe ORDER BY document_id",
    "version_files": "SELECT id, module_version_id, document_id, image_id, file_name, sha256"
    " FROM courses_moduleversionfile ORDER BY id",
    "seminars": "SELECT page_ptr_id, recording_id, sound_id FROM courses_seminarpage ORDER BY page_ptr_id",
}


def stored_database(target: str | Path = ":memory:") -> sqlite3.Connection:
    """Return a connection to a new SQLite database with the schema and the rows as they were stored."""
    database = sqlite3.connect(target)
    register(database)  # constraints use REGEXP
    database.executescript(gzip.decompress((FOLDER / "database.sql.gz").read_bytes()).decode())
    return database


def unpack_files(data_dir: Path) -> None:
    """Write the media and the packages that the stored rows name."""
    with zipfile.ZipFile(FOLDER / "files.zip") as archive:
        archive.extractall(data_dir)


def table_names(database: sqlite3.Connection) -> list[str]:
    """Return the tables with rows of their own: no full-text index and none of SQLite's."""
    names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    full_text = database.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'")
    derived = ("sqlite_", *(name for (name,) in full_text))
    return [name for (name,) in names if not name.startswith(derived)]


def load_postgresql() -> None:
    """Create the schema in the empty database as the version before made it, and insert the stored rows."""
    schema = gzip.decompress((FOLDER / "postgresql.sql.gz").read_bytes()).decode()
    with connection.cursor() as cursor:
        cursor.execute(schema)
    connection.close()  # the script has emptied the search path
    with stored_database() as stored, transaction.atomic():
        names = [name for name in table_names(stored) if name not in OWN_OF_SQLITE]
        for name in names:
            _copy(stored, name)
        raise_sequences(names)
        with connection.cursor() as cursor:  # a table without a model
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('django_migrations', 'id'), max(id))"
                " FROM django_migrations"
            )


def _copy(stored: sqlite3.Connection, table: str) -> None:
    rows = stored.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a name from the stored schema
    columns = [column[0] for column in rows.description]
    converters = _converters(table, columns)
    insert(table, columns, list(_converted(rows, converters)))


def _converted(rows: Iterable[Any], converters: list[Callable[[Any], Any]]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        yield tuple(
            None if value is None else convert(value) for convert, value in zip(converters, row, strict=True)
        )


def _converters(table: str, columns: list[str]) -> list[Callable[[Any], Any]]:
    """Return what makes PostgreSQL's value of SQLite's, by column; text fits every other type as it is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND table_name = %s",
            [table],
        )
        types = dict(cursor.fetchall())
    return [bool if types[column] == "boolean" else _same for column in columns]


def _same(value: Any) -> Any:
    return value
