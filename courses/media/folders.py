"""Municipalities' own collections of files in the Wagtail admin, access to them, and choosing from them."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q, QuerySet
from wagtail.models import Collection
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy

from courses.models import MunicipalityFolder, Recording
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


def owner_of_folder(folder: Collection) -> Municipality | None:
    """Return the municipality whose folder it is or lies in; None for a folder that is open to all."""
    if folder.is_root():
        return None
    bindings = MunicipalityFolder.objects.select_related("municipality", "collection")
    return next((b.municipality for b in bindings if folder.path.startswith(b.collection.path)), None)


def folders_closed_to(person: Person, day: dt.date) -> QuerySet[Collection]:
    """Return the folders of municipalities where the person neither works that day nor has a role.

    The same rule as for municipalities' own modules (`ModuleQuerySet.open_to`).
    """
    reach = reach_of(person)
    if person.is_superuser or reach.trains_shared:
        return Collection.objects.none()
    by_role = {municipality.pk for municipality in reach.administered} | (reach.edits_for - {None})
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


class ChooserPolicy(CollectionOwnershipPermissionPolicy):
    """Permissions in wagtailmedia's chooser: it lists what a person may choose too, not only change."""

    def instances_user_has_any_permission_for(
        self, user: Person, actions: Iterable[str]
    ) -> QuerySet[Recording]:
        found: QuerySet[Recording] = super().instances_user_has_any_permission_for(user, [*actions, "choose"])
        return found

    def user_has_any_permission_for_instance(
        self, user: Person, actions: Iterable[str], instance: Recording
    ) -> bool:
        return bool(super().user_has_any_permission_for_instance(user, [*actions, "choose"], instance))


def chooser_policy() -> ChooserPolicy:
    return ChooserPolicy(Recording, auth_model="wagtailmedia.Media", owner_field_name="uploaded_by_user")


def recordings_choosable_by(person: Person) -> QuerySet[Recording]:
    """Return the films and sound files that a person may use in content."""
    return chooser_policy().instances_user_has_any_permission_for(person, ["choose"])
