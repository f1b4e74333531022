"""The rule of requirements over time: the days on which a person is counted, done, expiring and late.

Sets of days are sorted, disjoint, half-open intervals of day numbers (`date.toordinal`).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from lms.records.api import Assignment, Completion, Exemption
from lms.requirements.rule import EXPIRING_DAYS, due_day, is_for_title
from people.api import Employment, Leave, keys_in, title_key

Interval = tuple[int, int]
#: the keys of the places that contain a unit
Scopes = tuple[str, ...]

#: larger than every day number: the end of an open interval
FOREVER = 10_000_000


@dataclass(slots=True)
class EmploymentInterval:
    """An interval of one employment without leave, with its scopes, due days and exemptions.

    Leave and exemptions are those granted by the employer of this employment.
    """

    scopes: Scopes
    start: int
    end: int
    #: module -> the last day in time
    due: dict[int, int] = field(default_factory=dict)
    #: module -> intervals of exemption
    exempt: dict[int, list[Interval]] = field(default_factory=dict)

    def counted(self, module: int) -> list[Interval]:
        """Return the intervals in which this employment counts in the figures of the module."""
        return subtract([(self.start, self.end)], self.exempt.get(module, []))


@dataclass(slots=True)
class Done:
    """A person's completions of one module: intervals valid and expiring, and days achieved."""

    valid: list[Interval]
    expiring: list[Interval]
    achieved: list[int]

    @classmethod
    def from_intervals(cls, intervals: list[Interval]) -> Done:
        is_plain = len(intervals) == 1 and intervals[0][0] < intervals[0][1]
        return cls(
            intervals if is_plain else merge(intervals),
            _expiring(intervals),
            [start for start, _ in intervals],
        )


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
                if is_for_title(assigned_title, own_title):
                    day = due_day(due_on, employed_from).toordinal()
                    due[module] = min(day, due.get(module, day))
        return due


def read_employments(
    person_ids: Collection[int], scopes_by_unit: Mapping[int, Scopes], assignments: AssignmentIndex
) -> dict[int, list[EmploymentInterval]]:
    """Return the employments of each person in units with scopes; three queries."""
    employments: dict[int, list[EmploymentInterval]] = {person: [] for person in person_ids}
    leaves = _leaves(person_ids)
    exemptions = _exemptions(person_ids)
    rows = (
        Employment.objects.filter(person__in=person_ids)
        .order_by("person", "valid_from", "pk")
        .values_list("person", "unit", "unit__municipality", "unit__path", "title", "valid_from", "valid_to")
    )
    for person, unit, employer, path, title, valid_from, valid_to in rows:
        scopes = scopes_by_unit.get(unit)
        if not scopes:
            continue
        due = assignments.of(path, title, valid_from)
        away, exempt = leaves.get((person, employer), []), exemptions.get((person, employer), {})
        for start, end in subtract([days(valid_from, valid_to)], away):
            employments[person].append(EmploymentInterval(scopes, start, end, due, exempt))
    return employments


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


def late_days(employments: list[EmploymentInterval], done: dict[int, Done]) -> dict[int, list[Interval]]:
    late: dict[int, list[Interval]] = {}
    for module in {module for employment in employments for module in employment.due}:
        required = merge(
            (max(start, employment.due[module] + 1), end)
            for employment in employments
            if module in employment.due
            for start, end in employment.counted(module)
        )
        valid = done[module].valid if module in done else []
        late[module] = subtract(required, valid)
    return late


def _expiring(intervals: list[Interval]) -> list[Interval]:
    """Return the intervals in which the last valid day is at most `EXPIRING_DAYS` ahead.

    Only completions achieved by a day count on that day: later ones do not change past figures.
    """
    expiring: list[Interval] = []
    in_order = sorted(intervals)
    end = 0
    for number, (start, own_end) in enumerate(in_order):
        end = max(end, own_end)
        if end == FOREVER:
            break
        until = in_order[number + 1][0] if number + 1 < len(in_order) else end
        expiring.append((max(start, end - EXPIRING_DAYS - 1), min(end, until)))
    return merge(expiring)


def merge(intervals: Iterable[Interval]) -> list[Interval]:
    """Return the union; adjacent intervals are joined and empty ones dropped."""
    merged: list[Interval] = []
    for start, end in sorted(intervals):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def intersect(left: list[Interval], right: list[Interval]) -> list[Interval]:
    """Return the days in both sets."""
    if len(left) == 1 and len(right) == 1:  # the most common case
        start, end = max(left[0][0], right[0][0]), min(left[0][1], right[0][1])
        return [(start, end)] if start < end else []
    common = []
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if start < end:
            common.append((start, end))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return common


def subtract(intervals: list[Interval], removed: list[Interval]) -> list[Interval]:
    """Return the days of `intervals` that are not in `removed`."""
    if not removed:
        return intervals
    remainder = []
    for start, end in intervals:
        for removed_start, removed_end in removed:
            if removed_end <= start:
                continue
            if removed_start >= end:
                break
            if removed_start > start:
                remainder.append((start, removed_start))
            start = max(start, removed_end)
        if start < end:
            remainder.append((start, end))
    return remainder


def covers(intervals: list[Interval], day: int) -> bool:
    return any(start <= day < end for start, end in intervals)
