"""Values that elements of the data model accept, and the patterns of element names."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

#: returns whether a value may be stored in an element
Check = Callable[[str], bool]

#: indices above this are a fault or an attack; the largest real packages stay under a thousand
MAX_INDEX = 9_999

_DECIMAL = re.compile(r"-?(\d{1,10}(\.\d{0,18})?|\.\d{1,18})", re.ASCII)
_INDEX = re.compile(r"0|[1-9]\d{0,4}", re.ASCII)


def number(value: str) -> float | None:
    """Return the number that a decimal element holds, or None."""
    return float(value) if _DECIMAL.fullmatch(value) else None


def can_be_stored(value: str) -> bool:
    """Return whether a database can store a text: no NUL (PostgreSQL), no lone surrogate of UTF-16 (UTF-8).

    Content that packs its state into any numbers below 65,536 produces both, in JSON as escapes.
    """
    if "\x00" in value:
        return False
    try:
        return value.isascii() or bool(value.encode())
    except UnicodeEncodeError:
        return False


def text(longest: int) -> Check:
    """Return a check for texts of at most `longest` characters that can be stored."""
    return lambda value: len(value) <= longest and can_be_stored(value)


def one_of(*words: str) -> Check:
    return lambda value: value in words


def decimal(lowest: float = -math.inf, highest: float = math.inf) -> Check:
    """Return a check for decimals within a range, both ends included."""

    def check(value: str) -> bool:
        decimal_value = number(value)
        return decimal_value is not None and lowest <= decimal_value <= highest

    return check


def either(*checks: Check) -> Check:
    return lambda value: any(check(value) for check in checks)


@dataclass(frozen=True)
class DataModel:
    """One standard's elements by path without "cmi.", with `n` for an index."""

    writable: Mapping[str, Check]
    #: elements that the learning management system sets; values that content sends back are ignored
    read_only: frozenset[str]
    #: elements that describe one session and are not carried into the next
    of_session: frozenset[str] = field(default_factory=frozenset)

    @cached_property
    def collections(self) -> frozenset[str]:
        """The first segments of elements that have an index."""
        return frozenset(path.split(".n")[0] for path in self.writable if ".n" in path)


def pattern_of(path: str) -> str | None:
    """Return an element's path with its indices as `n`, or None when an index is out of bounds or none."""
    words = []
    for word in path.split("."):
        if word == "n":
            # The letter itself is no index, and no element has that name.
            return None
        if word[:1].isdigit():
            if _INDEX.fullmatch(word) is None or int(word) > MAX_INDEX:
                return None
            words.append("n")
        else:
            words.append(word)
    return ".".join(words)
