"""What the server holds of a learner's package, by the names that scripts use."""

from __future__ import annotations

from lms.attempts.models import Attempt, JournalEntry, PackageAttempt, ScoState
from scorm.data_model.state import value_of
from scorm.enums import PackageStandard


def held(attempt: Attempt, item: str, name: str) -> str:
    """Return a value as text, "" where the server holds none."""
    if name == "module.completed":
        return "true" if Attempt.objects.get(pk=attempt.pk).completion_id else "false"
    if name == "refused":
        return str(JournalEntry.objects.filter(launch__attempt=attempt).exclude(refusal="").count())
    package = PackageAttempt.objects.filter(attempt=attempt).order_by("-number").first()
    if package is None:
        return ""
    if name.startswith("package."):
        return written(getattr(package, name.removeprefix("package.")))
    state = ScoState.objects.filter(package_attempt=package, sco=item).first()
    if state is None:
        return ""
    if name.startswith("cmi."):
        return value_of(state.cmi, name.removeprefix("cmi."))
    if name == "total_seconds":
        return written(state.total_seconds + state.session_seconds)
    return written(getattr(state, name))


def written(value: object) -> str:
    """Return a stored value as scripts write it: whole numbers without a decimal point."""
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)


def standard_of(standard: str) -> str:
    """Return a package's standard as scripts write it."""
    return "1.2" if standard == PackageStandard.SCORM_12 else "2004"
