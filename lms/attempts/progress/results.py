"""The result of an attempt, for its page."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from lms.attempts.models import Attempt, PackageAttempt
from lms.attempts.progress.steps import steps_of
from scorm.api import SuccessStatus, value_of


@dataclass(frozen=True)
class Result:
    """The result of an attempt."""

    is_complete: bool
    #: whether all steps of a trial are done, which completes nothing
    is_tried: bool
    has_failed: bool
    has_passed: bool
    #: "85 %" or "17", or "" without a score
    score: str
    certificate_url: str
    #: the package attempts that can be reviewed
    packages: tuple[PackageAttempt, ...]


def result_of(attempt: Attempt) -> Result:
    """Return the result of an attempt; two queries."""
    packages = tuple(attempt.package_attempts.current().prefetch_related("sco_states"))
    successes = {package.success_status for package in packages}
    return Result(
        is_complete=attempt.completion_id is not None,
        is_tried=attempt.module.is_trial and steps_of(attempt).to_resume is None,
        has_failed=SuccessStatus.FAILED in successes and attempt.completion_id is None,
        has_passed=SuccessStatus.PASSED in successes and SuccessStatus.FAILED not in successes,
        score=_score(packages),
        certificate_url=_certificate(attempt),
        packages=packages,
    )


def _score(packages: tuple[PackageAttempt, ...]) -> str:
    if len(packages) != 1:
        return ""
    if packages[0].score_scaled is not None:
        return f"{packages[0].score_scaled:.0%}".replace("%", " %")
    states = list(packages[0].sco_states.all())
    raw = [value_of(state.cmi, path) for state in states for path in ("core.score.raw", "score.raw")]
    scores = [value for value in raw if value]
    return scores[0] if len(scores) == 1 else ""


def _certificate(attempt: Attempt) -> str:
    if attempt.completion_id is None:
        return ""
    try:
        return reverse("learner:certificate", args=[attempt.completion_id])
    except NoReverseMatch:
        # The app of learners' own pages is not installed.
        return ""
