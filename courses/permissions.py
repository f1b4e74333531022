"""Permissions in the Wagtail admin: a municipality's trainers edit its own modules only.

Wagtail grants permissions by place in the tree, and the catalogue is one place for all owners. So the group
has permissions on the catalogue, and these testers remove them for modules of other owners.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from wagtail.models import PagePermissionTester

from courses.models.module import Module
from people.api import Municipality, Role, RoleKind, reach_of

if TYPE_CHECKING:
    from courses.models import ModulePage
    from people.api import Person


def owned_by_editor(person: Person, field: str = "owner") -> Q:
    """Return the condition that the person works with the modules of the owner, in any role."""
    owners = reach_of(person).edits_for
    owned = Q(**{f"{field}__in": [owner for owner in owners if owner is not None]})
    return owned | Q(**{f"{field}__isnull": True}) if None in owners else owned


def owners_published_by_others(person: Person) -> set[int | None]:
    """Return the owners (None: the shared modules) that have publishers, and not this person.

    One query, kept on the instance for the request.
    """
    if person.is_superuser:
        return set()
    cached: set[int | None] | None = person.__dict__.get("_owners_published_by_others")
    if cached is None:
        publishers = Role.objects.of_kind(RoleKind.PUBLISHER).filter(person__is_active=True)
        owners: set[int | None] = set(publishers.values_list("municipality", flat=True))
        cached = owners - reach_of(person).publishes_for
        person.__dict__["_owners_published_by_others"] = cached
    return cached


def may_approve(person: Person, role: RoleKind, owner_id: int | None) -> bool:
    """Return whether the person approves modules of that owner in the role.

    Trainers of an owner without publishers approve in the place of these; operators always may.
    """
    if not person.is_active or person.is_superuser:
        return person.is_active
    reach = reach_of(person)
    if role == RoleKind.SUBJECT_EXPERT:
        return owner_id in reach.expert_for
    trained: set[int | None] = {municipality.pk for municipality in reach.trains_for}
    trained |= {None} if reach.trains_shared else set()
    may_publish = owner_id in trained and owner_id not in owners_published_by_others(person)
    return owner_id in reach.publishes_for or may_publish


def has_approvers(owner_id: int | None) -> bool:
    """Return whether modules of that owner go through the workflow: it has an expert or a publisher."""
    roles = Role.objects.filter(kind__in=[RoleKind.SUBJECT_EXPERT, RoleKind.PUBLISHER])
    return roles.filter(person__is_active=True, municipality=owner_id).exists()


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
    """Permissions on a module page: none for those who do not work with the modules of its owner.

    Those of an owner with publishers are published by these alone. Both the module of the stored page and
    that of the given draft count, since a draft may have another.
    """

    page: ModulePage
    permissions: set[str]

    def __init__(self, user: Person, page: ModulePage) -> None:
        super().__init__(user, page)
        if not user.is_active or user.is_superuser:
            return
        of_others = owners_published_by_others(user) if "publish" in self.permissions else set()
        if not trains_own_only(user) and not of_others:
            return
        owners = self._owners()
        if trains_own_only(user) and not (owners and owners <= reach_of(user).changes_for):
            self.permissions = set()
        elif owners & of_others:
            self.permissions.discard("publish")

    def _owners(self) -> set[int | None]:
        modules = Module.objects.filter(Q(pk=self.page.module_id) | Q(pages=self.page.pk))
        return set(modules.values_list("owner", flat=True))


class ModuleIndexPermissionTester(PagePermissionTester):
    """Permissions on the catalogue: a municipality's trainer may add to it but not change the page itself."""

    def can_edit(self) -> bool:
        return not trains_own_only(self.user) and super().can_edit()

    def can_publish(self) -> bool:
        return not trains_own_only(self.user) and super().can_publish()

    def can_publish_subpage(self) -> bool:
        """Return whether the person may publish every module that they create here."""
        of_others = owners_published_by_others(self.user) & reach_of(self.user).edits_for
        return super().can_publish_subpage() and not of_others

    def can_unpublish(self) -> bool:
        return not trains_own_only(self.user) and super().can_unpublish()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return not trains_own_only(self.user) and super().can_delete(ignore_bulk)

    def can_reorder_children(self) -> bool:
        return not trains_own_only(self.user) and super().can_reorder_children()
