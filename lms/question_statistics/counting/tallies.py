"""What may be told of how a question was answered: no group under five, nor anything that gives one away.

Three things together:

- answers that fewer than five gave are counted as "another answer", right ones and wrong ones each; where
  those together are under five, they are counted with the most common one of the same kind, so that there is
  no cell that a total could tell. (With a rarer one the order would: had nobody answered otherwise, it would
  have been the more common. With one of the other kind the number of right answers would.)
- of right and wrong neither number is told where one of them is under five, only which;
- what is told is rounded to the nearest five, each number by itself. None is not told from four.

That figures are published anew only when five people more have answered (`publication`) keeps two looks,
one before and one after, from telling what one person answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from lms.reports.api import LEAST, nearest

#: answers shown by themselves; the rest are counted together
MOST_SHOWN = 8


class Few(StrEnum):
    """Which of the two numbers is under five."""

    RIGHT = "right"
    WRONG = "wrong"


@dataclass(frozen=True)
class Judged:
    """How many answered right and wrong; None is hidden."""

    right: int | None
    wrong: int | None
    few: Few | None = None

    @property
    def total(self) -> int:
        """Both numbers that are told; 0 where they are hidden."""
        return (self.right or 0) + (self.wrong or 0)

    @property
    def percent(self) -> int | None:
        """The share that was right, from the numbers that are told."""
        return round(100 * (self.right or 0) / self.total) if self.total else None


@dataclass(frozen=True)
class Tally:
    """An answer and how many gave it, rounded; "" is every other answer of its kind."""

    answer: str
    people: int
    is_right: bool = False
    #: fewer than five (perhaps none) who answered something else are counted here
    holds_rest: bool = False


def tell_judged(right: int, wrong: int) -> Judged | None:
    """Return what may be told of right and wrong, or None where too few were judged."""
    if right + wrong < LEAST or (right < LEAST and wrong < LEAST):
        return None
    if right < LEAST:
        return Judged(None, None, Few.RIGHT)
    if wrong < LEAST:
        return Judged(None, None, Few.WRONG)
    return Judged(nearest(right), nearest(wrong))


def tell_answers(counts: Mapping[tuple[str, bool], int]) -> list[Tally]:
    """Return the answers that may be shown, the most common first; nothing where all of them are too few.

    `counts` are by answer and whether it was right; one that nobody judged is not.
    """
    right, wrong = (_Kind.of(counts, is_right) for is_right in (True, False))
    kinds = sorted((right, wrong), key=lambda kind: -nearest(kind.largest))
    if not kinds[0].shown:
        return []
    for kind in kinds[1:]:
        if kind.rest < LEAST and not kind.shown:
            # Nothing is told of how many these are (`tell_judged`), so they may be counted with the others.
            kinds[0].rest += kind.rest
            kind.rest = 0
    return sorted((tally for kind in kinds for tally in kind.told()), key=_most_common_first)


@dataclass
class _Kind:
    """The right answers to a question, or the others."""

    is_right: bool
    #: those that enough people gave, the most common first as far as it is told
    shown: list[tuple[str, int]]
    rest: int

    @classmethod
    def of(cls, counts: Mapping[tuple[str, bool], int], is_right: bool) -> _Kind:
        found = [(answer, people) for (answer, right), people in counts.items() if right is is_right]
        enough = [(answer, people) for answer, people in found if answer and people >= LEAST]
        # By what is told: an exact order would tell which of two equal numbers is the larger.
        shown = sorted(enough, key=lambda pair: (-nearest(pair[1]), pair[0]))[:MOST_SHOWN]
        rest = sum(people for _, people in found) - sum(people for _, people in shown)
        return cls(is_right, shown, rest)

    @property
    def largest(self) -> int:
        return self.shown[0][1] if self.shown else 0

    def told(self) -> list[Tally]:
        if self.rest >= LEAST or not self.shown:
            others = [Tally("", nearest(self.rest), self.is_right)] if self.rest >= LEAST else []
            return [Tally(answer, nearest(people), self.is_right) for answer, people in self.shown] + others
        (most_common, people), *others_shown = self.shown
        return [
            Tally(most_common, nearest(people + self.rest), self.is_right, holds_rest=True),
            *(Tally(answer, nearest(people), self.is_right) for answer, people in others_shown),
        ]


def _most_common_first(tally: Tally) -> tuple[bool, int, str]:
    return not tally.answer, -tally.people, tally.answer


def tell_total(people: int) -> int | None:
    """Return how many answered, rounded, or None under five."""
    return nearest(people) if people >= LEAST else None


def tell_seconds(median: float, people: int) -> int | None:
    """Return a median time to the nearest five seconds, at least five, or None where under five told one."""
    return max(nearest(round(median)), LEAST) if people >= LEAST else None
