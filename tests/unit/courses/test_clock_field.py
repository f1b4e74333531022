"""Parsing and formatting of times in a recording."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from courses.seminars.fields import ClockField


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("12:04", 724),
        ("12.04", 724),
        (" 0:00 ", 0),
        ("1:02:30", 3750),
        ("75:10", 4510),
        ("724", 724),
        ("", None),
        (None, None),
    ],
)
def test_clock_when_written_is_seconds(written: str | None, seconds: int | None) -> None:
    assert ClockField(required=False).clean(written) == seconds


@pytest.mark.parametrize(
    "written", ["12:4", "12:60", "1:60:00", "tolv", "12,04", "-1", "1e3", "٣:٠٠", "²", "1:2:3:4", "9999999"]
)
def test_clock_that_is_no_time_is_refused(written: str) -> None:
    with pytest.raises(ValidationError):
        ClockField().clean(written)


@pytest.mark.parametrize(("seconds", "shown"), [(724, "12:04"), (3750, "1:02:30"), (None, None), ("x", "x")])
def test_clock_when_edited_shows_minutes_and_seconds(seconds: object, shown: object) -> None:
    assert ClockField().prepare_value(seconds) == shown
