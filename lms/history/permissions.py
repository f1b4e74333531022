"""Permission checks of launch histories."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from lms.attempts.api import Launch
from people.api import Employment, Person, Reach

SEE_HISTORY = "history.see_history"


def may_support(person: Person) -> bool:
    """Return True for operators, and for members of groups with the permission to see all histories."""
    return person.has_perm(SEE_HISTORY)


def launches_within(reach: Reach) -> QuerySet[Launch]:
    """Return the launches that an administrator may see: on days when the learner was employed there.

    Launches at an earlier or later employer are excluded.
    """
    employments = Employment.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=OuterRef("day")),
        person=OuterRef("attempt__person"),
        unit__municipality__in=reach.administered,
        valid_from__lte=OuterRef("day"),
    )
    return Launch.objects.annotate(day=TruncDate("started_at")).filter(Exists(employments))
