"""A migrated database that test databases are copied from, so that one process migrates and not each.

It is keyed by the digest of all migrations: a changed migration makes a new one. SQLite's is a file in
pytest's cache folder, PostgreSQL's a database of the same server. `python -m tests.template_database` makes
it before the tests do.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

#: where pytest's `config.cache.mkdir("template_database")` is
FOLDER = Path(__file__).parents[1] / ".pytest_cache" / "d" / "template_database"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock: the first process migrates while the others wait for its copy."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrations_digest() -> str:
    """Return the SHA-256 of the migrations of all installed apps, as 64 hexadecimal digits."""
    digest = hashlib.sha256()
    for config in sorted(apps.get_app_configs(), key=lambda config: config.name):
        for path in sorted(Path(config.path).glob("migrations/*.py")):
            digest.update(f"{config.name}/{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()


class TemplateDatabase:
    """The template of the default connection's engine.

    `folder` is kept between runs and shared by the processes of one run.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.name = f"narlara_template_{migrations_digest()[:16]}"

    def copy_to_test_database(self) -> bool:
        """Make the test database a copy of the template. Return False, and do nothing, if there is none."""
        target = connection.creation._get_test_db_name()  # type: ignore[attr-defined]  # not in the stubs
        if connection.vendor == "sqlite":
            if not self._file.exists():
                return False
            shutil.copyfile(self._file, target)
            return True
        with _maintenance_cursor() as cursor:
            if not _has_database(cursor, self.name):
                return False
            cursor.execute(f'DROP DATABASE IF EXISTS "{target}"')
            cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{self.name}"')
        return True

    def save(self) -> None:
        """Copy the freshly migrated test database into the template and remove older templates."""
        if connection.vendor == "sqlite":
            self._remove_old_files()
            unfinished = self._file.with_suffix(".part")
            unfinished.unlink(missing_ok=True)
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(unfinished)])
            unfinished.rename(self._file)
            return
        source = connection.settings_dict["NAME"]
        connection.close()
        with _maintenance_cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'narlara\\_template\\_%%'")
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP DATABASE "{name}"')
            cursor.execute(f'CREATE DATABASE "{self.name}" TEMPLATE "{source}"')

    @property
    def _file(self) -> Path:
        return self._folder / f"{self.name}.sqlite3"

    def _remove_old_files(self) -> None:
        for path in self._folder.glob("*.sqlite3"):
            path.unlink()


def set_up_test_database(folder: Path) -> Any:
    """Make the test database, a copy of the template where there is one, else the template too.

    Returns what `teardown_databases` takes.
    """
    template = TemplateDatabase(folder)
    with locked(folder):
        is_copied = template.copy_to_test_database()
        databases = setup_databases(verbosity=0, interactive=False, keepdb=is_copied, serialized_aliases=())
        if not is_copied:
            template.save()
    return databases


def _maintenance_cursor() -> Any:
    """Return a cursor in the server's maintenance database: PostgreSQL copies no database that is in use."""
    return connection._nodb_cursor()  # type: ignore[attr-defined]  # not in the stubs


def _has_database(cursor: Any, name: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    return cursor.fetchone() is not None


def main() -> None:
    django.setup()
    FOLDER.mkdir(parents=True, exist_ok=True)
    teardown_databases(set_up_test_database(FOLDER), verbosity=0)


if __name__ == "__main__":
    main()
