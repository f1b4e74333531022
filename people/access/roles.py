"""Actions that grant and revoke roles, within the actor's reach. Trainer roles add a Wagtail group."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.access.audit import record_audit
from people.access.permissions import clear_reach_cache, reach_of
from people.access.trainer_groups import trainer_group
from people.enums import AuditKind, NoticeKind, RoleKind
from people.exceptions import NotPermitted
from people.messages.notices import send_notice
from people.models import Employment, Municipality, Person, Role, Unit


@transaction.atomic
def grant_role(
    *,
    person: Person,
    kind: RoleKind,
    by: Person | None,
    unit: Unit | None = None,
    municipality: Municipality | None = None,
) -> Role:
    """Grant a role to a person; granting it again changes nothing. Raises NotPermitted."""
    if by is not None:
        reach = reach_of(by)
        if not reach.may_grant(kind, unit, municipality) or not reach.may_look_after(person):
            raise NotPermitted(_("Your own role does not let you give this one."))
    role, is_new = Role.objects.get_or_create(person=person, kind=kind, unit=unit, municipality=municipality)
    if kind == RoleKind.TRAINER:
        person.groups.add(trainer_group(municipality))
    clear_reach_cache(person)
    if is_new:
        record_audit(
            AuditKind.ROLE_GRANTED,
            person=person,
            by=by,
            municipality=role.place,
            role=str(kind),
            reach=role.reach,
        )
        if by is not None and by.pk != person.pk:
            send_notice(NoticeKind.ROLE_GRANTED, person=person, by=str(by), role=str(kind), reach=role.reach)
    return role


@transaction.atomic
def revoke_role(*, role: Role, by: Person | None) -> None:
    """Revoke a role. Raises NotPermitted.

    Administrators cannot revoke their own role, since the municipality could be left without one.
    """
    if by is not None and not reach_of(by).may_grant(role.kind, role.unit, role.municipality):
        raise NotPermitted(_("Your own role does not let you take this one back."))
    if by is not None and by.pk == role.person_id and role.kind == RoleKind.MUNICIPAL_ADMIN:
        raise NotPermitted(_("Ask another administrator to take back your own role."))
    _remove(role, by)
    if by is not None and by.pk != role.person_id:
        send_notice(
            NoticeKind.ROLE_REVOKED, person=role.person, by=str(by), role=str(role.kind), reach=role.reach
        )


@transaction.atomic
def remove_roles_of_former_employers(*, person: Person) -> None:
    """Remove the roles in municipalities whose employments of the person have all ended.

    Called when an employment changes and when the person signs in, since an end may be in the future.
    """
    roles = list(person.roles.select_related("unit", "municipality"))
    if not roles:
        return
    employments = Employment.objects.filter(person=person).values_list("unit__municipality", "valid_to")
    today = timezone.localdate()
    employers, current_employers = set(), set()
    for municipality_id, valid_to in employments:
        employers.add(municipality_id)
        if valid_to is None or valid_to >= today:
            current_employers.add(municipality_id)
    for role in roles:
        municipality = role.unit.municipality_id if role.unit else role.municipality_id
        if municipality in employers - current_employers:
            _remove(role, None)


def _remove(role: Role, by: Person | None) -> None:
    role.delete()
    record_audit(
        AuditKind.ROLE_REVOKED,
        person=role.person,
        by=by,
        municipality=role.place,
        role=str(role.kind),
        reach=role.reach,
    )
    if role.kind == RoleKind.TRAINER:
        role.person.groups.remove(trainer_group(role.municipality))
    clear_reach_cache(role.person)
