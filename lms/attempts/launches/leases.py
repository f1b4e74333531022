"""The lease of an attempt: its newest launch holds it, while that is open."""

from __future__ import annotations

from django.utils import timezone

from lms.attempts.enums import LaunchEnding, LaunchKind, Refusal
from lms.attempts.exceptions import CommitRefused
from lms.attempts.launches.tokens import LIFETIMES
from lms.attempts.models import Launch


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
