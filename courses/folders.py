"""Municipalities' own folders of files in the Wagtail admin, and to whom they are closed."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet
from wagtail.models import Collection

from lms.people.models import Employment, Municipality, Person
from lms.people.permissions import reach_of


def folder_of(municipality: Municipality, root: Collection | None) -> Collection | None:
    """The municipality's own folder of files, created when missing."""
    if root is None:
        return None
    found = root.get_children().filter(name=municipality.name).first()
    return found or root.add_child(name=municipality.name)


def folders_closed_to(person: Person, day: dt.date) -> QuerySet[Collection]:
    """The folders of municipalities where the person neither works that day nor has a role.

    The same rule as for municipalities' own modules (`ModuleQuerySet.open_to`).
    """
    reach, root = reach_of(person), Collection.get_first_root_node()
    if root is None or person.is_superuser or reach.trains_shared:
        return Collection.objects.none()
    by_role = {municipality.pk for municipality in (*reach.administered, *reach.trains_for)}
    by_role |= {unit.municipality_id for unit in reach.managed_units}
    employments = Employment.objects.on_day(day).filter(person=person)
    others = Municipality.objects.exclude(
        Q(pk__in=by_role) | Q(pk__in=employments.values("unit__municipality"))
    )
    within = Q(pk__in=[])
    for folder in root.get_children().filter(name__in=others.values("name")):
        within |= Q(path__startswith=folder.path)
    return Collection.objects.filter(within)
