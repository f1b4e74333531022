"""Lists of the people counted in a figure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator

from lms.attempts.api import unusual_completions
from lms.reports.queries.statuses import (
    Employed,
    PersonStatus,
    begun_attempts,
    employed_in,
    employed_people,
    requirement_statuses,
)
from lms.requirements.api import RequirementStatus, Selection
from people.api import Municipality, Unit

#: the order of statuses where several modules are listed
URGENCY = (
    RequirementStatus.LATE,
    RequirementStatus.EXPIRING,
    RequirementStatus.BEGUN,
    RequirementStatus.REMAINS,
)
#: of a row or a person
Key = TypeVar("Key")
PEOPLE_AT_ONCE = 250
ROWS_A_PAGE = 50
#: fewer, since each has a row for every module assigned, begun, done or exempt
PEOPLE_A_PAGE_OF_ALL_MODULES = 20


@dataclass(frozen=True)
class LatePerson:
    """A person who is late, with a row for each late module, earliest due day first."""

    employed: Employed
    rows: list[PersonStatus]

    @property
    def modules(self) -> list[int]:
        return [row.module for row in self.rows]


def listed(
    place: Municipality | Unit,
    day: dt.date,
    modules: Collection[int],
    *,
    status: RequirementStatus | None,
    all_modules: bool,
    people: Collection[int] | None = None,
) -> Iterator[PersonStatus]:
    """Yield the rows of people employed in the place, by name, in batches of `PEOPLE_AT_ONCE`.

    Limited to `people` if given. With `all_modules` a person has rows for the modules assigned to them,
    begun, done or exempt.
    """
    remaining = employed_in(place, day, people=people)
    while batch := list(islice(remaining, PEOPLE_AT_ONCE)):
        rows = requirement_statuses(batch, modules, day, every_module=not all_modules)
        yield from rows if status is None else (row for row in rows if row.status == status)


def list_page(
    place: Municipality | Unit,
    day: dt.date,
    modules: Collection[int],
    *,
    status: RequirementStatus | None,
    all_modules: bool,
    number: str | None,
) -> tuple[Page[Any], list[PersonStatus]]:
    """Return page `number` of the list and its rows, both limited in the database.

    Without `status` pages are counted in people, else in rows.
    """
    if status is not None:
        return _page_of_rows(selection_of(place, day, modules, status, all_modules=all_modules), number)
    size = PEOPLE_A_PAGE_OF_ALL_MODULES if all_modules else ROWS_A_PAGE
    page = Paginator(employed_people(place, day), size).get_page(number)
    people = [person for person, *_names in page]
    return page, list(listed(place, day, modules, status=None, all_modules=all_modules, people=people))


def selection_of(
    place: Municipality | Unit,
    day: dt.date,
    modules: Collection[int],
    status: RequirementStatus,
    *,
    all_modules: bool,
) -> Selection:
    """Return the query for the rows of one status."""
    return Selection(place, day, modules, status, all_modules, begun_attempts(modules, day))


def _page_of_rows(selection: Selection, number: str | None) -> tuple[Page[Any], list[PersonStatus]]:
    page, pairs = _page(selection.read, number)
    people, modules = {person for person, _ in pairs}, {module for _, module in pairs}
    statuses = listed(selection.place, selection.day, modules, status=None, all_modules=False, people=people)
    rows = {(row.employed.person, row.module): row for row in statuses}
    return page, [rows[pair] for pair in pairs if pair in rows]


def late_page(
    place: Municipality | Unit, day: dt.date, modules: Collection[int], *, number: str | None
) -> tuple[Page[Any], list[LatePerson]]:
    """Return page `number` of the people who are late, and these people, late longest first.

    Filtered, ordered and limited in the database.
    """
    selection = selection_of(place, day, modules, RequirementStatus.LATE, all_modules=True)
    page, people = _page(selection.read_people, number)
    late_by_person = {late.employed.person: late for late in late_people(place, day, modules, people=people)}
    return page, [late_by_person[person] for person in people if person in late_by_person]


def _page(
    read: Callable[[int, int], tuple[int, list[Key]]], number: str | None
) -> tuple[Page[Any], list[Key]]:
    """Return page `number` and its keys by `read`, which takes an offset and a size."""
    first = _first_row(number)
    count, keys = read(first, ROWS_A_PAGE)
    page = Paginator(range(count), ROWS_A_PAGE).get_page(number)
    if page.object_list and page.start_index() != first + 1:  # no such page: the last one instead
        _, keys = read(page.start_index() - 1, ROWS_A_PAGE)
    return page, keys


def late_people(
    place: Municipality | Unit, day: dt.date, modules: Collection[int], *, people: Collection[int]
) -> Iterator[LatePerson]:
    """Yield those of `people` who are late in the place, with their rows, by name."""
    rows = listed(place, day, modules, status=RequirementStatus.LATE, all_modules=True, people=people)
    for _, own in groupby(rows, key=lambda row: row.employed.person):
        late = sorted(own, key=lambda row: row.due_on or day)
        yield LatePerson(late[0].employed, late)


def _first_row(number: str | None) -> int:
    """Return the number of rows before page `number`, or 0 if that is not a number."""
    is_plain = number is not None and number.isascii() and number.isdecimal() and len(number) < 7
    return max(int(number or 0) - 1, 0) * ROWS_A_PAGE if is_plain else 0


def unusual_rows(rows: Sequence[PersonStatus], day: dt.date) -> dict[tuple[int, int], tuple[str, ...]]:
    """Return (person, module) -> reasons for completions among `rows` that look unusual."""
    done = [row for row in rows if row.status in (RequirementStatus.DONE, RequirementStatus.EXPIRING)]
    if not done:
        return {}
    return unusual_completions({row.employed.person for row in done}, {row.module for row in done}, day)


def needing_help(
    people: Sequence[Employed], modules: Collection[int], day: dt.date, titles: dict[int, str]
) -> list[tuple[Employed, list[PersonStatus]]]:
    """Return people who are late, have an expiring completion, have work left or are on leave, urgent first.

    Each with the rows of the reasons, at most one per module; none for people on leave.
    """
    urgent: dict[int, list[PersonStatus]] = {employed.person: [] for employed in people}
    assigned = [m for m in modules if any(m in employed.due for employed in people)]
    for row in requirement_statuses(people, assigned, day):
        if row.status in URGENCY and row.due_on is not None:
            urgent[row.employed.person].append(row)
    entries = []
    for employed in people:
        rows = sorted(
            urgent[employed.person],
            key=lambda row: (URGENCY.index(row.status), row.due_on or day, titles.get(row.module, "")),
        )
        if rows or employed.on_leave:
            entries.append((employed, rows))
    return sorted(entries, key=_first_urgency)


def _first_urgency(entry: tuple[Employed, list[PersonStatus]]) -> tuple[int, dt.date, str, str]:
    employed, rows = entry
    if not rows:
        return len(URGENCY), dt.date.max, employed.last_name, employed.first_name
    first = rows[0]
    return (
        URGENCY.index(first.status),
        first.due_on or dt.date.max,
        employed.last_name,
        employed.first_name,
    )
