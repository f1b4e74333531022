"""Finishing a step, and the attempt with its last one."""

from __future__ import annotations

import datetime as dt
from statistics import fmean

from lms.records.actions import record_completion
from lms.tracking.models import Attempt, PackageAttempt, StepProgress


def finish_step(attempt: Attempt, step_id: str, *, achieved_at: dt.datetime) -> bool:
    """Set the step done, and complete the attempt when it was the last one; return whether it is complete.

    Called within a transaction that holds the attempt's row.
    """
    step, _ = StepProgress.objects.get_or_create(attempt=attempt, step_id=step_id)
    if step.done_at is None:
        step.done_at = achieved_at
        step.save(update_fields=["done_at"])
    if attempt.completion_id is not None:
        return True
    steps = StepProgress.objects.filter(attempt=attempt)
    done = {step.step_id: step.done_at for step in steps if step.done_at is not None}
    if not all(step["id"] in done for step in attempt.module_version.steps):
        return False
    attempt.completion = record_completion(
        person=attempt.person,
        module_version=attempt.module_version,
        attempt_uuid=attempt.uuid,
        achieved_at=max(done.values()),
        score=_score(attempt),
    )
    attempt.save(update_fields=["completion"])
    return True


def _score(attempt: Attempt) -> float | None:
    """The mean of its packages' scores, or None where no package told one."""
    told = PackageAttempt.objects.current().filter(attempt=attempt, score_scaled__isnull=False)
    scores = [score for score in told.values_list("score_scaled", flat=True) if score is not None]
    return fmean(scores) if scores else None
