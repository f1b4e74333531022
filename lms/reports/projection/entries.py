"""Bulk insertion of changes as ledger entries."""

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
    """Insert the non-zero changes in the order of their index; return their number.

    Changes after `date.max` are left out.
    """
    dates: dict[int, str] = {}
    rows = (
        (generation, scope, module, measure, dates.setdefault(day, _iso(day)), delta)
        for (scope, module, measure, day), delta in sorted(changes.items())
        if delta and day <= LAST_DAY
    )
    written = 0
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        with transaction.atomic():
            _insert(batch)
        written += len(batch)
    return written


def coarsen(changes: Changes) -> Changes:
    """Return the changes with past months merged into their last day, and completions into their week.

    Figures are read for the last days of months and for today, so that they do not change. Completions are
    read for the week of such a day and the week before it; those of other weeks are left out.
    """
    today = timezone.localdate()
    exact_from = (today.replace(day=1) - dt.timedelta(days=1)).replace(day=1).toordinal()
    month_ends: dict[int, int] = {}
    weeks: dict[int, int | None] = {}
    coarse: Changes = Counter()
    for (scope, module, measure, day), delta in changes.items():
        if day >= exact_from:
            coarse[scope, module, measure, day] += delta
        elif measure == ACHIEVED:
            monday = weeks.setdefault(day, _reported_week(day))
            if monday is not None:
                coarse[scope, module, measure, monday] += delta
        else:
            end = month_ends.get(day) or month_ends.setdefault(day, _month_end(day))
            coarse[scope, module, measure, end] += delta
    return coarse


def _month_end(day: int) -> int:
    date = dt.date.fromordinal(day)
    return date.replace(day=calendar.monthrange(date.year, date.month)[1]).toordinal()


def _reported_week(day: int) -> int | None:
    """Return the Monday of the week of the day if a month ends in that week or the next, else None."""
    monday = day - (day - 1) % 7
    return monday if _month_end(monday) <= monday + 13 else None


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
