"""Months and periods of figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from lms.records.api import add_months

#: months of a page by default, and at most
MONTHS = 12
MONTHS_AT_MOST = 60


@dataclass(frozen=True)
class Month:
    """A month of a year."""

    year: int
    month: int

    @classmethod
    def of(cls, day: dt.date) -> Month:
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Month:
        """Parse `2026-03`. Raise ValueError for other text."""
        return cls.of(dt.datetime.strptime(text, "%Y-%m").date())

    @property
    def first(self) -> dt.date:
        return dt.date(self.year, self.month, 1)

    @property
    def last(self) -> dt.date:
        return add_months(self.first, 1) - dt.timedelta(days=1)

    def plus(self, months: int) -> Month:
        return Month.of(add_months(self.first, months))

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


@dataclass(frozen=True)
class Period:
    """A range of months. Figures are as of its last day, or of today if that is earlier."""

    start: Month
    end: Month
    today: dt.date

    @classmethod
    def latest(cls, today: dt.date, months: int = MONTHS) -> Period:
        return cls(Month.of(today).plus(1 - months), Month.of(today), today)

    @property
    def day(self) -> dt.date:
        """Return the day of the figures."""
        return min(self.end.last, self.today)

    @property
    def before(self) -> dt.date:
        """Return the last day before the period, with which changes are compared."""
        return self.start.first - dt.timedelta(days=1)

    @property
    def month_ends(self) -> list[dt.date]:
        """Return the last day of each month, and today for the current month."""
        days, month = [], self.start
        while month.first <= self.day:
            days.append(min(month.last, self.day))
            month = month.plus(1)
        return days

    @property
    def is_now(self) -> bool:
        return self.day == self.today


def week_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """Return the Monday and the Sunday of the day's week."""
    monday = day - dt.timedelta(days=day.weekday())
    return monday, monday + dt.timedelta(days=6)
