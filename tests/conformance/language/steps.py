"""The steps that a script is made of."""

from __future__ import annotations

from dataclasses import dataclass

from tests.conformance.language.values import Expected


@dataclass(frozen=True)
class Step:
    """One line of a script."""

    line: int
    text: str


@dataclass(frozen=True)
class Call(Step):
    """A call of the run-time's API, as content makes it."""

    function: str
    arguments: tuple[str, ...]
    expected: Expected
    #: the error codes of which one must stand afterwards; None where any may
    codes: frozenset[str] | None
    #: whether content makes the call as its page is left
    on_unload: bool = False


@dataclass(frozen=True)
class Command(Step):
    """Something that the learner does, or that happens to them."""

    word: str
    argument: str


@dataclass(frozen=True)
class Sight(Step):
    """What the learner sees in the player."""

    what: str
    item: str
    expected: Expected


@dataclass(frozen=True)
class Held(Step):
    """What the server holds, of the item that plays where none is named."""

    name: str
    item: str
    expected: Expected


@dataclass(frozen=True)
class Script:
    """A script as read: what it is for, and its steps."""

    #: "1.2" or "2004"
    standard: str
    steps: tuple[Step, ...]
    #: the name of a package of our own (packages.py), "" for a script that any package may be run with
    package: str = ""
    #: False: the script speaks in the place of the package's own pages. True: they run themselves
    content_plays: bool = False
    #: line and name of each deviation from the standard that the script says we make
    deviations: tuple[tuple[int, str], ...] = ()
