"""Municipalities' own collections of files in the Wagtail admin, and access to them."""

import datetime as dt

from django.db.models import Q, QuerySet
from wagtail.models import Collection

from courses.models import MunicipalityFolder
from people.api import Employment, Municipality, Person, reach_of


def folder_of(municipality: Municipality, root: Collection | None) -> Collection | None:
    """Return the municipality's own collection, creating it if missing; None without a root."""
    if root is None:
        return None
    binding = (
        MunicipalityFolder.objects.filter(municipality=municipality).select_related("collection").first()
    )
    if binding is None:
        folder = root.add_child(name=municipality.name)
        binding = MunicipalityFolder.objects.create(municipality=municipality, collection=folder)
    return binding.collection


def folders_closed_to(person: Person, day: dt.date) -> QuerySet[Collection]:
    """Return the folders of municipalities where the person neither works that day nor has a role.

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
    """Return whether the files in `folder` are closed to the person that day.

    Most files are in the root, which is open to everybody: it needs no query.
    """
    return not folder.is_root() and folders_closed_to(person, day).filter(pk=folder.pk).exists()
