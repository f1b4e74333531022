"""What no form takes for a day."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

EARLIEST, LATEST = dt.date(1950, 1, 1), dt.date(2100, 12, 31)


def validate_year(day: dt.date) -> None:
    """Refuse a slip of the year: a browser takes “26” for the year 26, some write 9999 for no end."""
    if not EARLIEST <= day <= LATEST:
        raise ValidationError(_("Check the year."), code="year")
