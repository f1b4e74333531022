"""Operations on intervals, compared with sets of days."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from lms.requirements.history import Interval, covers, intersect, merge, subtract

intervals = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 12)).map(lambda pair: (pair[0], pair[0] + pair[1])),
    max_size=6,
)


def days(found: list[Interval]) -> set[int]:
    return {day for start, end in found for day in range(start, end)}


@given(intervals)
def test_merge_keeps_the_days_and_joins_what_touches(found: list[Interval]) -> None:
    merged = merge(found)

    assert days(merged) == days(found)
    assert all(left[1] < right[0] for left, right in itertools.pairwise(merged))


@given(intervals, intervals)
def test_intersect_and_subtract_are_those_of_sets(left: list[Interval], right: list[Interval]) -> None:
    left, right = merge(left), merge(right)

    assert days(intersect(left, right)) == days(left) & days(right)
    assert days(subtract(left, right)) == days(left) - days(right)
    assert all(covers(left, day) == (day in days(left)) for day in range(45))
