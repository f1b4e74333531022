"""Who may see and do what: the one place where reach is decided."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from lms.people.enums import RoleKind
from lms.people.models import Employment, Municipality, Person, Unit

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass
class Reach:
    """What one person may see, read once from their roles."""

    person: Person
    managed_units: list[Unit] = field(default_factory=list)
    administered: list[Municipality] = field(default_factory=list)
    trains: bool = False
    trains_shared: bool = False
    trains_for: list[Municipality] = field(default_factory=list)
    coordinates: bool = False

    @property
    def manages(self) -> bool:
        """May see names and figures of somebody else."""
        return bool(self.managed_units or self.administered)

    @property
    def sees_figures(self) -> bool:
        return self.manages or self.coordinates

    @cached_property
    def unit_filter(self) -> Q:
        """The condition on Unit for the units whose people this person may see by name."""
        condition = Q(pk__in=[])
        for unit in self.managed_units:
            condition |= Q(path__startswith=unit.path)
        if self.administered:
            condition |= Q(municipality__in=self.administered)
        return condition

    def units(self) -> QuerySet[Unit]:
        return Unit.objects.filter(self.unit_filter)

    def covers_unit(self, unit: Unit) -> bool:
        """True when the people of `unit` may be seen by name."""
        return unit.municipality_id in {m.pk for m in self.administered} or any(
            unit.path.startswith(managed.path) for managed in self.managed_units
        )

    def covers_person(self, person: Person, day: dt.date | None = None) -> bool:
        """True when `person` is employed on `day` (today when not given) within reach."""
        day = day or timezone.localdate()
        return Employment.objects.on_day(day).filter(person=person, unit__in=self.units()).exists()


def reach_of(person: Person) -> Reach:
    """Return the reach of `person`; one query, kept on the instance for the request."""
    cached = getattr(person, "_reach", None)
    if cached is not None:
        return cached
    reach = Reach(person=person)
    for role in person.roles.select_related("unit", "municipality"):
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
        elif role.kind == RoleKind.REGIONAL_COORDINATOR:
            reach.coordinates = True
    person._reach = reach  # type: ignore[attr-defined]  # a per-request cache
    return reach
