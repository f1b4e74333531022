"""The lock that every change of an attempt takes first."""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from infrastructure.db.api import CompiledQuery, Parameter
from lms.attempts.exceptions import TokenRefused
from lms.attempts.models import Attempt, Launch


def lock_attempt_of(launch: UUID) -> None:
    """Lock the launch's attempt until this transaction ends.

    Rows that depend on the attempt are read afterwards, by another statement: PostgreSQL gives a statement
    rows as they were when it began to wait, except those that it locks. On SQLite the transaction is the
    lock. Raises TokenRefused for a launch that does not exist.
    """
    if connection.features.has_select_for_update and not _LOCK.rows(launch=launch):
        raise TokenRefused


def locked_launch(launch_id: UUID) -> Launch:
    """Return the launch with its attempt locked. Raises TokenRefused for one that does not exist."""
    lock_attempt_of(launch_id)
    launches = Launch.objects.select_related("attempt", "package_attempt__package")
    launch = launches.filter(pk=launch_id).first()
    if launch is None:
        raise TokenRefused
    launch.package_attempt.attempt = launch.attempt
    return launch


def _attempt_of() -> QuerySet[Attempt]:
    # Locks the attempt alone: others lock an attempt first, and then change its launches.
    launch = Parameter("launch", Launch._meta.pk)
    return (
        Attempt.objects.select_for_update(of=("self",)).only("pk").filter(launches=launch)  # type: ignore[misc]  # filled in later
    )


_LOCK = CompiledQuery(_attempt_of)
