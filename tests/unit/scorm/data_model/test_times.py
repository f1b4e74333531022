"""Durations of both standards."""

import pytest

from scorm.data_model.times import (
    duration_of_seconds,
    seconds_of_duration,
    seconds_of_timespan,
    timespan_of_seconds,
)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("00:00:00", 0),
        ("00:01:00", 60),
        ("0001:02:03.5", 3723.5),
        ("99:99:99", None),
        ("00:60:00", None),
        ("1:2", None),
        ("", None),
        ("-1:00:00", None),
        ("00:00:00.123", None),
        ("١٢:00:00", None),
    ],
)
def test_timespan_of_1_2_when_read_is_seconds_or_nothing(written: str, seconds: float | None) -> None:
    assert seconds_of_timespan(written) == seconds


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("PT0S", 0),
        ("PT1H30M5.25S", 5405.25),
        ("P1DT1S", 86_401),
        ("P1Y", 31_557_600),
        ("P", None),
        ("PT", None),
        ("P1DT", None),
        ("PT-5S", None),
        ("P9999Y", None),
        ("00:01:00", None),
        ("", None),
    ],
)
def test_duration_of_2004_when_read_is_seconds_or_nothing(written: str, seconds: float | None) -> None:
    assert seconds_of_duration(written) == seconds


@pytest.mark.parametrize("seconds", [0, 0.25, 59.99, 3_600, 123_456.78])
def test_seconds_when_written_read_back_the_same(seconds: float) -> None:
    assert seconds_of_timespan(timespan_of_seconds(seconds)) == pytest.approx(seconds)
    assert seconds_of_duration(duration_of_seconds(seconds)) == pytest.approx(seconds)


def test_timespan_when_too_long_for_its_type_is_the_longest() -> None:
    assert timespan_of_seconds(10**9) == "9999:59:59.99"
