"""Contributions of one person to the figures of the scopes of their employments (decision 0008).

A figure on a day is the sum of changes up to that day, so that nothing is recounted when a day passes: the
end of an employment and the expiry of a completion are stored today as changes on a future day.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

from lms.reports.enums import Measure
from lms.requirements.api import (
    FOREVER,
    Done,
    EmploymentInterval,
    Interval,
    Scopes,
    covers,
    intersect,
    late_days,
    merge,
    subtract,
)
from people.api import Municipality, Unit, keys_in

#: (scope, module or ANY_MODULE, measure, day) -> change
Changes = Counter[tuple[str, int, str, int]]

#: the module key of entries about people: employed, late with any module
ANY_MODULE = 0

COUNTED, DONE, LATE = Measure.COUNTED.value, Measure.DONE.value, Measure.LATE.value
EXPIRING, ACHIEVED = Measure.EXPIRING.value, Measure.ACHIEVED.value

#: the scope of the whole region
REGION = "r"
#: the whole region is None
Place = Municipality | Unit | None


def scope_of(place: Place) -> str:
    """Return the key of the whole region, a municipality or the subtree of a unit."""
    if place is None:
        return REGION
    return f"m{place.pk}" if isinstance(place, Municipality) else f"u{place.pk}"


def all_scopes() -> dict[int, Scopes]:
    """Return unit -> all scopes that contain it; one query."""
    rows = Unit.objects.order_by("path").values_list("pk", "path", "municipality_id")
    return {
        pk: (REGION, f"m{municipality}", *(f"u{key}" for key in keys_in(path)))
        for pk, path, municipality in rows
    }


def scopes_within(places: Sequence[Place], units: Iterable[Unit]) -> dict[int, Scopes]:
    """Return unit -> those scopes of `places` that contain it."""
    return {unit.pk: tuple(scope_of(place) for place in places if lies_in(unit, place)) for unit in units}


def lies_in(unit: Unit, place: Place) -> bool:
    if place is None:
        return True
    if isinstance(place, Municipality):
        return bool(unit.municipality_id == place.pk)
    return unit.is_within(place)


def contribute(
    changes: Changes,
    person: list[EmploymentInterval],
    done: dict[int, Done],
    *,
    detailed: Collection[str] | None = None,
    sign: int = 1,
) -> None:
    """Add the contributions of the person to `changes`; subtract them if `sign` is -1.

    Scopes outside `detailed` (None means all scopes) get only the entries of `ANY_MODULE`.
    """
    for employments, scopes in _grouped(person):
        employed = merge((employment.start, employment.end) for employment in employments)
        _add_intervals(changes, scopes, ANY_MODULE, COUNTED, employed, sign)
        late = late_days(employments, done)
        any_late = merge(interval for intervals in late.values() for interval in intervals)
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
            achieved = ((day, FOREVER) for day in record.achieved if covers(counted, day))
            _add_intervals(changes, inner, module, ACHIEVED, achieved, sign)


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


def _add_intervals(
    changes: Changes, scopes: list[str], module: int, measure: str, intervals: Iterable[Interval], sign: int
) -> None:
    for start, end in intervals:
        for scope in scopes:
            changes[scope, module, measure, start] += sign
            if end != FOREVER:
                changes[scope, module, measure, end] -= sign
