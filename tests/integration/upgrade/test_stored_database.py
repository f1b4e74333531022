"""A database of the version before the packages moved is migrated; its rows, pages and figures are the same.

What is stored, and how it was made: tests/upgrade/README.md.
"""

from __future__ import annotations

import importlib
import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.backends.sqlite3._functions import register
from pytest_django import DjangoDbBlocker

from tests.upgrade.loading import DOCUMENT_ROWS, FOLDER, stored_database, table_names

pytestmark = [pytest.mark.slow, pytest.mark.both_engines]

ROOT = Path(__file__).parents[3]
STORED = json.loads((FOLDER / "visits.json").read_text())
#: tables and columns with another name today; a migration that renames one adds it here
RENAMED_TABLES: dict[str, str] = {}
RENAMED_COLUMNS = {
    ("history_look", "door"): "channel",
    ("search_term", "fold"): "normalised",
    ("tracking_navigationentry", "brought"): "initial_globals",
    ("tracking_sequencingstate", "heard_before"): "session_before_delivery",
    ("tracking_sequencingstate", "outlook"): "navigation",
}
#: tables whose rows are in another one today: what they had, in the columns of `tracking_cursor`
CURSORS_BEFORE = {
    "items_journalposition": "SELECT 'question_statistics', position FROM items_journalposition",
    "xapi_reading": "SELECT 'xapi.journal', journal FROM xapi_reading"
    " UNION ALL SELECT 'xapi.completions', completions FROM xapi_reading",
}
#: columns (by their stored names) whose values a migration rewrites
REWRITTEN = {
    ("django_content_type", "model"),
    ("django_tasks_database_dbtaskresult", "task_path"),
    ("django_tasks_database_dbtaskresult", "exception_class_path"),
    ("django_tasks_database_dbtaskresult", "args_kwargs"),
    ("taggit_taggeditem", "content_type_id"),
    ("wagtailcore_referenceindex", "base_content_type_id"),
    ("wagtailcore_referenceindex", "content_type_id"),
    ("wagtailcore_referenceindex", "to_content_type_id"),
    ("wagtailsearch_indexentry", "content_type_id"),
}
#: queries of the rows before and after, of tables whose rows a migration moves to another one
MOVED = {
    "wagtaildocs_document": (
        "SELECT id, title, file, created_at, collection_id, uploaded_by_user_id FROM wagtaildocs_document",
        "SELECT id, title, file, created_at, collection_id, uploaded_by_user_id FROM wagtaildocs_document"
        " UNION ALL"
        " SELECT id, title, file, created_at, collection_id, uploaded_by_user_id FROM courses_recording",
    ),
    "courses_mediaprobe": (
        "SELECT document_id, seconds, file_hash, container, video_codec, audio_codec, poster_id"
        " FROM courses_mediaprobe",
        "SELECT id, CAST(duration AS INTEGER), file_hash, container, video_codec, audio_codec, poster_id"
        " FROM courses_recording",
    ),
    "courses_moduleversionfile": (
        "SELECT id, file_name, sha256, document_id, image_id FROM courses_moduleversionfile",
        "SELECT id, file_name, sha256, coalesce(document_id, recording_id), image_id"
        " FROM courses_moduleversionfile",
    ),
}
#: settings that the pages were recorded with
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "lms.settings.test",
    "SECRET_KEY": STORED["secret_key"],
    "EMAIL_HOST": "mail.exempel.example",
    "EMAIL_FROM": "narlara@exempel.example",
    "XAPI_ENDPOINT": "https://lrs.exempel.example/xapi",
    "XAPI_USERNAME": "u",
    "XAPI_PASSWORD": "p",
    "PORT": "8000",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("upgrade")


@pytest.fixture(scope="module")
def result(folder: Path, django_db_blocker: DjangoDbBlocker) -> dict[str, Any]:
    """Migrate the stored database in a process of its own (tests/upgrade/__main__.py); return its answers."""
    (folder / "data").mkdir()
    with django_db_blocker.unblock(), empty_database(folder) as url:
        environment = {**os.environ, **ENVIRONMENT, "DATABASE_URL": url, "DATA_DIR": str(folder / "data")}
        command = [sys.executable, "-m", "tests.upgrade", str(folder)]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own module
    assert done.returncode == 0, done.stderr
    return json.loads((folder / "result.json").read_text())


@contextmanager
def empty_database(folder: Path) -> Iterator[str]:
    """Yield the URL of a database without tables, on the engine that the tests run on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder / 'stored.sqlite3'}"
        return
    name = f"narlara_upgrade_{os.getpid()}"
    maintenance: Any = connection
    with maintenance._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    values = connection.settings_dict
    place = f"{values['HOST'] or '127.0.0.1'}:{values['PORT'] or 5432}"
    try:
        yield f"postgres://{values['USER']}:{values['PASSWORD']}@{place}/{name}"
    finally:
        with maintenance._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def read_pages() -> dict[str, list[str]]:
    return json.loads((FOLDER / "pages.json").read_text())


def comparable(pages: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return the pages; on PostgreSQL those of the Wagtail admin with sorted lines.

    They were recorded on SQLite, and Wagtail orders neither the choices of its filters nor equal hits.
    """
    if connection.vendor == "sqlite":
        return pages
    return {key: sorted(lines) if " /cms/" in key else lines for key, lines in pages.items()}


def test_pages_of_a_migrated_database_say_what_they_said_before(result: dict[str, Any]) -> None:
    assert comparable(result["pages"]) == comparable(read_pages())


