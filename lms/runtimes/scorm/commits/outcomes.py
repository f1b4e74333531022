"""Storing of a package's outcome, and of the step and the module with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from infrastructure.db.api import save_rows
from lms.attempts.api import Launch, PackageAttempt, finish_step
from lms.runtimes.scorm.commits.payload import Commit
from lms.runtimes.scorm.commits.sco_state import recorded
from scorm.api import ScoOutcome


def store_outcome(
    package_attempt: PackageAttempt, outcome: ScoOutcome, *, here: str, moment: Callable[[], dt.datetime]
) -> tuple[bool, bool]:
    """Update the package attempt; return whether it is done, and whether the module is.

    `here` is the current part; `moment` returns when the learner did it, and is called only when the step
    becomes done. Called within a transaction that holds the attempt's row.
    """
    was_done = recorded(package_attempt).is_done
    updated = (here, outcome.completion, outcome.success, outcome.score_scaled)
    current = (
        package_attempt.current_sco,
        package_attempt.completion_status,
        package_attempt.success_status,
        package_attempt.score_scaled,
    )
    if updated != current:
        (
            package_attempt.current_sco,
            package_attempt.completion_status,
            package_attempt.success_status,
            package_attempt.score_scaled,
        ) = updated
        save_rows(package_attempt)
    attempt = package_attempt.attempt
    if not outcome.is_done or was_done:
        return outcome.is_done, attempt.completion_id is not None
    return True, finish_step(attempt, package_attempt.step_id, achieved_at=moment())


def achieved_at(commit: Commit, source_launch: Launch, received_at: dt.datetime) -> dt.datetime:
    """Return when a commit was written: by the learner's clock, but between launch and receipt."""
    if commit.written_at is None:
        return received_at
    written_at = dt.datetime.fromtimestamp(min(commit.written_at / 1000, received_at.timestamp()), tz=dt.UTC)
    return min(max(written_at, source_launch.started_at), received_at)
