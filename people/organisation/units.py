"""Actions on a municipality's units, which are closed, never deleted."""

from __future__ import annotations

import datetime as dt
from abc import abstractmethod
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.access.actions import Action, Change, Entry, Result
from people.access.permissions import reach_of
from people.enums import AuditKind, UnitKind
from people.exceptions import NotPermitted, UnitInUse, UnitOutOfPlace
from people.models import Employment, Municipality, Person, Unit
from people.signals import unit_moved


@dataclass(frozen=True, kw_only=True)
class UnitAction(Action[Result]):
    """A change of a municipality's tree of units, for its administrators."""

    is_of_system = True

    @property
    @abstractmethod
    def tree(self) -> Municipality: ...

    def check(self, by: Person) -> None:
        if not reach_of(by).covers_municipality(self.tree):
            raise NotPermitted(_("Only an administrator of the municipality can change its units."))

    def entry(self, unit: Unit, **details: str) -> Entry:
        return Entry(None, unit.municipality, {"unit": unit.name, **details})


@dataclass(frozen=True, kw_only=True)
class CreateUnit(UnitAction[Unit]):
    """Add a unit below `parent`, or as a root of the municipality's tree."""

    audit = AuditKind.UNIT_CREATED

    name: str
    municipality: Municipality
    kind: UnitKind
    parent: Unit | None = None

    @property
    def tree(self) -> Municipality:
        return self.parent.municipality if self.parent else self.municipality

    def execute(self) -> Change[Unit]:
        # The parent must not be moved meanwhile.
        Municipality.objects.select_for_update().get(pk=self.tree.pk)
        add = Unit.objects.get(pk=self.parent.pk).add_child if self.parent else Unit.add_root
        unit: Unit = add(name=self.name, municipality=self.tree, kind=self.kind)
        return Change(unit, [self.entry(unit)])


@dataclass(frozen=True, kw_only=True)
class ExistingUnitAction(UnitAction[Result]):
    unit: Unit

    @property
    def tree(self) -> Municipality:
        return self.unit.municipality


@dataclass(frozen=True, kw_only=True)
class RenameUnit(ExistingUnitAction[Unit]):
    """Rename the unit. Earlier completions keep the former name."""

    audit = AuditKind.UNIT_RENAMED

    name: str

    def execute(self) -> Change[Unit]:
        self.unit.refresh_from_db(fields=["name"], from_queryset=Unit.objects.select_for_update(no_key=True))
        before, self.unit.name = self.unit.name, self.name
        if before == self.name:
            return Change(self.unit)
        self.unit.save(update_fields=["name"])
        return Change(self.unit, [self.entry(self.unit, before=before)])


@dataclass(frozen=True, kw_only=True)
class MoveUnit(ExistingUnitAction[Unit]):
    """Move the unit and its subtree below `parent`, or to the root of the municipality's tree.

    Figures follow the new tree, for earlier periods too; completions keep the place of their day. Raises
    UnitOutOfPlace for a parent within the unit itself or in another municipality.
    """

    audit = AuditKind.UNIT_MOVED
    signal = unit_moved

    parent: Unit | None

    def execute(self) -> Change[Unit]:
        Municipality.objects.select_for_update().get(pk=self.tree.pk)
        unit = Unit.objects.get(pk=self.unit.pk)
        parent = Unit.objects.get(pk=self.parent.pk) if self.parent else None
        if parent and (parent.municipality_id != unit.municipality_id or parent.is_within(unit)):
            raise UnitOutOfPlace(_("A unit can't lie below itself, nor in another municipality."))
        if unit.get_parent() == parent:
            return Change(unit)
        unit.move_below(parent)
        moved = Unit.objects.get(pk=unit.pk)
        return Change(moved, [self.entry(moved, parent=str(parent or ""))], {"unit": moved})


@dataclass(frozen=True, kw_only=True)
class CloseUnit(ExistingUnitAction[None]):
    """Close the unit and its subtree from `day`. Raises UnitInUse if employments there last longer."""

    audit = AuditKind.UNIT_CLOSED

    day: dt.date

    def execute(self) -> Change[None]:
        remaining = Employment.objects.in_subtree(self.unit).not_over(self.day).count()
        if remaining:
            message = ngettext(
                "%(count)d employment in %(unit)s lasts longer than that. End or move it first.",
                "%(count)d employments in %(unit)s last longer than that. End or move them first.",
                remaining,
            )
            raise UnitInUse(message % {"count": remaining, "unit": self.unit})
        still_open = Unit.objects.filter(self.unit.subtree(), closed_on__isnull=True)
        if not still_open.update(closed_on=self.day):
            return Change(None)
        return Change(None, [self.entry(self.unit, day=str(self.day))])
