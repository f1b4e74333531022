"""Who may edit what in the Wagtail admin: a municipality's trainers their own modules, and those alone.

Wagtail grants rights by place in the tree; our catalogue is one place for all owners. So the group has its
rights on the catalogue, and what stands here takes them away wherever the owner is another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from wagtail.models import PagePermissionTester

from people.api import reach_of

if TYPE_CHECKING:
    from courses.models import ModulePage
    from people.api import Person


def trains_own_alone(person: Person) -> bool:
    """True for all but operators and the shared modules' trainers: the role counts, not the group."""
    return not reach_of(person).trains_shared


def owned_by_trainer(person: Person, field: str = "owner") -> Q:
    """The condition that the owner is a municipality for which the person is a trainer."""
    return Q(**{f"{field}__in": [municipality.pk for municipality in reach_of(person).trains_for]})


class ModulePagePermissionTester(PagePermissionTester):
    """Rights on a module page: none for a municipality's trainer unless the module is the municipality's.

    Both the module of the page as it is stored and that of the draft in hand count, since a draft may say
    something else.
    """

    page: ModulePage

    def __init__(self, user: Person, page: ModulePage) -> None:
        super().__init__(user, page)
        if user.is_active and trains_own_alone(user) and not self._is_own():
            self.permissions = set()

    def _is_own(self) -> bool:
        from courses.models import Module  # the models use this tester

        modules = Module.objects.filter(Q(pk=self.page.module_id) | Q(pages=self.page.pk))
        return modules.exists() and not modules.exclude(owned_by_trainer(self.user)).exists()


class ModuleIndexPermissionTester(PagePermissionTester):
    """Rights on the catalogue: a municipality's trainer adds to it and leaves the page itself alone."""

    def can_edit(self) -> bool:
        return not trains_own_alone(self.user) and super().can_edit()

    def can_publish(self) -> bool:
        return not trains_own_alone(self.user) and super().can_publish()

    def can_unpublish(self) -> bool:
        return not trains_own_alone(self.user) and super().can_unpublish()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return not trains_own_alone(self.user) and super().can_delete(ignore_bulk)

    def can_reorder_children(self) -> bool:
        return not trains_own_alone(self.user) and super().can_reorder_children()
