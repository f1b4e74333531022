"""Actions that finish a step, and the attempt with its last step."""

import datetime as dt
from statistics import fmean

from infrastructure.db.api import CompiledQuery, Parameter, save_rows
from lms.attempts.models import Attempt, PackageAttempt, StepProgress
from lms.records.api import record_completion


def finish_step(attempt: Attempt, step_id: str, *, achieved_at: dt.datetime) -> bool:
    """Set the step done, and complete the attempt when it was the last one; return whether it is complete.

    A trial gets no completion: it counts nowhere. Called within a transaction that holds the attempt's row.
    """
    opened = {step.step_id: step for step in _STEPS.rows(attempt=attempt.pk)}
    step = opened.setdefault(step_id, StepProgress(attempt=attempt, step_id=step_id))
    if step.done_at is None:
        step.done_at = achieved_at
        save_rows(step)
    if attempt.completion_id is not None:
        return True
    done = {step.step_id: step.done_at for step in opened.values() if step.done_at is not None}
    joined = _WITH_VERSION_AND_PERSON.rows(attempt=attempt.pk)[0]
    attempt.module_version, attempt.person = joined.module_version, joined.person
    if not all(step.id in done for step in attempt.module_version.stored_steps):
        return False
    if joined.module.is_trial:
        return True
    attempt.completion = record_completion(
        person=attempt.person,
        module_version=attempt.module_version,
        attempt_uuid=attempt.uuid,
        achieved_at=max(done.values()),
        score=_score(attempt),
    )
    save_rows(attempt)
    return True


def _score(attempt: Attempt) -> float | None:
    """Return the mean of its packages' scores, or None where no package has one."""
    scaled = (package.score_scaled for package in _SCORED.rows(attempt=attempt.pk))
    scores = [score for score in scaled if score is not None]
    return fmean(scores) if scores else None


def _this() -> Parameter:
    return Parameter("attempt", Attempt._meta.pk)


_STEPS = CompiledQuery(lambda: StepProgress.objects.filter(attempt=_this()))
_WITH_VERSION_AND_PERSON = CompiledQuery(
    lambda: Attempt.objects.filter(pk=_this()).select_related("module_version", "person", "module")
)
_SCORED = CompiledQuery(
    lambda: PackageAttempt.objects.current().filter(attempt=_this(), score_scaled__isnull=False)
)
