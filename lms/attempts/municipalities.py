"""The municipality whose local content a learner sees in an attempt."""

from __future__ import annotations

from django.utils import timezone

from courses.api import ModuleVersion, has_local_differences
from lms.attempts.exceptions import MunicipalityNotChosen
from people.api import Employment, Municipality, Person


def employers_today(person: Person) -> list[Municipality]:
    """Return the municipalities where the person works today, by name; one query."""
    employments = Employment.objects.on_day(timezone.localdate()).filter(person=person)
    return list(Municipality.objects.filter(pk__in=employments.values("unit__municipality")).order_by("name"))


def municipality_for(person: Person, version: ModuleVersion, code: str = "") -> Municipality | None:
    """Return the municipality of a new attempt: where the person works, or the chosen one of several.

    None where the person works in none, and in several between which the module is the same. Raises
    MunicipalityNotChosen where `code` is none of several between which it differs.
    """
    employers = employers_today(person)
    if len(employers) <= 1:
        return employers[0] if employers else None
    if not has_local_differences(version, [employer.pk for employer in employers]):
        return None
    chosen = next((employer for employer in employers if employer.code == code), None)
    if chosen is None:
        raise MunicipalityNotChosen
    return chosen
