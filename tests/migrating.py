"""Migrations of the test database, back and forth."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps


def migrate(*targets: tuple[str, str]) -> None:
    """Migrate apps, given as `("records", "0007_reminders")`, back or forth."""
    MigrationExecutor(connection).migrate(list(targets))


def apps_at(app: str, migration: str) -> StateApps:
    """Return the models as they are after that migration."""
    return MigrationExecutor(connection).loader.project_state((app, migration)).apps


@contextmanager
def migrated(*targets: tuple[str, str]) -> Iterator[None]:
    """Migrate the apps back or forth; at the end, also after an error, migrate all apps to their newest.

    The tests after it in the same process use the same database.
    """
    try:
        migrate(*targets)
        yield
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
