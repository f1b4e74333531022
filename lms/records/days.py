"""Calendar days of records, always in the time zone of Stockholm."""

import calendar
import datetime as dt
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def day_of(moment: dt.datetime) -> dt.date:
    """Return the date in Stockholm at `moment` (aware)."""
    return moment.astimezone(STOCKHOLM).date()


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day `months` later, or the last day of that month if it has no such day."""
    year, month_index = divmod(day.year * 12 + day.month - 1 + months, 12)
    month = month_index + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
