"""Writing changes as entries of the ledger, many at a time."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter
from itertools import islice

from django.db import connection, transaction
from django.utils import timezone

from lms.reports.models import LedgerEntry
from lms.reports.projection.contributions import ACHIEVED, Changes

COLUMNS = ("generation", "scope", "module", "measure", "day", "delta")
ROWS_AT_ONCE = 20_000
LAST_DAY = dt.date.max.toordinal()


def write_entries(generation: int, changes: Changes) -> int:
    """Insert the changes that are not nought, in the order of their index; return how many.

    What would change after the last day there is never comes.
    """
    dates: dict[int, str] = {}
    rows = (
        (generation, scope, module, measure, dates.setdefault(day, _iso(day)), delta)
        for (scope, module, measure, day), delta in sorted(changes.items())
        if delta and day <= LAST_DAY
    )
    written = 0
    while part := list(islice(rows, ROWS_AT_ONCE)):
        with transaction.atomic():
            _insert(part)
        written += len(part)
    return written


def coarse(changes: Changes) -> Changes:
    """Put the changes of months long past together at their last day, and completions by their week.

    Figures are read at months' ends and today, so that they stay the same. Completions are read for the
    week of such a day and the week before it: those of other weeks are left out.
    """
    today = timezone.localdate()
    exact_from = (today.replace(day=1) - dt.timedelta(days=1)).replace(day=1).toordinal()
    months_end: dict[int, int] = {}
    weeks: dict[int, int | None] = {}
    found: Changes = Counter()
    for (scope, module, measure, day), delta in changes.items():
        if day >= exact_from:
            found[scope, module, measure, day] += delta
        elif measure == ACHIEVED:
            monday = weeks.setdefault(day, _week_read(day))
            if monday is not None:
                found[scope, module, measure, monday] += delta
        else:
            end = months_end.get(day) or months_end.setdefault(day, _months_end(day))
            found[scope, module, measure, end] += delta
    return found


def _months_end(day: int) -> int:
    date = dt.date.fromordinal(day)
    return date.replace(day=calendar.monthrange(date.year, date.month)[1]).toordinal()


def _week_read(day: int) -> int | None:
    """Return the Monday of the day's week where a month ends in that week or the next, None elsewhere."""
    monday = day - (day - 1) % 7
    return monday if _months_end(monday) <= monday + 13 else None


def _iso(day: int) -> str:
    return dt.date.fromordinal(day).isoformat()


def _insert(rows: list[tuple[int, str, int, str, str, int]]) -> None:
    table, columns = LedgerEntry._meta.db_table, ", ".join(COLUMNS)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(COLUMNS))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", rows)  # noqa: S608 - our own names
