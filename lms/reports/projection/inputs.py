"""Reading what contributions follow from: employments, leaves, exemptions, assignments, completions."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable

from lms.records.api import Assignment, Completion, Exemption, earliest_due
from lms.reports.projection.contributions import Done, PersonInputs, Presence
from lms.reports.projection.intervals import FOREVER, Spell, merge, subtract
from lms.reports.scopes import ScopeMap
from people.api import Employment, Leave, keys_in, title_key


class Asked:
    """The assignments in force, by the key of their unit: one query."""

    def __init__(self) -> None:
        self._by_unit: dict[int, list[tuple[int, str, dt.date]]] = defaultdict(list)
        rows = Assignment.objects.in_force().values_list("unit", "module", "title", "due_on")
        for unit, module, title, due_on in rows:
            self._by_unit[unit].append((module, title_key(title), due_on))

    @property
    def modules(self) -> set[int]:
        return {module for rows in self._by_unit.values() for module, _, _ in rows}

    def of(self, unit_path: str, title: str, employed_from: dt.date) -> dict[int, int]:
        """Return module -> last day in time for an employment."""
        due: dict[int, int] = {}
        if not self._by_unit:
            return due
        own_title = title_key(title)
        for unit in keys_in(unit_path):
            for module, assigned_title, due_on in self._by_unit.get(unit, ()):
                if assigned_title in ("", own_title):
                    day = earliest_due(due_on, employed_from).toordinal()
                    due[module] = min(day, due.get(module, day))
        return due


def read_inputs(person_ids: Collection[int], scope_map: ScopeMap, asked: Asked) -> dict[int, PersonInputs]:
    """Return the inputs of each person, also of those without any: three queries."""
    inputs = {person: PersonInputs() for person in person_ids}
    leaves = _leaves(person_ids)
    exemptions = _exemptions(person_ids)
    rows = (
        Employment.objects.filter(person__in=person_ids)
        .order_by("person", "valid_from", "pk")
        .values_list("person", "unit", "unit__municipality", "unit__path", "title", "valid_from", "valid_to")
    )
    for person, unit, employer, path, title, valid_from, valid_to in rows:
        scopes = scope_map.of_unit(unit)
        if not scopes:
            continue
        due = asked.of(path, title, valid_from)
        away, exempt = leaves.get((person, employer), []), exemptions.get((person, employer), {})
        for start, end in subtract([days(valid_from, valid_to)], away):
            inputs[person].presences.append(Presence(scopes, start, end, due, exempt))
    return inputs


def read_done(
    person_ids: Collection[int], *, modules: Collection[int] | None = None, up_to: int | None = None
) -> dict[int, dict[int, Done]]:
    """Return person -> module -> completions, of those recorded up to the primary key given: one query."""
    rows = Completion.objects.with_end().filter(person__in=person_ids)
    if modules is not None:
        rows = rows.filter(module__in=modules)
    if up_to is not None:
        rows = rows.filter(pk__lte=up_to)
    told = rows.values_list("person", "module", "achieved_on", "ends_on")  # type: ignore[misc]  # an annotation
    return group_done(told.iterator(10_000))


def group_done(rows: Iterable[tuple[int, int, dt.date, dt.date]]) -> dict[int, dict[int, Done]]:
    """Group rows of person, module, achieved on and the last valid day, `date.max` for none."""
    spells: dict[int, dict[int, list[Spell]]] = defaultdict(lambda: defaultdict(list))
    for person, module, achieved_on, ends_on in rows:
        spells[person][module].append(days(achieved_on, None if ends_on == dt.date.max else ends_on))
    return {
        person: {module: Done.from_spells(found) for module, found in by_module.items()}
        for person, by_module in spells.items()
    }


def days(valid_from: dt.date, valid_to: dt.date | None) -> Spell:
    """Both days included, open without the second, as a spell.

    The last day there is means none, as other systems write it: no day comes after it.
    """
    if valid_to is None or valid_to == dt.date.max:
        return valid_from.toordinal(), FOREVER
    return valid_from.toordinal(), valid_to.toordinal() + 1


def _leaves(person_ids: Collection[int]) -> dict[tuple[int, int], list[Spell]]:
    """Return the leaves by person and employer."""
    found: dict[tuple[int, int], list[Spell]] = defaultdict(list)
    for leave in Leave.objects.filter(person__in=person_ids):
        found[leave.person_id, leave.municipality_id].append(days(leave.valid_from, leave.valid_to))
    return {key: merge(spells) for key, spells in found.items()}


def _exemptions(person_ids: Collection[int]) -> dict[tuple[int, int], dict[int, list[Spell]]]:
    """Return the exemptions by person and employer, then by module."""
    found: dict[tuple[int, int], dict[int, list[Spell]]] = defaultdict(dict)
    for exemption in Exemption.objects.filter(person__in=person_ids):
        by_module = found[exemption.person_id, exemption.municipality_id]
        spells = by_module.get(exemption.module_id, [])
        by_module[exemption.module_id] = merge([*spells, days(exemption.valid_from, exemption.valid_to)])
    return found
