"""The write access of a launch to its attempt: the lock of the attempt, the content host and the lease.

The newest launch of an attempt holds its lease, while it is open.
"""

from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from infrastructure.db.api import CompiledQuery, Parameter
from lms.attempts.enums import LaunchEnding, LaunchKind, Refusal
from lms.attempts.exceptions import CommitRefused, TokenRefused
from lms.attempts.launches.tokens import LIFETIMES
from lms.attempts.models import Attempt, Launch, PackageAttempt


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


def check_content_host(package_attempt: PackageAttempt, label: str) -> None:
    """Raise TokenRefused unless `label` names a content host that the package attempt may record from.

    That is the shared host ("") or one on which it is or was played.
    """
    if label and not was_played_as(package_attempt, label):
        raise TokenRefused


def was_played_as(package_attempt: PackageAttempt, label: str) -> bool:
    """Return whether `label` is that of the package, or of a version from which the learner was moved.

    Unsent commits on the host of an earlier version are sent from there (unsent_commits.py).
    """
    if label == package_attempt.package.label:
        return True
    earlier = package_attempt.moved_from_id
    while earlier is not None:
        moved = PackageAttempt.objects.select_related("package").get(pk=earlier)
        if moved.package.label == label:
            return True
        earlier = moved.moved_from_id
    return False


def check_holds_lease(launch: Launch) -> None:
    """Raise CommitRefused unless `launch` may still save."""
    if launch.ending == LaunchEnding.SUPERSEDED or launch.lease != launch.attempt.lease:
        raise CommitRefused(Refusal.LEASE_LOST)
    if launch.ending == LaunchEnding.MOVED:
        raise CommitRefused(Refusal.MOVED)
    if launch.ended_at is not None or launch.attempt.closed_at is not None:
        raise CommitRefused(Refusal.ENDED)
    if timezone.now() - launch.started_at > LIFETIMES[LaunchKind.RECORD]:
        raise CommitRefused(Refusal.ENDED)


def _attempt_of() -> QuerySet[Attempt]:
    # Locks the attempt alone: others lock an attempt first, and then change its launches.
    launch = Parameter("launch", Launch._meta.pk)
    return (
        Attempt.objects.select_for_update(of=("self",)).only("pk").filter(launches=launch)  # type: ignore[misc]  # filled in later
    )


_LOCK = CompiledQuery(_attempt_of)
