"""The algebra of spells, against sets of days."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from lms.reports.projection.intervals import Spell, covers, intersect, merge, subtract

spells = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 12)).map(lambda pair: (pair[0], pair[0] + pair[1])),
    max_size=6,
)


def days(found: list[Spell]) -> set[int]:
    return {day for start, end in found for day in range(start, end)}


@given(spells)
def test_merge_keeps_the_days_and_joins_what_touches(found: list[Spell]) -> None:
    merged = merge(found)

    assert days(merged) == days(found)
    assert all(left[1] < right[0] for left, right in itertools.pairwise(merged))


@given(spells, spells)
def test_intersect_and_subtract_are_those_of_sets(left: list[Spell], right: list[Spell]) -> None:
    left, right = merge(left), merge(right)

    assert days(intersect(left, right)) == days(left) & days(right)
    assert days(subtract(left, right)) == days(left) - days(right)
    assert all(covers(left, day) == (day in days(left)) for day in range(45))
