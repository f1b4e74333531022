"""Shares of one module on one day, counted from the records for places without detailed ledger entries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q

from lms.records.api import Completion, Exemption
from lms.reports.scopes import scope_of
from people.api import Employment, Municipality, Unit, keys_in


@dataclass(frozen=True)
class Share:
    """A number of people who are done, of the number counted."""

    done: int
    counted: int

    @property
    def left(self) -> int:
        return self.counted - self.done

    @property
    def percent(self) -> int:
        """Return whole per cent; never 100 while someone is left, nor 0 while someone is done."""
        if not self.counted or self.done in (0, self.counted):
            return 100 if self.done else 0
        rounded = (self.done * 200 + self.counted) // (self.counted * 2)
        return min(max(rounded, 1), 99)


def done_by_place(places: Sequence[Municipality | Unit], *, module: int, day: dt.date) -> dict[str, Share]:
    """Return for each scope the share of people counted that day who have done the module. One query."""
    valid = Completion.objects.valid_on(day).filter(module=module, person=OuterRef("person"))
    exempt = Exemption.objects.on_day(day).filter(
        module=module, person=OuterRef("person"), municipality=OuterRef("unit__municipality")
    )
    rows = (
        Employment.objects.counted_on(day)
        .filter(reduce(or_, map(within, places)))
        .filter(~Exists(exempt))
        .values_list("person", "unit__path", "unit__municipality", Exists(valid))
    )
    counted: dict[str, set[int]] = {scope_of(place): set() for place in places}
    done: dict[str, set[int]] = {scope_of(place): set() for place in places}
    by_unit = {place.pk: scope_of(place) for place in places if isinstance(place, Unit)}
    by_municipality = {place.pk: scope_of(place) for place in places if isinstance(place, Municipality)}
    for person, path, municipality, is_done in rows:
        scopes = [by_unit[key] for key in keys_in(path) if key in by_unit]
        if municipality in by_municipality:
            scopes.append(by_municipality[municipality])
        for scope in scopes:
            counted[scope].add(person)
            if is_done:
                done[scope].add(person)
    return {scope: Share(len(done[scope]), len(people)) for scope, people in counted.items()}


def within(place: Municipality | Unit | None) -> Q:
    """Return the condition on Employment that it lies in the place."""
    if place is None:
        return Q()
    if isinstance(place, Municipality):
        return Q(unit__municipality=place)
    return place.subtree("unit__")
