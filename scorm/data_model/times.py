"""Durations and times in the formats of the two standards."""

import datetime as dt
import re

#: longer sessions than this are a fault of the content's clock
MAX_SESSION_SECONDS = 9_999 * 3600

_TIMESPAN_12 = re.compile(r"(\d{1,4}):([0-5]\d):([0-5]\d)(\.\d{1,2})?", re.ASCII)
_DURATION_2004 = re.compile(
    r"P(?=.)(?:(?P<years>\d{1,4})Y)?(?:(?P<months>\d{1,5})M)?(?:(?P<weeks>\d{1,5})W)?(?:(?P<days>\d{1,6})D)?"
    r"(?:T(?=.)(?:(?P<hours>\d{1,7})H)?(?:(?P<minutes>\d{1,9})M)?(?:(?P<seconds>\d{1,10}(?:\.\d{1,6})?)S)?)?",
    re.ASCII,
)
_TIME_12 = re.compile(r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,2})?", re.ASCII)
_TIME_2004 = re.compile(
    r"(?P<year>19[7-9]\d|20[0-3]\d)(-(?P<month>\d\d)(-(?P<day>\d\d)"
    r"(T([01]\d|2[0-3])(:[0-5]\d(:[0-5]\d(\.\d{1,6})?)?)?(Z|[+-]([01]\d|2[0-3])(:[0-5]\d)?)?)?)?)?",
    re.ASCII,
)
# A year and a month have no fixed length; the lengths that ADL's own run-time adds with.
_SECONDS = {
    "years": 31_557_600,
    "months": 2_629_800,
    "weeks": 604_800,
    "days": 86_400,
    "hours": 3_600,
    "minutes": 60,
    "seconds": 1,
}


def seconds_of_timespan(value: str) -> float | None:
    """Return the seconds of a 1.2 CMITimespan (`HHHH:MM:SS.SS`, SCORM 1.2 RTE 3.4.4), or None.

    Minutes and seconds over 59 (`99:99:99`) are invalid.
    """
    match = _TIMESPAN_12.fullmatch(value)
    if match is None:
        return None
    hours, minutes, seconds, fraction = match.groups()
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(fraction or 0)


def seconds_of_duration(value: str) -> float | None:
    """Return the seconds of a 2004 timeinterval (ISO 8601 duration, SCORM 2004 RTE 4.1.1.7), or None."""
    match = _DURATION_2004.fullmatch(value)
    if match is None:
        return None
    total = sum(float(amount) * _SECONDS[unit] for unit, amount in match.groupdict(default="0").items())
    return total if total <= MAX_SESSION_SECONDS else None


def timespan_of_seconds(seconds: float) -> str:
    """Return seconds as a 1.2 CMITimespan, capped at its maximum."""
    hundredths = min(round(seconds * 100), (9_999 * 3600 + 3599) * 100 + 99)
    whole, fraction = divmod(hundredths, 100)
    return f"{whole // 3600:04}:{whole // 60 % 60:02}:{whole % 60:02}.{fraction:02}"


def duration_of_seconds(seconds: float) -> str:
    """Return seconds as a 2004 timeinterval."""
    whole, fraction = divmod(round(seconds * 100), 100)
    ending = f".{fraction:02}" if fraction else ""
    return f"PT{whole // 3600}H{whole // 60 % 60}M{whole % 60}{ending}S"


def is_time_12(value: str) -> bool:
    """Return whether `value` is a 1.2 CMITime (`HH:MM:SS.SS`, SCORM 1.2 RTE 3.4.4)."""
    return _TIME_12.fullmatch(value) is not None


def is_time_2004(value: str) -> bool:
    """Return whether `value` is a 2004 time, 1970 to 2038, of any precision (RTE 4.1.1.8)."""
    match = _TIME_2004.fullmatch(value)
    if match is None:
        return False
    try:
        dt.date(int(match["year"]), int(match["month"] or 1), int(match["day"] or 1))
    except ValueError:
        return False
    return True
