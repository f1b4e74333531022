"""Municipalities' own folders of files in the Wagtail admin, and to whom they are closed."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet
from wagtail.models import Collection

from courses.models import MunicipalityFolder
from people.api import Employment, Municipality, Person, reach_of


def folder_of(municipality: Municipality, root: Collection | None) -> Collection | None:
    """The municipality's own folder of files, created when missing."""
    if root is None:
        return None
    bound = MunicipalityFolder.objects.filter(municipality=municipality).select_related("collection").first()
    if bound is None:
        folder = root.add_child(name=municipality.name)
        bound = MunicipalityFolder.objects.create(municipality=municipality, collection=folder)
    return bound.collection


def folders_closed_to(person: Person, day: dt.date) -> QuerySet[Collection]:
    """The folders of municipalities where the person neither works that day nor has a role.

    The same rule as for municipalities' own modules (`ModuleQuerySet.open_to`).
    """
    reach = reach_of(person)
    if person.is_superuser or reach.trains_shared:
        return Collection.objects.none()
    by_role = {municipality.pk for municipality in (*reach.administered, *reach.trains_for)}
    by_role |= {unit.municipality_id for unit in reach.managed_units}
    employments = Employment.objects.on_day(day).filter(person=person)
    others = MunicipalityFolder.objects.exclude(
        Q(municipality__in=by_role) | Q(municipality__in=employments.values("unit__municipality"))
    )
    within = Q(pk__in=[])
    for path in others.values_list("collection__path", flat=True):
        within |= Q(path__startswith=path)
    return Collection.objects.filter(within)


def is_closed_to(person: Person, folder: Collection, day: dt.date) -> bool:
    """True when what lies in `folder` does not exist for the person that day.

    Most files lie in the root, which is everybody's: asking costs nothing there.
    """
    return not folder.is_root() and folders_closed_to(person, day).filter(pk=folder.pk).exists()
