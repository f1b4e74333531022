"""Who may see whose launch history."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from lms.attempts.api import Launch
from people.api import Employment, Person, Reach

SEE_HISTORY = "history.see_history"


def may_support(person: Person) -> bool:
    """True for those who see everybody's history and all that was sent: operators, and whom they chose."""
    return person.has_perm(SEE_HISTORY)


def launches_within(reach: Reach) -> QuerySet[Launch]:
    """Return what an administrator may see: launches on days when their learner was employed there.

    What somebody did at an employer before or after is not theirs to see.
    """
    employments = Employment.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=OuterRef("day")),
        person=OuterRef("attempt__person"),
        unit__municipality__in=reach.administered,
        valid_from__lte=OuterRef("day"),
    )
    return Launch.objects.annotate(day=TruncDate("started_at")).filter(Exists(employments))
