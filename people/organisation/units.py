"""Actions on a municipality's units, which are closed, never deleted."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.access.permissions import reach_of
from people.enums import UnitKind
from people.exceptions import NotPermitted, UnitInUse, UnitOutOfPlace
from people.models import Employment, Municipality, Person, Unit
from people.signals import unit_moved


@transaction.atomic
def create_unit(
    *,
    name: str,
    municipality: Municipality,
    kind: UnitKind,
    by: Person | None,
    parent: Unit | None = None,
) -> Unit:
    """Add a unit below `parent`, or as a root of the municipality's tree."""
    if parent is not None:
        municipality = parent.municipality
    _require_administration(municipality, by)
    # The parent must not be moved meanwhile.
    Municipality.objects.select_for_update().get(pk=municipality.pk)
    if parent is None:
        return Unit.add_root(name=name, municipality=municipality, kind=kind)
    fresh = Unit.objects.get(pk=parent.pk)
    return fresh.add_child(name=name, municipality=municipality, kind=kind)


@transaction.atomic
def rename_unit(*, unit: Unit, name: str, by: Person | None) -> Unit:
    """Rename the unit. Earlier completions keep the former name."""
    _require_administration(unit.municipality, by)
    unit.name = name
    unit.save(update_fields=["name"])
    return unit


@transaction.atomic
def move_unit(*, unit: Unit, parent: Unit | None, by: Person | None) -> Unit:
    """Move the unit and its subtree below `parent`, or to the root of the municipality's tree.

    Figures follow the new tree, for earlier periods too; completions keep the place of their day. Raises
    UnitOutOfPlace for a parent within the unit itself or in another municipality.
    """
    _require_administration(unit.municipality, by)
    Municipality.objects.select_for_update().get(pk=unit.municipality_id)
    unit = Unit.objects.get(pk=unit.pk)
    if parent is None:
        unit.move_below(None)
    else:
        parent = Unit.objects.get(pk=parent.pk)
        if parent.municipality_id != unit.municipality_id or parent.is_within(unit):
            raise UnitOutOfPlace(_("A unit can't lie below itself, nor in another municipality."))
        unit.move_below(parent)
    moved = Unit.objects.get(pk=unit.pk)
    unit_moved.send(sender=Unit, unit=moved)
    return moved


@transaction.atomic
def close_unit(*, unit: Unit, day: dt.date, by: Person | None) -> None:
    """Close the unit and its subtree from `day`. Raises UnitInUse if employments there last longer."""
    _require_administration(unit.municipality, by)
    remaining = Employment.objects.in_subtree(unit).not_over(day).count()
    if remaining:
        message = ngettext(
            "%(count)d employment in %(unit)s lasts longer than that. End or move it first.",
            "%(count)d employments in %(unit)s last longer than that. End or move them first.",
            remaining,
        )
        raise UnitInUse(message % {"count": remaining, "unit": unit})
    Unit.objects.filter(unit.subtree(), closed_on__isnull=True).update(closed_on=day)


def _require_administration(municipality: Municipality, by: Person | None) -> None:
    if by is not None and not reach_of(by).covers_municipality(municipality):
        raise NotPermitted(_("Only an administrator of the municipality can change its units."))
