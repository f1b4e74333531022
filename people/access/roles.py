"""Actions that grant and revoke roles, within the actor's reach. Roles with modules add a Wagtail group."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.translation import gettext as _

from people.access.actions import Action, Change, Entry
from people.access.permissions import GROUP_PREFIXES, clear_reach_cache, reach_of
from people.enums import AuditKind, NoticeKind, RoleKind
from people.exceptions import NotPermitted
from people.messages.notices import send_notice
from people.models import Employment, Municipality, Person, Role, Unit
from people.signals import role_group_needed


def role_group(kind: RoleKind, municipality: Municipality | None) -> Group:
    """Return the group of those with the role in a municipality, or for the shared modules.

    Each call sends `role_group_needed`, by which higher packages set its permissions.
    """
    group, _created = Group.objects.get_or_create(name=_name(kind, municipality))
    role_group_needed.send(sender=Group, group=group, kind=kind, municipality=municipality)
    return group


def role_groups() -> list[tuple[Group, RoleKind, Municipality | None]]:
    """Return the existing groups of roles, each with its municipality (None: the shared modules)."""
    groups = {group.name: group for group in Group.objects.all()}
    municipalities: list[Municipality | None] = [None, *Municipality.objects.all()]
    named = [
        (groups.get(_name(kind, municipality)), kind, municipality)
        for kind in GROUP_PREFIXES
        for municipality in municipalities
    ]
    return [(group, kind, municipality) for group, kind, municipality in named if group]


def _name(kind: RoleKind, municipality: Municipality | None) -> str:
    return f"{GROUP_PREFIXES[kind]}{municipality.code if municipality else 'shared'}"


@dataclass(frozen=True, kw_only=True)
class GrantRole(Action[Role]):
    """Grant a role to a person; granting it again changes nothing. Raises NotPermitted."""

    audit = AuditKind.ROLE_GRANTED
    is_of_system = True

    person: Person
    kind: RoleKind
    unit: Unit | None = None
    municipality: Municipality | None = None

    def check(self, by: Person) -> None:
        reach = reach_of(by)
        if not reach.may_grant(self.kind, self.unit, self.municipality) or not reach.may_look_after(
            self.person
        ):
            raise NotPermitted(_("Your own role does not let you give this one."))

    def execute(self) -> Change[Role]:
        role, is_new = Role.objects.get_or_create(
            person=self.person, kind=self.kind, unit=self.unit, municipality=self.municipality
        )
        if self.kind in GROUP_PREFIXES:
            self.person.groups.add(role_group(self.kind, self.municipality))
        clear_reach_cache(self.person)
        return Change(role, [_entry(role)] if is_new else [])

    def follow_up(self, result: Role) -> None:
        _notify(NoticeKind.ROLE_GRANTED, result, self.by)


@dataclass(frozen=True, kw_only=True)
class RevokeRole(Action[None]):
    """Revoke a role. Raises NotPermitted.

    Administrators cannot revoke their own role, since the municipality could be left without one.
    """

    audit = AuditKind.ROLE_REVOKED
    is_of_system = True

    role: Role

    def check(self, by: Person) -> None:
        if not reach_of(by).may_grant(RoleKind(self.role.kind), self.role.unit, self.role.municipality):
            raise NotPermitted(_("Your own role does not let you take this one back."))
        if by.pk == self.role.person_id and self.role.kind == RoleKind.MUNICIPAL_ADMIN:
            raise NotPermitted(_("Ask another administrator to take back your own role."))

    def execute(self) -> Change[None]:
        return Change(None, [_entry(self.role)] if _remove(self.role) else [])

    def follow_up(self, result: None) -> None:
        _notify(NoticeKind.ROLE_REVOKED, self.role, self.by)


@dataclass(frozen=True, kw_only=True)
class RemoveFormerRoles(Action[None]):
    """Remove the roles in municipalities whose employments of the person have all ended.

    It follows a change of an employment and every sign-in, since an end may be in the future.
    """

    audit = AuditKind.ROLE_REVOKED
    is_of_system = True

    by: None = None
    person: Person

    def check(self, by: Person) -> None:
        raise NotPermitted

    def execute(self) -> Change[None]:
        roles = list(self.person.roles.select_related("unit", "municipality"))
        former = _former_employers(self.person) if roles else set()
        removed = [
            role
            for role in roles
            if (role.unit.municipality_id if role.unit else role.municipality_id) in former
        ]
        return Change(None, [_entry(role) for role in removed if _remove(role)])


def _former_employers(person: Person) -> set[int]:
    today = timezone.localdate()
    employers, current_employers = set(), set()
    employments = Employment.objects.filter(person=person).values_list("unit__municipality", "valid_to")
    for municipality_id, valid_to in employments:
        employers.add(municipality_id)
        if valid_to is None or valid_to >= today:
            current_employers.add(municipality_id)
    return employers - current_employers


def _remove(role: Role) -> bool:
    """Delete the role. Return False if it has been deleted before."""
    if not Role.objects.filter(pk=role.pk).delete()[0]:
        return False
    if role.kind in GROUP_PREFIXES:
        role.person.groups.remove(role_group(RoleKind(role.kind), role.municipality))
    clear_reach_cache(role.person)
    return True


def _entry(role: Role) -> Entry:
    return Entry(role.person, role.place, {"role": str(role.kind), "reach": role.reach})


def _notify(kind: NoticeKind, role: Role, by: Person | None) -> None:
    if by is not None and by.pk != role.person_id:
        send_notice(kind, person=role.person, by=str(by), role=str(role.kind), reach=role.reach)
