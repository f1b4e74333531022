"""The people behind a figure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

from django.core.paginator import Page, Paginator

from lms.attempts.api import unusual_completions
from lms.reports.enums import Standing
from lms.reports.queries.selection import Selection
from lms.reports.queries.standings import Employed, PersonStanding, employed_in, employed_people, standings_of
from people.api import Municipality, Unit

#: what a person's row says first where several modules are shown
URGENCY = (Standing.LATE, Standing.EXPIRING, Standing.BEGUN, Standing.REMAINS)
PEOPLE_AT_ONCE = 250
ROWS_A_PAGE = 50
#: each with a row for every module that concerns them
PEOPLE_A_PAGE_OF_ALL_MODULES = 20


@dataclass(frozen=True)
class LatePerson:
    """A person who is late, with a row for each module that is: the one that was due first comes first."""

    employed: Employed
    rows: list[PersonStanding]


def listed(
    place: Municipality | Unit,
    day: dt.date,
    modules: Collection[int],
    *,
    standing: Standing | None,
    all_modules: bool,
    people: Collection[int] | None = None,
) -> Iterator[PersonStanding]:
    """Yield the rows of who is employed in the place, by name, a part of them in memory at a time.

    Of `people` alone when given. With `all_modules` a person has rows for what is assigned to them, begun,
    done or exempt.
    """
    remaining = employed_in(place, day, people=people)
    while part := list(islice(remaining, PEOPLE_AT_ONCE)):
        rows = standings_of(part, modules, day, every_module=not all_modules)
        yield from rows if standing is None else (row for row in rows if row.standing == standing)


def list_page(
    place: Municipality | Unit,
    day: dt.date,
    modules: Collection[int],
    *,
    standing: Standing | None,
    all_modules: bool,
    number: str | None,
) -> tuple[Page[Any], list[PersonStanding]]:
    """Return page `number` of the list, and its rows, both cut by the database.

    A page of everyone is one of people, a page of those with a `standing` is one of rows.
    """
    if standing is not None:
        return _page_of_rows(Selection(place, day, modules, standing, all_modules), number)
    size = PEOPLE_A_PAGE_OF_ALL_MODULES if all_modules else ROWS_A_PAGE
    page = Paginator(employed_people(place, day), size).get_page(number)
    people = [person for person, *_names in page]
    return page, list(listed(place, day, modules, standing=None, all_modules=all_modules, people=people))


def _page_of_rows(selection: Selection, number: str | None) -> tuple[Page[Any], list[PersonStanding]]:
    first = _first_row(number)
    count, pairs = selection.read(first, ROWS_A_PAGE)
    page = Paginator(range(count), ROWS_A_PAGE).get_page(number)
    if page.object_list and page.start_index() != first + 1:  # there is no such page: the last one instead
        _, pairs = selection.read(page.start_index() - 1, ROWS_A_PAGE)
    people, modules = {person for person, _ in pairs}, {module for _, module in pairs}
    found = listed(selection.place, selection.day, modules, standing=None, all_modules=False, people=people)
    rows = {(row.employed.person, row.module): row for row in found}
    return page, [rows[pair] for pair in pairs if pair in rows]


def late_page(
    place: Municipality | Unit, day: dt.date, modules: Collection[int], *, number: str | None
) -> tuple[Page[Any], list[LatePerson]]:
    """Return page `number` of the people who are late, and them: who has been late longest first.

    Selected, ordered and cut by the database.
    """
    selection = Selection(place, day, modules, Standing.LATE, all_modules=True)
    first = _first_row(number)
    count, people = selection.read_people(first, ROWS_A_PAGE)
    page = Paginator(range(count), ROWS_A_PAGE).get_page(number)
    if page.object_list and page.start_index() != first + 1:  # as for pages of rows
        _, people = selection.read_people(page.start_index() - 1, ROWS_A_PAGE)
    found = {late.employed.person: late for late in late_people(place, day, modules, people=people)}
    return page, [found[person] for person in people if person in found]


def late_people(
    place: Municipality | Unit, day: dt.date, modules: Collection[int], *, people: Collection[int]
) -> Iterator[LatePerson]:
    """Yield those of `people` who are late in the place, by name, with their rows."""
    rows = listed(place, day, modules, standing=Standing.LATE, all_modules=True, people=people)
    for _, own in groupby(rows, key=lambda row: row.employed.person):
        late = sorted(own, key=lambda row: row.due_on or day)
        yield LatePerson(late[0].employed, late)


def _first_row(number: str | None) -> int:
    """Return the number of rows before page `number`, 0 where that is no plain number."""
    is_plain = number is not None and number.isascii() and number.isdecimal() and len(number) < 7
    return max(int(number or 0) - 1, 0) * ROWS_A_PAGE if is_plain else 0


def unusual_rows(rows: Sequence[PersonStanding], day: dt.date) -> dict[tuple[int, int], tuple[str, ...]]:
    """Return why completions among `rows` look unusual, by person and module."""
    done = [row for row in rows if row.standing in (Standing.DONE, Standing.EXPIRING)]
    if not done:
        return {}
    return unusual_completions({row.employed.person for row in done}, {row.module for row in done}, day)


def needing_help(
    people: Sequence[Employed], modules: Collection[int], day: dt.date, titles: dict[int, str]
) -> list[tuple[Employed, list[PersonStanding]]]:
    """Return who is late, whose completion expires, who has something left or is on leave, urgent first.

    With each person the rows that say why, at most one a module; none for who is on leave.
    """
    urgent: dict[int, list[PersonStanding]] = {employed.person: [] for employed in people}
    asked = [m for m in modules if any(m in employed.due for employed in people)]
    for row in standings_of(people, asked, day):
        if row.standing in URGENCY and row.due_on is not None:
            urgent[row.employed.person].append(row)
    found = []
    for employed in people:
        rows = sorted(
            urgent[employed.person],
            key=lambda row: (URGENCY.index(row.standing), row.due_on or day, titles.get(row.module, "")),
        )
        if rows or employed.on_leave:
            found.append((employed, rows))
    return sorted(found, key=_first_urgency)


def _first_urgency(entry: tuple[Employed, list[PersonStanding]]) -> tuple[int, dt.date, str, str]:
    employed, rows = entry
    if not rows:
        return len(URGENCY), dt.date.max, employed.last_name, employed.first_name
    first = rows[0]
    return (
        URGENCY.index(first.standing),
        first.due_on or dt.date.max,
        employed.last_name,
        employed.first_name,
    )