def test_figures_derived_anew_from_a_migrated_database_are_the_same(result: dict[str, Any]) -> None:
    """Compare figures, statistics of questions and search once more, when the night's tasks are done."""
    pages = read_pages()
    assert len(result["derived_pages"]) > 60
    assert result["derived_pages"] == {key: pages[key] for key in result["derived_pages"]}


def test_attempts_of_a_migrated_database_replay_to_what_is_stored(result: dict[str, Any]) -> None:
    says = {line.partition(" ")[2] for line in result["replays"].values()}
    assert (len(result["replays"]), says) == (42, {"commits make just what is stored.\n"})


def test_models_after_all_migrations_need_no_other_migration(result: dict[str, Any]) -> None:
    assert result["missing_migrations"] == ""


def test_queued_tasks_of_the_version_before_are_all_done(result: dict[str, Any]) -> None:
    tasks = result["tasks"]
    assert tasks["failed"] == []
    assert tasks["successful"] == tasks["waiting"] == 21
    assert tasks["requeued"] == 1
    assert tasks["errors"] == ["WorkerDied"]


def test_task_paths_of_a_migrated_database_name_modules_of_today(result: dict[str, Any]) -> None:
    before, after = ({path for _status, path in result[name]} for name in ("stored_tasks", "migrated_tasks"))
    gone = {path for path in after if not hasattr(*_module_and_name(path))}
    assert (len(before), len(after), gone) == (19, 19, set())


def test_task_paths_when_migrated_back_are_those_of_before(result: dict[str, Any]) -> None:
    assert result["migrated_back"] == sorted({path for _status, path in result["stored_tasks"]})


def test_recordings_when_migrated_back_are_the_documents_of_before(result: dict[str, Any]) -> None:
    with closing(stored_database()) as stored:
        before = {name: [list(row) for row in stored.execute(sql)] for name, sql in DOCUMENT_ROWS.items()}

    assert [len(rows) for rows in before.values()] == [4, 1, 2, 1]
    assert result["documents_migrated_back"] == before


def test_signatures_sessions_and_passwords_of_before_are_taken(result: dict[str, Any]) -> None:
    assert result["signed"] == {
        "signed_in": "/",
        "saved": 200,
        "ending": "signed_out",
        "device_keys": STORED["device_keys"],
    }


def _module_and_name(path: str) -> tuple[Any, str]:
    module, _dot, name = path.rpartition(".")
    return importlib.import_module(module), name


def migrated_database(folder: Path) -> sqlite3.Connection:
    database = sqlite3.connect(folder / "migrated.sqlite3")
    register(database)
    return database


@pytest.mark.usefixtures("result")
def test_rows_of_the_version_before_are_all_there_when_migrated(folder: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's rows were copied from SQLite's, and its pages are compared")
    with closing(stored_database()) as before, closing(migrated_database(folder)) as after:
        names = set(table_names(before)) - {"django_migrations", *CURSORS_BEFORE}
        lost = {name: rows for name in sorted(names) if (rows := lost_rows(before, after, name))}

    assert lost == {}


@pytest.mark.usefixtures("result")
def test_positions_in_the_journal_are_kept_as_cursors(folder: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's rows were copied from SQLite's, and its pages are compared")
    with closing(stored_database()) as before, closing(migrated_database(folder)) as after:
        stored = [row for query in CURSORS_BEFORE.values() for row in before.execute(query)]
        cursors = list(after.execute("SELECT consumer, position FROM tracking_cursor"))

    assert sorted(cursors) == sorted(stored)
    assert len(stored) == 3


@pytest.mark.usefixtures("result")
def test_triggers_of_the_version_before_are_all_there_when_migrated(folder: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("test_guards looks at PostgreSQL's")
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with closing(stored_database()) as before, closing(migrated_database(folder)) as after:
        names, kept = (set(database.execute(query)) for database in (before, after))

    assert len(names) > 10
    assert names - kept == set()


def test_stored_database_has_rows_in_every_table_of_ours() -> None:
    with closing(stored_database()) as stored:
        ours = [name for name in table_names(stored) if name.split("_")[0] in OUR_LABELS]
        empty = {name for name in ours if not stored.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone()}  # noqa: S608 - a stored name

    assert len(ours) > 60
    assert empty == {"people_person_user_permissions"}


OUR_LABELS = frozenset(
    {
        "background",
        "content",
        "courses",
        "feedback",
        "history",
        "items",
        "people",
        "records",
        "reports",
        "search",
        "tracking",
        "xapi",
    }
)


def lost_rows(before: sqlite3.Connection, after: sqlite3.Connection, table: str) -> list[Any]:
    """Return at most five stored rows that the migrated table lacks, or the columns that are gone."""
    if table in MOVED:
        rows, kept = (Counter(db.execute(sql)) for db, sql in zip((before, after), MOVED[table], strict=True))
        return list(rows - kept)[:5]
    columns = [row[1] for row in before.execute(f'PRAGMA table_info("{table}")')]
    compared = [column for column in columns if (table, column) not in REWRITTEN]
    now = [RENAMED_COLUMNS.get((table, column), column) for column in compared]
    name = RENAMED_TABLES.get(table, table)
    found = {row[1] for row in after.execute(f'PRAGMA table_info("{name}")')}
    if not found.issuperset(now):
        return [f"{name} has no column {column}" for column in now if column not in found]
    lost = _rows(before, table, compared) - _rows(after, name, now)
    return list(lost)[:5]


def _rows(database: sqlite3.Connection, table: str, columns: list[str]) -> Counter[Any]:
    names = ", ".join(f'"{column}"' for column in columns)
    return Counter(database.execute(f'SELECT {names} FROM "{table}"'))  # noqa: S608 - names of the schema
