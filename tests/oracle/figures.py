"""The figures of a place on a day, counted person by person from raw rows.

Nothing here imports the product: each definition is written once more, in the slowest and plainest way.
A place is `None` (the region), `("m", key)` or `("u", key)`.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, cached_property
from zoneinfo import ZoneInfo

from tests.oracle.rows import Row, Rows

Place = tuple[str, int] | None
Count = tuple[int, int]

EXPIRING_DAYS = 60
NEWCOMER_DAYS = 30
STOCKHOLM = ZoneInfo("Europe/Stockholm")
#: titles that mean the same, of those that tests use
USUAL_TITLES = {"usk": "undersköterska", "vbtr": "vårdbiträde"}


class Oracle:
    """Answers for one reading of the rows."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.leaves = _by_person(rows.leaves)
        self.exemptions = _by_person(rows.exemptions)
        self.attempts = _by_person(rows.attempts)
        self.completed_on = {row["id"]: row["achieved_on"] for row in rows.completions}
        # One reading answers the same query repeatedly.
        self.units_in = cache(self._units_in)
        self.employed = cache(self._employed)
        self.counted = cache(self._counted)
        self.late = cache(self._late)
        self._due_of = cache(self._due_by_row)
        self.employment = {row["id"]: row for row in rows.employments}

    # who counts

    def _employed(self, place: Place, day: dt.date) -> dict[int, list[Row]]:
        """Return the employments in the place that hold on the day, by person."""
        found: dict[int, list[Row]] = defaultdict(list)
        for employment in self.rows.employments:
            if _holds(employment, day) and employment["unit_id"] in self.units_in(place):
                found[employment["person_id"]].append(employment)
        return found

    def _counted(self, place: Place, day: dt.date, module: int | None = None) -> dict[int, list[Row]]:
        """Return those of them who are neither on leave nor exempt, with the employments that count."""
        found: dict[int, list[Row]] = {}
        for person, employments in self.employed(place, day).items():
            counting = [
                e for e in employments if not self._on_leave(e, day) and not self._is_exempt(e, module, day)
            ]
            if counting:
                found[person] = counting
        return found

    def _on_leave(self, employment: Row, day: dt.date) -> bool:
        leaves = self.leaves[employment["person_id"]]
        return any(_holds(leave, day) and self._is_employers(leave, employment) for leave in leaves)

    def _is_exempt(self, employment: Row, module: int | None, day: dt.date) -> bool:
        return any(
            exemption["module_id"] == module
            and _holds(exemption, day)
            and self._is_employers(exemption, employment)
            for exemption in self.exemptions[employment["person_id"]]
        )

    def _is_employers(self, row: Row, employment: Row) -> bool:
        """Return True where the row names no employer, or this employment's."""
        employer = row.get("municipality_id")
        return employer is None or employer == self.rows.units[employment["unit_id"]]["municipality_id"]

    def _units_in(self, place: Place) -> set[int]:
        return {unit for unit in self.rows.units if self._lies_in(unit, place)}

    def _lies_in(self, unit_id: int, place: Place) -> bool:
        unit = self.rows.units[unit_id]
        if place is None:
            return True
        kind, key = place
        if kind == "m":
            return bool(unit["municipality_id"] == key)
        above = self.rows.units[key]
        same = unit["municipality_id"] == above["municipality_id"]
        return same and str(unit["path"]).startswith(above["path"])

    # what is done

    @cached_property
    def _ends(self) -> dict[tuple[int, int], list[tuple[dt.date, dt.date]]]:
        """Person and module -> the day achieved and the last valid day of each completion."""
        found: dict[tuple[int, int], list[tuple[dt.date, dt.date]]] = defaultdict(list)
        for row in self.rows.completions:
            found[row["person_id"], row["module_id"]].append((row["achieved_on"], self._last_day(row)))
        return found

    def _last_day(self, completion: Row) -> dt.date:
        last = completion["valid_to"] or dt.date.max
        done = self.rows.versions[completion["module_version_id"]]
        for renewal in self.rows.renewals:
            new = self.rows.versions[renewal["module_version_id"]]
            if renewal["withdrawn_at"] is not None or new["module_id"] != completion["module_id"]:
                continue
            is_before = completion["achieved_on"] <= renewal["last_valid_on"]
            is_older = done["language"] == new["language"] and done["number"] < new["number"]
            if is_before or is_older:
                last = min(last, renewal["last_valid_on"])
        return last

    def valid_until(self, person: int, module: int, day: dt.date) -> dt.date | None:
        """Return the last valid day of what was achieved by the day, or None where nothing was."""
        ends = [end for achieved, end in self._ends[person, module] if achieved <= day]
        return max(ends) if ends else None

    def achieved_on(self, person: int, module: int, day: dt.date) -> dt.date | None:
        days = [achieved for achieved, _ in self._ends[person, module] if achieved <= day]
        return max(days) if days else None

    def is_valid(self, person: int, module: int, day: dt.date) -> bool:
        until = self.valid_until(person, module, day)
        return until is not None and until >= day

    # what is required

    def due(self, employments: Iterable[Row]) -> dict[int, dt.date]:
        """Return module -> the last day in time, of what is assigned to these employments."""
        found: dict[int, dt.date] = {}
        for employment in employments:
            for module, due_on in self._due_of(employment["id"]).items():
                found[module] = min(due_on, found.get(module, due_on))
        return found

    def _due_by_row(self, employment_id: int) -> dict[int, dt.date]:
        employment, found = self.employment[employment_id], dict[int, dt.date]()
        for assignment in self.rows.assignments:
            reaches = employment["unit_id"] in self.units_in(("u", assignment["unit_id"]))
            if assignment["withdrawn_at"] is not None or not reaches:
                continue
            if _title(assignment["title"]) not in ("", _title(employment["title"])):
                continue
            due_on = max(assignment["due_on"], _plus(employment["valid_from"], NEWCOMER_DAYS))
            module = assignment["module_id"]
            found[module] = min(due_on, found.get(module, due_on))
        return found

    # figures

    def share(self, place: Place, day: dt.date, module: int) -> Count:
        people = self.counted(place, day, module)
        return sum(self.is_valid(person, module, day) for person in people), len(people)

    def _late(self, place: Place, day: dt.date, module: int) -> set[int]:
        return {
            person
            for person, employments in self.counted(place, day, module).items()
            if self.due(employments).get(module, dt.date.max) < day and not self.is_valid(person, module, day)
        }

    def ready(self, place: Place, day: dt.date, modules: Iterable[int]) -> Count:
        people = self.counted(place, day).keys()
        late = {person for module in modules for person in self.late(place, day, module)}
        return len(people - late), len(people)

    def is_unassigned(self, place: Place, day: dt.date) -> bool:
        """Return True where nothing is assigned to anyone counted, nor completed by them."""
        people = self.counted(place, day)
        completed = {row["person_id"] for row in self.rows.completions if row["achieved_on"] <= day}
        return not any(person in completed or self.due(e) for person, e in people.items())

    def expiring(self, place: Place, day: dt.date, module: int) -> set[int]:
        soon = _plus(day, EXPIRING_DAYS)
        ends = {person: self.valid_until(person, module, day) for person in self.counted(place, day, module)}
        return {person for person, end in ends.items() if end is not None and day <= end <= soon}

    def achieved_in_week(self, place: Place, day: dt.date, modules: Iterable[int]) -> int:
        """Count the completions of the week of the day, by those counted on the day of each."""
        monday = day - dt.timedelta(days=day.weekday())
        modules, total = set(modules), 0
        for row in self.rows.completions:
            on = row["achieved_on"]
            if row["module_id"] in modules and 0 <= (on - monday).days < 7:
                total += row["person_id"] in self.counted(place, on, row["module_id"])
        return total

    # lists

    def row(self, person: int, employments: list[Row], module: int, day: dt.date) -> tuple[str, ...] | None:
        """Return a person's standing, day achieved, last valid day and last day in time, as in a file."""
        present = [e for e in employments if not self._on_leave(e, day)]
        counting = [e for e in present if not self._is_exempt(e, module, day)]
        due = self.due(counting or present or employments).get(module)
        until, achieved = self.valid_until(person, module, day), self.achieved_on(person, module, day)
        shown_due = due
        if due is not None and until is not None and until != dt.date.max:
            shown_due = max(due, until)
        if not present:
            standing = "on_leave"
        elif not counting:
            standing = "exempt"
        elif until is not None and until >= day:
            standing = "expiring" if until <= _plus(day, EXPIRING_DAYS) else "done"
        elif due is not None and due < day:
            standing = "late"
        elif self._has_begun(person, module, day):
            standing = "begun"
        else:
            standing = "not_done" if due is None else "remains"
        return standing, _iso(achieved), _iso(until), _iso(shown_due)

    def rows_of(
        self, place: Place, day: dt.date, modules: Iterable[int], *, chosen: bool
    ) -> dict[tuple[int, int], tuple[str, ...]]:
        """Return all rows of the list; without a chosen module those that concern the person."""
        found: dict[tuple[int, int], tuple[str, ...]] = {}
        for person, employments in self.employed(place, day).items():
            for module in modules:
                row = self.row(person, employments, module, day)
                if row is not None and (chosen or self._concerns(person, employments, module, day, row)):
                    found[person, module] = row
        return found

    def _concerns(
        self, person: int, employments: list[Row], module: int, day: dt.date, row: tuple[str, ...]
    ) -> bool:
        is_exempt = any(self._is_exempt(e, module, day) for e in employments)
        return bool(row[1] or module in self.due(employments)) or (
            is_exempt or self._has_begun(person, module, day)
        )

    def _has_begun(self, person: int, module: int, day: dt.date) -> bool:
        """Return True where an attempt was open and not completed at the end of the day."""
        return any(
            attempt["module_id"] == module
            and _day(attempt["started_at"]) <= day
            and (attempt["closed_at"] is None or _day(attempt["closed_at"]) > day)
            and (attempt["completion_id"] is None or self.completed_on[attempt["completion_id"]] > day)
            for attempt in self.attempts[person]
        )

    # a learner's own pages

    def remaining(self, person: int, day: dt.date) -> dict[int, tuple[dt.date, bool]]:
        """Return module -> the last day in time, and whether it has passed, of what the person has left."""
        found: dict[int, list[tuple[bool, dt.date]]] = defaultdict(list)
        for employment in self.employed(None, day).get(person, []):
            for module, due_on in self.due([employment]).items():
                if self._is_exempt(employment, module, day) or self.is_valid(person, module, day):
                    continue
                until = self.valid_until(person, module, day) or due_on
                found[module].append((self._on_leave(employment, day), max(due_on, until)))
        first = {module: min(reasons) for module, reasons in found.items()}
        return {module: (due_on, due_on < day and not away) for module, (away, due_on) in first.items()}

    def completed(self, person: int, day: dt.date) -> dict[int, tuple[bool, bool]]:
        """Return module -> whether what the person has done is valid on the day, and whether it ends soon."""
        found: dict[int, tuple[bool, bool]] = {}
        for (whose, module), ends in self._ends.items():
            if whose == person and ends:
                last = max(end for _, end in ends)
                found[module] = last >= day, day <= last <= _plus(day, EXPIRING_DAYS)
        return found


def month_ends(start: dt.date, day: dt.date) -> list[dt.date]:
    """Return the last day of each month from `start` on, the day itself last."""
    ends, year, month = [], start.year, start.month
    while dt.date(year, month, 1) <= day:
        ends.append(min(dt.date(year, month, calendar.monthrange(year, month)[1]), day))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return ends


def _by_person(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["person_id"]].append(row)
    return found


def _holds(row: Row, day: dt.date) -> bool:
    return row["valid_from"] <= day and (row["valid_to"] is None or day <= row["valid_to"])


def _plus(day: dt.date, days: int) -> dt.date:
    return day + dt.timedelta(days=days) if (dt.date.max - day).days > days else dt.date.max


def _title(text: str) -> str:
    plain = text.strip().lower()
    return USUAL_TITLES.get(plain, plain)


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(STOCKHOLM).date()


def _iso(day: dt.date | None) -> str:
    return "" if day is None or day == dt.date.max else day.isoformat()
