"""Permissions: what a person may see and do by their roles (their reach)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.db.models import Q, QuerySet
from django.utils import timezone

from people.enums import EDITORIAL_ROLES, RoleKind
from people.models import CodeApproval, CodeRequest, Employment, Municipality, Person, Role, Unit
from people.querysets import EmploymentQuerySet

#: a municipality must approve codes for an account this long after it employed the person
ACCOUNT_USE = dt.timedelta(days=731)
#: an approved request is valid this long after it was made
REQUEST_LIFETIME = dt.timedelta(hours=72)

#: the beginnings of the names of the Wagtail groups of roles
GROUP_PREFIXES = {
    RoleKind.TRAINER: "trainers-",
    RoleKind.SUBJECT_EXPERT: "experts-",
    RoleKind.PUBLISHER: "publishers-",
}


@dataclass
class Reach:
    """The reach of a person: what they may see and do, read once from their roles."""

    person: Person
    managed_units: list[Unit] = field(default_factory=list)
    administered: list[Municipality] = field(default_factory=list)
    trains: bool = False
    trains_shared: bool = False
    trains_for: list[Municipality] = field(default_factory=list)
    #: keys of the municipalities (None: the shared modules) whose modules the person approves
    expert_for: set[int | None] = field(default_factory=set)
    publishes_for: set[int | None] = field(default_factory=set)
    coordinates: bool = False

    @property
    def manages(self) -> bool:
        """Whether the person may see names and figures of others."""
        return bool(self.managed_units or self.administered)

    @property
    def edits(self) -> bool:
        """Whether the person makes, approves or publishes modules."""
        return self.trains or bool(self.expert_for or self.publishes_for)

    @property
    def changes_for(self) -> set[int | None]:
        """The keys of the owners (None: the shared modules) whose modules the person may change."""
        trained: set[int | None] = {municipality.pk for municipality in self.trains_for}
        return trained | self.publishes_for | ({None} if self.trains_shared else set())

    @property
    def edits_for(self) -> set[int | None]:
        """The keys of the owners (None: the shared modules) whose modules the person works with."""
        return self.changes_for | self.expert_for

    @property
    def sees_figures(self) -> bool:
        return self.manages or self.coordinates

    @property
    def municipalities(self) -> set[int]:
        """The primary keys of the municipalities in which this person may see others by name."""
        return {m.pk for m in self.administered} | {unit.municipality_id for unit in self.managed_units}

    @cached_property
    def unit_filter(self) -> Q:
        """The condition on Unit for the units whose people this person may see by name."""
        condition = Q(pk__in=[])
        for unit in self.managed_units:
            condition |= unit.subtree()
        if self.administered:
            condition |= Q(municipality__in=self.administered)
        return condition

    def units(self) -> QuerySet[Unit]:
        return Unit.objects.filter(self.unit_filter)

    def covers_unit(self, unit: Unit) -> bool:
        """Return whether the people of `unit` may be seen by name."""
        return unit.municipality_id in {m.pk for m in self.administered} or any(
            unit.is_within(managed) for managed in self.managed_units
        )

    def covers_municipality(self, municipality: Municipality) -> bool:
        """Return whether the person administers all of `municipality`."""
        return municipality.pk in {m.pk for m in self.administered}

    def covers_person(self, person: Person, employer: Municipality | None = None) -> bool:
        """Return whether `person` is employed today in a unit within reach, by `employer` if given."""
        employments = self._employments_of(person).on_day(timezone.localdate())
        if employer is not None:
            employments = employments.in_municipality(employer)
        return employments.exists()

    def may_see(self, person: Person) -> bool:
        """Return whether `person` is, was or will be employed within reach; returning staff is."""
        return self._employments_of(person).exists()

    def may_look_after(self, person: Person) -> bool:
        """Return whether `person` is or will be employed within reach: for name, leave, roles and codes."""
        return self._employments_of(person).not_over(timezone.localdate()).exists()

    def employers_of(self, person: Person) -> list[Municipality]:
        """Return the municipalities where `person` is or will be employed within reach."""
        employments = self._employments_of(person).not_over(timezone.localdate())
        return list(Municipality.objects.filter(pk__in=employments.values("unit__municipality")))

    def works_elsewhere(self, person: Person) -> bool:
        """Return whether `person` is or will be employed beyond reach too, by others."""
        employments = Employment.objects.filter(person=person).not_over(timezone.localdate())
        return employments.exclude(unit__in=self.units()).exists()

    def _employments_of(self, person: Person) -> EmploymentQuerySet:
        return Employment.objects.filter(person=person, unit__in=self.units())

    def may_grant(
        self, kind: str, unit: Unit | None = None, municipality: Municipality | None = None
    ) -> bool:
        """Return whether this person may grant or revoke a role: administrators may, in their municipality.

        Those who work with shared modules and regional coordinators belong to no municipality: an operator
        appoints them.
        """
        if self.person.is_superuser:
            return True
        if kind == RoleKind.MANAGER:
            return unit is not None and unit.municipality_id in {m.pk for m in self.administered}
        if kind in (RoleKind.MUNICIPAL_ADMIN, *EDITORIAL_ROLES):
            return municipality is not None and self.covers_municipality(municipality)
        return False

    def contains(self, other: Reach) -> bool:
        """Return whether everything in the reach of `other` is in this one too."""
        administered = {m.pk for m in self.administered}
        trained = administered | {m.pk for m in self.trains_for}
        return (
            all(self.covers_unit(unit) for unit in other.managed_units)
            and all(self.covers_municipality(municipality) for municipality in other.administered)
            and all(municipality.pk in trained for municipality in other.trains_for)
            and (self.trains_shared or not other.trains_shared)
            and other.expert_for <= self.expert_for | administered
            and other.publishes_for <= self.publishes_for | administered
            and (self.coordinates or not other.coordinates)
        )

    def may_hand_out_code(self, person: Person, at: dt.datetime | None = None) -> bool:
        """Return whether this person may let `person` choose a password, by the approvals `at` a time (now).

        A code gives control of the account. Where others employ the person too, all of their reach is
        required; where another municipality did within two years, an administrator of each must approve.
        """
        if self.person.pk == person.pk:
            return False
        if self.person.is_superuser:
            return True
        if has_rights_beyond_roles(person) or not self.may_look_after(person):
            return False
        if self.municipalities_to_approve(person, at):
            return False
        extended = self._with_approvals(person, at)
        return not extended.works_elsewhere(person) and extended.contains(reach_of(person))

    def needs_approval(self, person: Person) -> bool:
        """Return whether a code requires approvals that this person may request."""
        return (
            self.person.pk != person.pk
            and not self.person.is_superuser
            and not has_rights_beyond_roles(person)
            and self.may_look_after(person)
            and bool(self.municipalities_to_approve(person))
        )

    def municipalities_to_approve(self, person: Person, at: dt.datetime | None = None) -> set[int]:
        """Return the primary keys of the municipalities whose administrator has yet to approve a code.

        Empty for an account that only municipalities within reach have used for two years.
        """
        using = municipalities_using(person)
        if using <= self.municipalities:
            return set()
        return using - {m.pk for m in self.administered} - set(self._approvals(person, at))

    def _with_approvals(self, person: Person, at: dt.datetime | None) -> Reach:
        approved = Municipality.objects.filter(pk__in=self._approvals(person, at))
        return replace(self, administered=[*self.administered, *approved])

    def _approvals(self, person: Person, at: dt.datetime | None) -> list[int]:
        """Return the keys of the municipalities whose approvals of this person's request still hold.

        Those of persons who no longer administer the municipality do not.
        """
        requests = CodeRequest.objects.filter(person=person, requested_by=self.person)
        approvals = CodeApproval.objects.filter(
            request__in=requests.open_at(at or timezone.now(), REQUEST_LIFETIME)
        ).select_related("approved_by", "municipality")
        return [
            approval.municipality_id
            for approval in approvals
            if approval.approved_by.is_active
            and reach_of(approval.approved_by).covers_municipality(approval.municipality)
        ]


def municipalities_using(person: Person) -> set[int]:
    """Return the keys of the municipalities that employ the person, will, or did within two years."""
    employments = Employment.objects.filter(person=person).not_over(timezone.localdate() - ACCOUNT_USE)
    return set(employments.values_list("unit__municipality", flat=True))


def has_rights_beyond_roles(person: Person) -> bool:
    """Return whether the person is an operator, or has a group or permission that an operator assigned."""
    return (
        person.is_superuser
        or person.is_staff
        or person.groups.exclude(name__regex=f"^({'|'.join(GROUP_PREFIXES.values())})").exists()
        or person.user_permissions.exists()
    )


def reach_of(person: Person) -> Reach:
    """Return the reach of `person`; one query, kept on the instance for the request.

    An operator (superuser) administers every municipality, to appoint the first administrator.
    """
    cached = getattr(person, "_reach", None)
    if cached is not None:
        return cached
    reach = Reach(person=person)
    if person.is_superuser:
        reach.administered = list(Municipality.objects.all())
        reach.trains = reach.trains_shared = reach.coordinates = True
    else:
        for role in person.roles.select_related("unit", "municipality"):
            _add(role, reach)
    person._reach = reach  # type: ignore[attr-defined]  # a per-request cache
    return reach


def _add(role: Role, reach: Reach) -> None:
    if role.kind == RoleKind.MANAGER and role.unit:
        reach.managed_units.append(role.unit)
    elif role.kind == RoleKind.MUNICIPAL_ADMIN and role.municipality:
        reach.administered.append(role.municipality)
    elif role.kind == RoleKind.TRAINER:
        reach.trains = True
        if role.municipality is None:
            reach.trains_shared = True
        else:
            reach.trains_for.append(role.municipality)
    elif role.kind == RoleKind.SUBJECT_EXPERT:
        reach.expert_for.add(role.municipality_id)
    elif role.kind == RoleKind.PUBLISHER:
        reach.publishes_for.add(role.municipality_id)
    elif role.kind == RoleKind.REGIONAL_COORDINATOR:
        reach.coordinates = True


def clear_reach_cache(person: Person) -> None:
    """Drop the cached reach of the instance, after the roles have changed."""
    person.__dict__.pop("_reach", None)
