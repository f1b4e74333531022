"""Spells of days: sorted, disjoint, half-open pairs of day numbers (`date.toordinal`)."""

from __future__ import annotations

from collections.abc import Iterable

Spell = tuple[int, int]

#: the day number after every day: a spell that ends there is open
FOREVER = 10_000_000


def merge(spells: Iterable[Spell]) -> list[Spell]:
    """Return the union; spells that touch become one, empty ones vanish."""
    merged: list[Spell] = []
    for start, end in sorted(spells):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def intersect(left: list[Spell], right: list[Spell]) -> list[Spell]:
    """Return the days in both."""
    if len(left) == 1 and len(right) == 1:  # by far the most common
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


def subtract(spells: list[Spell], taken: list[Spell]) -> list[Spell]:
    """Return the days of `spells` that are not in `taken`."""
    if not taken:
        return spells
    kept = []
    for start, end in spells:
        for taken_start, taken_end in taken:
            if taken_end <= start:
                continue
            if taken_start >= end:
                break
            if taken_start > start:
                kept.append((start, taken_start))
            start = max(start, taken_end)
        if start < end:
            kept.append((start, end))
    return kept


def covers(spells: list[Spell], day: int) -> bool:
    return any(start <= day < end for start, end in spells)
