"""Test databases are copies of one migrated template, which another migration makes invalid."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from tests.template_database import TemplateDatabase, migrations_digest


def test_migrations_digest_when_a_migration_changes_differs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migration = tmp_path / "migrations/0001_initial.py"
    migration.parent.mkdir()
    configs = [SimpleNamespace(name="courses", path=str(tmp_path))]
    monkeypatch.setattr(apps, "get_app_configs", lambda: configs)
    digests = []
    for content in ("one", "two", "one"):
        migration.write_text(content)
        digests.append(migrations_digest())
    migration.rename(migration.with_name("0002_initial.py"))

    assert digests[0] == digests[2]
    assert len({*digests, migrations_digest()}) == 3


@pytest.mark.skipif(connection.vendor != "sqlite", reason="Reads the folder of SQLite's template")
def test_template_database_of_other_migrations_is_not_copied(tmp_path: Path) -> None:
    (tmp_path / "narlara_template_0123456789abcdef.sqlite3").touch()

    assert TemplateDatabase(tmp_path).copy_to_test_database() is False
