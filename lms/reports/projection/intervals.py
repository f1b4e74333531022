"""Sets of days as sorted, disjoint, half-open intervals of day numbers (`date.toordinal`)."""

from __future__ import annotations

from collections.abc import Iterable

Interval = tuple[int, int]

#: larger than every day number: the end of an open interval
FOREVER = 10_000_000


def merge(intervals: Iterable[Interval]) -> list[Interval]:
    """Return the union; adjacent intervals are joined and empty ones dropped."""
    merged: list[Interval] = []
    for start, end in sorted(intervals):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def intersect(left: list[Interval], right: list[Interval]) -> list[Interval]:
    """Return the days in both sets."""
    if len(left) == 1 and len(right) == 1:  # the most common case
        start, end = max(left[0][0], right[0][0]), min(left[0][1], right[0][1])
        return [(start, end)] if start < end else []
    common = []
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if start < end:
            common.append((start, end))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return common


def subtract(intervals: list[Interval], removed: list[Interval]) -> list[Interval]:
    """Return the days of `intervals` that are not in `removed`."""
    if not removed:
        return intervals
    remainder = []
    for start, end in intervals:
        for removed_start, removed_end in removed:
            if removed_end <= start:
                continue
            if removed_start >= end:
                break
            if removed_start > start:
                remainder.append((start, removed_start))
            start = max(start, removed_end)
        if start < end:
            remainder.append((start, end))
    return remainder


def covers(intervals: list[Interval], day: int) -> bool:
    return any(start <= day < end for start, end in intervals)
