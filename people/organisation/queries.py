"""Queries of the pages for managers and administrators."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, F, Max, OrderBy, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Substr

from people.access.permissions import Reach
from people.enums import StaffStatus
from people.models import Employment, Leave, Person, Role, Unit
from people.querysets import EmploymentQuerySet


def staff(
    reach: Reach, day: dt.date, *, status: StaffStatus, search: str = "", unit: Unit | None = None
) -> QuerySet[Person]:
    """Return people within reach by status and by words of their name.

    Each has `shown_employments` and `shown_leaves`; employments out of reach are not included.
    """
    within = Employment.objects.filter(unit__in=reach.units())
    if unit is not None:
        within = within.in_subtree(unit)
    people = _with_status(within, status, day)
    for word in search.split():
        people = people.filter(name_matches(word))
    employments = within.select_related("unit").order_by("valid_from")
    if status != StaffStatus.LEFT:
        employments = employments.not_over(day)
    return people.order_by("last_name", "first_name", "pk").prefetch_related(
        Prefetch("employments", employments, to_attr="shown_employments"),
        Prefetch("leaves", Leave.objects.on_day(day).during(within), to_attr="shown_leaves"),
    )


def _with_status(within: EmploymentQuerySet, status: StaffStatus, day: dt.date) -> QuerySet[Person]:
    own = within.filter(person=OuterRef("pk"))
    now, not_over = Exists(own.on_day(day)), Exists(own.not_over(day))
    if status == StaffStatus.COMING:
        return Person.objects.filter(not_over, ~now)
    if status == StaffStatus.LEFT:
        return Person.objects.filter(Exists(own), ~not_over)
    people = Person.objects.filter(now)
    if status == StaffStatus.AWAY:
        leaves = Leave.objects.on_day(day).during(within)
        people = people.filter(Exists(leaves.filter(person=OuterRef("pk"))))
    return people


def name_matches(word: str) -> Q:
    """Return the condition that a name contains the word.

    Variants of case are included, since SQLite does not fold the case of å, ä and ö.
    """
    condition = Q(username__icontains=word)
    for variant in {word, word.lower(), word.capitalize()}:
        condition |= Q(first_name__icontains=variant) | Q(last_name__icontains=variant)
    return condition


@dataclass(frozen=True)
class UnitRow:
    """A unit with its level below the uppermost listed one, and the number of people employed there."""

    unit: Unit
    level: int
    employed: int


def listed_units(reach: Reach, day: dt.date, *, with_closed: bool = False) -> QuerySet[Unit]:
    """Return the units within reach by municipality, each tree from its root, siblings by name."""
    units = reach.units().select_related("municipality")
    if not with_closed:
        units = units.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day))
    deepest = units.aggregate(deepest=Max("depth"))["deepest"] or 0
    order: list[str | OrderBy] = ["municipality__name", "municipality"]
    for depth in range(1, deepest + 1):
        step = depth * Unit.steplen
        above = Unit.objects.filter(depth=depth, path=Substr(OuterRef("path"), 1, step))
        names, paths = above.values("name"), above.values("path")
        units = units.annotate(**{f"name_{depth}": names, f"path_{depth}": paths})
        # A unit has no name at depths below its own, and is sorted before the units there.
        order += [F(f"{field}_{depth}").asc(nulls_first=True) for field in ("name", "path")]
    return units.order_by(*order)


def unit_rows(units: Collection[Unit], day: dt.date, *, top: int) -> list[UnitRow]:
    """Return the rows of `units`, in their order; `top` is the depth of the uppermost listed ones."""
    employments = Employment.objects.on_day(day).filter(unit__in=[unit.pk for unit in units])
    counted = employments.values("unit").annotate(people=Count("person", distinct=True))
    employed = dict(counted.values_list("unit", "people"))
    return [UnitRow(unit, unit.depth - top, employed.get(unit.pk, 0)) for unit in units]


def in_tree_order(units: Iterable[Unit]) -> list[Unit]:
    """Return the units by municipality and tree, siblings by name; each must have its municipality loaded."""
    loaded = list(units)
    names = {unit.pk: unit.name for unit in loaded}

    def sort_key(unit: Unit) -> tuple[str, list[tuple[str, int]]]:
        return unit.municipality.name, [(names[key], key) for key in unit.path_keys if key in names]

    return sorted(loaded, key=sort_key)


def visible_roles(reach: Reach, person: Person) -> list[Role]:
    """Return the person's roles that the viewer may grant or that are within reach."""
    roles = person.roles.select_related("unit", "municipality").order_by("kind", "pk")
    return [
        role
        for role in roles
        if reach.may_grant(role.kind, role.unit, role.municipality)
        or (role.unit is not None and reach.covers_unit(role.unit))
    ]
