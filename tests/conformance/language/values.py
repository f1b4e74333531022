"""What a script expects of an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Exact:
    """This very text."""

    text: str

    def matches(self, got: str) -> bool:
        return got == self.text

    def __str__(self) -> str:
        return (
            f'"{self.text}"' if len(self.text) <= 80 else f'"{self.text[:77]}…" ({len(self.text)} characters)'
        )


def quoted(text: str) -> str:
    """Return a text as it is shown: in quotation marks, a long one cut."""
    return f'"{text}"' if len(text) <= 80 else f'"{text[:77]}…" ({len(text)} characters)'


@dataclass(frozen=True)
class Numeric:
    """This number, however it is written: 1 and 1.0 are equal."""

    text: str

    def matches(self, got: str) -> bool:
        try:
            return float(got) == float(self.text)
        except ValueError:
            return False

    def __str__(self) -> str:
        return self.text


_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?")


@dataclass(frozen=True)
class Duration:
    """This duration, however it is written: P1D and PT24H are equal."""

    text: str

    def matches(self, got: str) -> bool:
        return _seconds(got) == _seconds(self.text) is not None

    def __str__(self) -> str:
        return f'"{self.text}"'


def _seconds(text: str) -> tuple[int, float] | None:
    """Return the months and the seconds of an ISO 8601 duration; None for what is none."""
    match = _DURATION.fullmatch(text)
    if match is None:
        return None
    years, months, days, hours, minutes = (int(found or 0) for found in match.groups()[:5])
    seconds = ((days * 24 + hours) * 60 + minutes) * 60 + float(match[6] or 0)
    return years * 12 + months, round(seconds, 2)


@dataclass(frozen=True)
class Like:
    """A pattern: `#` is a digit, `?` any character, `*` any number of them; all else stands for itself."""

    pattern: str

    def matches(self, got: str) -> bool:
        return _is_like(self.pattern, got)

    def __str__(self) -> str:
        return f'~"{self.pattern}"'


@dataclass(frozen=True)
class Anything:
    """Any text at all."""

    def matches(self, got: str) -> bool:
        return True

    def __str__(self) -> str:
        return "*"


@dataclass(frozen=True)
class Expected:
    """One of several answers, where the standard allows more than one."""

    alternatives: tuple[Exact | Numeric | Duration | Like | Anything, ...]

    def matches(self, got: str) -> bool:
        return any(alternative.matches(got) for alternative in self.alternatives)

    def __str__(self) -> str:
        return " | ".join(map(str, self.alternatives))


@lru_cache(maxsize=1_000)
def _is_like(pattern: str, text: str) -> bool:
    """Match in at most len(pattern) × len(text) steps; a regular expression of a stranger's could hang."""
    at = position = mark = 0
    star = -1
    while position < len(text):
        if at < len(pattern) and pattern[at] == "*":
            star, mark = at, position
            at += 1
        elif at < len(pattern) and _fits(pattern[at], text[position]):
            at += 1
            position += 1
        elif star >= 0:
            mark += 1
            at, position = star + 1, mark
        else:
            return False
    return all(rest == "*" for rest in pattern[at:])


def _fits(sign: str, character: str) -> bool:
    return sign in ("?", character) or (sign == "#" and character in "0123456789")
