"""Time spent, by part, package and attempt, as the content reports it (sum of cmi.session_time)."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.attempts.models import Attempt, ScoState


@dataclass(frozen=True)
class PartTime:
    """The seconds of one part (a SCO) of a step's package."""

    step_id: str
    sco: str
    seconds: float


@dataclass(frozen=True)
class Times:
    """The time of one attempt. Texts and films report none; content that reports none counts as 0."""

    parts: tuple[PartTime, ...] = ()

    @property
    def seconds(self) -> float:
        return sum(part.seconds for part in self.parts)


def times_of(attempts: Collection[Attempt]) -> dict[UUID, Times]:
    """Return the times by attempt, of those that have any; one query however many there are.

    Time that was copied when a learner was moved to another version of a package is counted once.
    """
    rows = (
        ScoState.objects.filter(package_attempt__attempt__in=attempts, package_attempt__moved_to=None)
        .order_by("package_attempt", "pk")
        .values_list(
            "package_attempt__attempt",
            "package_attempt__step_id",
            "sco",
            F("total_seconds") + F("session_seconds"),
        )
    )
    parts: dict[UUID, list[PartTime]] = {}
    for attempt, step_id, sco, seconds in rows:
        parts.setdefault(attempt, []).append(PartTime(step_id, sco, seconds))
    return {attempt: Times(tuple(of_attempt)) for attempt, of_attempt in parts.items()}


def duration_text(seconds: float) -> str:
    """Return a duration as text: “5 minutes”, “1 hour and 20 minutes”; "" for none."""
    if seconds <= 0:
        return ""
    if seconds < 60:
        return _("less than a minute")
    hours, minutes = divmod(round(seconds / 60), 60)
    units = [
        ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours} if hours else "",
        ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes} if minutes else "",
    ]
    return _(" and ").join(filter(None, units))
