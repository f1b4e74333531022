"""Migrations of the test database, back and forth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState, StateApps

#: migrations in their order, with whether each is undone
Plan = Sequence[tuple[Migration, bool]]


class Executor(MigrationExecutor):
    """Undo migrations from states that have all others in them from the beginning.

    None of the others depends on one that is undone. Django adds them in the order in which they were made,
    and renders the models of all apps again for each once it has found the first to be undone: 70 % of the
    time of a way back.
    """

    def _migrate_all_backwards(self, plan: Plan, full_plan: Plan, fake: bool) -> ProjectState:
        undone = {migration for migration, _ in plan}
        others_first = sorted(full_plan, key=lambda step: step[0] in undone)
        state: ProjectState = super()._migrate_all_backwards(plan, others_first, fake)  # type: ignore[misc]
        return state


def migrate(*targets: tuple[str, str]) -> None:
    """Migrate apps, given as `("records", "0007_reminders")`, back or forth."""
    Executor(connection).migrate(list(targets))


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
