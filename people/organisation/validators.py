"""Validators of dates."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

EARLIEST, LATEST = dt.date(1950, 1, 1), dt.date(2100, 12, 31)


def validate_year(day: dt.date) -> None:
    """Raise ValidationError for an implausible year: browsers read “26” as 26, others enter 9999."""
    if not EARLIEST <= day <= LATEST:
        raise ValidationError(_("Check the year."), code="year")
