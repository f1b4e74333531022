"""Storing of the state of a package attempt."""

from __future__ import annotations

from collections.abc import Iterable

from infrastructure.db.api import save_rows
from lms.attempts.api import LaunchEnded, StepDone, finish_step
from lms.runtimes.scorm.commits.package_state import PackageState


def store_package(package: PackageState, events: Iterable[StepDone | LaunchEnded]) -> tuple[bool, bool]:
    """Save the package attempt, and the step and the module with it; return whether each of both is done.

    Called within a transaction that holds the attempt's row.
    """
    package_attempt = package.package_attempt
    if package.has_advanced:
        save_rows(package_attempt)
    for event in events:
        if isinstance(event, StepDone):
            finish_step(package_attempt.attempt, event.step_id, achieved_at=event.achieved_at)
    return package_attempt.outcome.is_done, package_attempt.attempt.completion_id is not None
