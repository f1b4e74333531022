"""Whose pages are found: only what the person who asks may open."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.models import Page

from courses.models import ModulePage
from courses.models.module import Module
from lms.people.models import Employment, Person
from lms.people.permissions import reach_of


def visible_pages(person: Person) -> QuerySet[Page]:
    """Return the published pages that the person may open.

    A page with a view restriction of Wagtail's is not found by anyone, and a municipality's own module
    only by those who work or have a role there.
    """
    modules = Module.objects.open_to(person, municipality_ids_of(person))
    closed = ModulePage.objects.filter(~Q(module__in=modules)).values("pk")
    return Page.objects.live().public().exclude(pk__in=closed)


def municipality_ids_of(person: Person) -> set[int]:
    """Return the municipalities where the person works today or has a role."""
    employments = Employment.objects.on_day(timezone.localdate()).filter(person=person)
    reach = reach_of(person)
    roles = [*reach.administered, *reach.trains_for]
    units = [unit.municipality_id for unit in reach.managed_units]
    works = employments.values_list("unit__municipality_id", flat=True)
    return {*works, *units, *(municipality.pk for municipality in roles)}
