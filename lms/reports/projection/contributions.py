"""Contributions of one person to the figures of the scopes of their employments (definition in DESIGN.md).

A figure on a day is the sum of changes up to that day, so that nothing is recounted when a day passes: the
end of an employment and the expiry of a completion are stored today as changes on a future day.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from lms.reports.enums import Measure
from lms.reports.projection.intervals import FOREVER, Interval, covers, intersect, merge, subtract

#: (scope, module or ANY_MODULE, measure, day) -> change
Changes = Counter[tuple[str, int, str, int]]

#: the module key of entries about people: employed, late with any module
ANY_MODULE = 0

COUNTED, DONE, LATE = Measure.COUNTED.value, Measure.DONE.value, Measure.LATE.value
EXPIRING, ACHIEVED = Measure.EXPIRING.value, Measure.ACHIEVED.value

#: a completion whose last valid day is this many days ahead, or fewer, expires soon
EXPIRING_DAYS = 60


@dataclass(slots=True)
class EmploymentInterval:
    """An interval of one employment without leave, with its scopes, due days and exemptions.

    Leave and exemptions are those granted by the employer of this employment.
    """

    scopes: tuple[str, ...]
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
class PersonInputs:
    """All inputs of a person's contributions except completions."""

    employments: list[EmploymentInterval] = field(default_factory=list)


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


def contribute(
    changes: Changes,
    person: PersonInputs,
    done: dict[int, Done],
    *,
    detailed: Collection[str] | None = None,
    sign: int = 1,
) -> None:
    """Add the contributions of the person to `changes`; subtract them if `sign` is -1.

    Scopes outside `detailed` (None means all scopes) get only the entries of `ANY_MODULE`.
    """
    for employments, scopes in _grouped(person.employments):
        employed = merge((employment.start, employment.end) for employment in employments)
        late = _late(employments, done)
        any_late = merge(interval for intervals in late.values() for interval in intervals)
        _add_intervals(changes, scopes, ANY_MODULE, COUNTED, employed, sign)
        _add_intervals(changes, scopes, ANY_MODULE, LATE, any_late, sign)
        inner = scopes if detailed is None else [scope for scope in scopes if scope in detailed]
        if not inner:
            continue
        for module, intervals in late.items():
            _add_intervals(changes, inner, module, LATE, intervals, sign)
        counted_for = {
            module: merge(interval for employment in employments for interval in employment.counted(module))
            for module in {module for employment in employments for module in employment.exempt}
        }
        for module, counted in counted_for.items():
            _add_intervals(changes, inner, module, COUNTED, subtract(employed, counted), -sign)
        for module, record in done.items():
            counted = counted_for.get(module, employed)
            _add_intervals(changes, inner, module, DONE, intersect(counted, record.valid), sign)
            _add_intervals(changes, inner, module, EXPIRING, intersect(counted, record.expiring), sign)
            achieved = (day for day in record.achieved if covers(counted, day))
            _add_days(changes, inner, module, ACHIEVED, achieved, sign)


def _grouped(employments: list[EmploymentInterval]) -> Iterable[tuple[list[EmploymentInterval], list[str]]]:
    """Return groups of scopes with the same employments, which get the same changes."""
    if len(employments) == 1:
        return [(employments, list(employments[0].scopes))]
    by_scope: dict[str, list[int]] = defaultdict(list)
    for index, employment in enumerate(employments):
        for scope in employment.scopes:
            by_scope[scope].append(index)
    groups: dict[tuple[int, ...], list[str]] = defaultdict(list)
    for scope, indexes in by_scope.items():
        groups[tuple(indexes)].append(scope)
    return [([employments[index] for index in indexes], scopes) for indexes, scopes in groups.items()]


def _late(employments: list[EmploymentInterval], done: dict[int, Done]) -> dict[int, list[Interval]]:
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


def _add_intervals(
    changes: Changes, scopes: list[str], module: int, measure: str, intervals: Iterable[Interval], sign: int
) -> None:
    for start, end in intervals:
        for scope in scopes:
            changes[scope, module, measure, start] += sign
            if end != FOREVER:
                changes[scope, module, measure, end] -= sign


def _add_days(
    changes: Changes, scopes: list[str], module: int, measure: str, days: Iterable[int], sign: int
) -> None:
    for day in days:
        for scope in scopes:
            changes[scope, module, measure, day] += sign
