"""Permissions in the Wagtail admin: a municipality's trainers edit its own modules only.

Wagtail grants permissions by place in the tree, and the catalogue is one place for all owners. So the group
has permissions on the catalogue, and these testers remove them for modules of other owners.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from wagtail.models import PagePermissionTester

from courses.models.module import Module
from people.api import Municipality, reach_of

if TYPE_CHECKING:
    from courses.models import ModulePage
    from people.api import Person


def trains_own_only(person: Person) -> bool:
    """Return False for operators and trainers of shared modules only; the role counts, not the group."""
    return not reach_of(person).trains_shared


def is_trainer(person: Person) -> bool:
    """Return whether the person makes modules for anybody."""
    return person.is_active and (person.is_superuser or reach_of(person).trains)


def may_own_shared(person: Person) -> bool:
    """Return whether the person may make what all municipalities share."""
    return person.is_superuser or reach_of(person).trains_shared


def municipalities_trained_by(person: Person) -> QuerySet[Municipality]:
    """Return the municipalities for which the person may make modules, packages and question banks."""
    if person.is_superuser:
        return Municipality.objects.all()
    return Municipality.objects.filter(pk__in=[owner.pk for owner in reach_of(person).trains_for])


def owned_by_trainer(person: Person, field: str = "owner") -> Q:
    """Return the condition that the owner is a municipality for which the person is a trainer."""
    return Q(**{f"{field}__in": [municipality.pk for municipality in reach_of(person).trains_for]})


class ModulePagePermissionTester(PagePermissionTester):
    """Permissions on a module page: none for a municipality's trainer if another owns the module.

    Both the module of the stored page and that of the given draft count, since a draft may have another.
    """

    page: ModulePage

    def __init__(self, user: Person, page: ModulePage) -> None:
        super().__init__(user, page)
        if user.is_active and trains_own_only(user) and not self._is_own():
            self.permissions = set()

    def _is_own(self) -> bool:
        modules = Module.objects.filter(Q(pk=self.page.module_id) | Q(pages=self.page.pk))
        return modules.exists() and not modules.exclude(owned_by_trainer(self.user)).exists()


class ModuleIndexPermissionTester(PagePermissionTester):
    """Permissions on the catalogue: a municipality's trainer may add to it but not change the page itself."""

    def can_edit(self) -> bool:
        return not trains_own_only(self.user) and super().can_edit()

    def can_publish(self) -> bool:
        return not trains_own_only(self.user) and super().can_publish()

    def can_unpublish(self) -> bool:
        return not trains_own_only(self.user) and super().can_unpublish()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return not trains_own_only(self.user) and super().can_delete(ignore_bulk)

    def can_reorder_children(self) -> bool:
        return not trains_own_only(self.user) and super().can_reorder_children()
