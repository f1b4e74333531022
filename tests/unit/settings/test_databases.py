"""The database and its options for each DATABASE_URL."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import dj_database_url
import pytest
from django.core.exceptions import ImproperlyConfigured

from lms.settings.databases import database_from_url, sqlite_database

ROOT = Path(__file__).resolve().parents[3]
OTHERS = [
    "mysql://a:b@h/x",
    "postgis://h/x",
    "oracle://h/x",
    "sqlite://",
    "sqlite://:memory:",
    "sqlite:////a?timeout=5",
]
PRAGMAS = """
import django; django.setup()
import json
from django.db import connection
cursor = connection.cursor()
values = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
print(json.dumps([str(connection.settings_dict["NAME"]), connection.transaction_mode, *values]))
"""


def test_sqlite_named_by_url_is_opened_like_the_one_in_the_data_folder() -> None:
    parsed = dj_database_url.parse("sqlite:////srv/närlära/å ä ö.sqlite3")

    assert database_from_url(dict(parsed)) == sqlite_database("/srv/närlära/å ä ö.sqlite3")


@pytest.mark.parametrize("has_url", [True, False])
def test_sqlite_writes_ahead_at_once_and_to_the_disk(tmp_path: Path, has_url: bool) -> None:
    file = tmp_path / ("närlära.sqlite3" if has_url else "db.sqlite3")
    environment = {
        **os.environ,
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{file}" if has_url else "",
        "DJANGO_SETTINGS_MODULE": "lms.settings.development",
    }

    done = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-c", PRAGMAS],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        check=True,
    )

    assert json.loads(done.stdout) == [str(file), "IMMEDIATE", "wal", 2]


def test_options_in_the_url_of_postgresql_are_kept() -> None:
    parsed = dj_database_url.parse("postgres://u:p@h/n?sslmode=verify-full&prepare_threshold=0")

    database = database_from_url(dict(parsed))

    assert database["ENGINE"] == "infrastructure.db.postgresql"
    assert database["OPTIONS"] == {
        "sslmode": "verify-full",
        "server_side_binding": True,
        "prepare_threshold": 5,
    }


@pytest.mark.parametrize("url", OTHERS)
def test_database_that_the_site_cannot_use_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        database_from_url(dict(dj_database_url.parse(url)))
