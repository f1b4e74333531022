"""Statistical disclosure control of answers to a question: no group under five can be derived.

Three rules:

- answers given by fewer than five are counted as "another answer", right and wrong ones separately; if
  these together are under five, they are added to the most common answer of the same correctness, so that
  no cell can be derived from a total. (Added to a rarer one, the order would disclose it: without others, it
  would have been more common. Added to the other correctness, the number of right answers would.)
- if the number of right or of wrong answers is under five, neither is published, only which one it is;
- published numbers are rounded to the nearest five, each independently, and zero looks like four.

`publication` publishes again only when five more people have answered, so that the difference of two
publications does not disclose the answer of one person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from lms.reports.api import LEAST, nearest

#: answers listed individually; the rest are counted together
MAX_SHOWN = 8


class Few(StrEnum):
    """The number that is under five."""

    RIGHT = "right"
    WRONG = "wrong"


@dataclass(frozen=True)
class Judged:
    """The numbers of right and wrong answers; None is hidden."""

    right: int | None
    wrong: int | None
    few: Few | None = None

    @property
    def total(self) -> int:
        """Return the sum of both published numbers; 0 if they are hidden."""
        return (self.right or 0) + (self.wrong or 0)

    @property
    def percent(self) -> int | None:
        """Return the share of right answers, from the published numbers."""
        return round(100 * (self.right or 0) / self.total) if self.total else None


@dataclass(frozen=True)
class Tally:
    """An answer with its rounded number of people; "" is every other answer of the same correctness."""

    answer: str
    people: int
    is_right: bool = False
    #: fewer than five people (perhaps none) with other answers are counted here
    holds_rest: bool = False


def publishable_judged(right: int, wrong: int) -> Judged | None:
    """Return the publishable numbers of right and wrong answers, or None if too few were judged."""
    if right + wrong < LEAST or (right < LEAST and wrong < LEAST):
        return None
    if right < LEAST:
        return Judged(None, None, Few.RIGHT)
    if wrong < LEAST:
        return Judged(None, None, Few.WRONG)
    return Judged(nearest(right), nearest(wrong))


def publishable_answers(counts: Mapping[tuple[str, bool], int]) -> list[Tally]:
    """Return the publishable answers, most common first; an empty list if all are too few.

    The keys of `counts` are answer and correctness, which is False for answers that were not judged.
    """
    right, wrong = (_Correctness.of(counts, is_right) for is_right in (True, False))
    groups = sorted((right, wrong), key=lambda group: -nearest(group.largest))
    if not groups[0].visible:
        return []
    for group in groups[1:]:
        if group.rest < LEAST and not group.visible:
            # Their number is not published (`publishable_judged`), so they may be added to the other group.
            groups[0].rest += group.rest
            group.rest = 0
    published = (tally for group in groups for tally in group.publishable())
    return sorted(published, key=lambda tally: (not tally.answer, -tally.people, tally.answer))


@dataclass
class _Correctness:
    """The right answers to a question, or the other ones."""

    is_right: bool
    #: answers of enough people, most common first by rounded number
    visible: list[tuple[str, int]]
    rest: int

    @classmethod
    def of(cls, counts: Mapping[tuple[str, bool], int], is_right: bool) -> _Correctness:
        answers = [(answer, people) for (answer, right), people in counts.items() if right is is_right]
        frequent = [(answer, people) for answer, people in answers if answer and people >= LEAST]
        # By rounded number: an exact order would disclose the larger of two numbers that are rounded equally.
        visible = sorted(frequent, key=lambda pair: (-nearest(pair[1]), pair[0]))[:MAX_SHOWN]
        rest = sum(people for _, people in answers) - sum(people for _, people in visible)
        return cls(is_right, visible, rest)

    @property
    def largest(self) -> int:
        return self.visible[0][1] if self.visible else 0

    def publishable(self) -> list[Tally]:
        if self.rest >= LEAST or not self.visible:
            others = [Tally("", nearest(self.rest), self.is_right)] if self.rest >= LEAST else []
            return [Tally(answer, nearest(people), self.is_right) for answer, people in self.visible] + others
        (most_common, people), *others_visible = self.visible
        return [
            Tally(most_common, nearest(people + self.rest), self.is_right, holds_rest=True),
            *(Tally(answer, nearest(people), self.is_right) for answer, people in others_visible),
        ]


def publishable_total(people: int) -> int | None:
    """Return the rounded number of people, or None under five."""
    return nearest(people) if people >= LEAST else None


def publishable_seconds(median: float, people: int) -> int | None:
    """Return a median time rounded to five seconds, at least five; None for fewer than five people."""
    return max(nearest(round(median)), LEAST) if people >= LEAST else None
