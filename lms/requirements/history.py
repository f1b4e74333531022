"""Queries for the inputs of contributions: employments, leaves, exemptions, assignments, completions."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable

from lms.records.api import Assignment, Completion, Exemption, earliest_due
from lms.reports.projection.contributions import Done, EmploymentInterval, PersonInputs
from lms.reports.projection.intervals import FOREVER, Interval, merge, subtract
from lms.reports.scopes import ScopeMap
from people.api import Employment, Leave, keys_in, title_key


class AssignmentIndex:
    """An index of the assignments in force by unit key; one query."""

    def __init__(self) -> None:
        self._by_unit: dict[int, list[tuple[int, str, dt.date]]] = defaultdict(list)
        rows = Assignment.objects.in_force().values_list("unit", "module", "title", "due_on")
        for unit, module, title, due_on in rows:
            self._by_unit[unit].append((module, title_key(title), due_on))

    @property
    def modules(self) -> set[int]:
        return {module for rows in self._by_unit.values() for module, _, _ in rows}

    def of(self, unit_path: str, title: str, employed_from: dt.date) -> dict[int, int]:
        """Return module -> due day (ordinal) of an employment."""
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


def read_inputs(
    person_ids: Collection[int], scope_map: ScopeMap, assignments: AssignmentIndex
) -> dict[int, PersonInputs]:
    """Return the inputs of each person, empty for people without employment; three queries."""
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
        due = assignments.of(path, title, valid_from)
        away, exempt = leaves.get((person, employer), []), exemptions.get((person, employer), {})
        for start, end in subtract([days(valid_from, valid_to)], away):
            inputs[person].employments.append(EmploymentInterval(scopes, start, end, due, exempt))
    return inputs


def read_done(
    person_ids: Collection[int], *, modules: Collection[int] | None = None, up_to: int | None = None
) -> dict[int, dict[int, Done]]:
    """Return person -> module -> completions with a primary key of at most `up_to`; one query."""
    rows = Completion.objects.with_end().filter(person__in=person_ids)
    if modules is not None:
        rows = rows.filter(module__in=modules)
    if up_to is not None:
        rows = rows.filter(pk__lte=up_to)
    values = rows.values_list("person", "module", "achieved_on", "ends_on")  # type: ignore[misc]  # an annotation
    return group_done(values.iterator(10_000))


def group_done(rows: Iterable[tuple[int, int, dt.date, dt.date]]) -> dict[int, dict[int, Done]]:
    """Group rows of (person, module, achieved on, last valid day or `date.max`)."""
    intervals: dict[int, dict[int, list[Interval]]] = defaultdict(lambda: defaultdict(list))
    for person, module, achieved_on, ends_on in rows:
        intervals[person][module].append(days(achieved_on, None if ends_on == dt.date.max else ends_on))
    return {
        person: {module: Done.from_intervals(achieved) for module, achieved in by_module.items()}
        for person, by_module in intervals.items()
    }


def days(valid_from: dt.date, valid_to: dt.date | None) -> Interval:
    """Return the interval from `valid_from` through `valid_to`, open if `valid_to` is None.

    `date.max` means None too, since other systems write it so.
    """
    if valid_to is None or valid_to == dt.date.max:
        return valid_from.toordinal(), FOREVER
    return valid_from.toordinal(), valid_to.toordinal() + 1


def _leaves(person_ids: Collection[int]) -> dict[tuple[int, int], list[Interval]]:
    """Return the leaves by person and employer."""
    leaves: dict[tuple[int, int], list[Interval]] = defaultdict(list)
    for leave in Leave.objects.filter(person__in=person_ids):
        leaves[leave.person_id, leave.municipality_id].append(days(leave.valid_from, leave.valid_to))
    return {key: merge(intervals) for key, intervals in leaves.items()}


def _exemptions(person_ids: Collection[int]) -> dict[tuple[int, int], dict[int, list[Interval]]]:
    """Return the exemptions by person and employer, then by module."""
    exemptions: dict[tuple[int, int], dict[int, list[Interval]]] = defaultdict(dict)
    for exemption in Exemption.objects.filter(person__in=person_ids):
        by_module = exemptions[exemption.person_id, exemption.municipality_id]
        intervals = by_module.get(exemption.module_id, [])
        by_module[exemption.module_id] = merge([*intervals, days(exemption.valid_from, exemption.valid_to)])
    return exemptions
