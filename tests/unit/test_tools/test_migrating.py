"""Tests that migrate leave their process's database as they found it."""

from pathlib import Path

from tests.source_files import source_files

MIGRATES = (").migrate(", 'call_command("migrate"')


def test_only_the_context_manager_migrates_the_test_database() -> None:
    migrating = [
        path
        for path in source_files(".py")
        if path.startswith("tests/integration/")
        and any(call in Path(path).read_text(encoding="utf-8") for call in MIGRATES)
    ]

    assert migrating == []
