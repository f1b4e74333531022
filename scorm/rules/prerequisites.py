"""Items that may be chosen by adlcp:prerequisites, the AICC script of SCORM 1.2 (CAM 2.3.2.5.1)."""

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import product

_TOKEN = re.compile(r"\s*([&|~()*{},]|=|<>|\"[^\"]*\"|\d+(?=\*)|[\w.\-]+)")
_DONE = frozenset({"completed", "passed"})
#: AICC's one-letter codes of a status
_LETTERS = {
    "p": "passed",
    "f": "failed",
    "c": "completed",
    "i": "incomplete",
    "n": "not attempted",
    "b": "browsed",
}
_MAX_DEPTH = 20
#: up to so many items every combination of statuses is evaluated
_MOST_COMBINED = 3


def first_to_do(expression: str, statuses: Mapping[str, str]) -> str:
    """Return the identifier of the item to do first to make `expression` true, "" if there is none.

    An item that suffices alone is preferred to one of several that are required. `statuses` has the status of
    every item by identifier, in the order of the table of contents.
    """
    named = {token for token in _TOKEN.findall(expression) if token in statuses}
    remaining = [item for item in statuses if item in named and statuses[item] not in _DONE]
    first = (_first_needed(remaining, expression, statuses, end) for end in ("completed", "passed"))
    return next(filter(None, first), "")


def _first_needed(
    remaining: Sequence[str], expression: str, statuses: Mapping[str, str], end_status: str
) -> str:
    """Return the first of `remaining` to do, if each of them gets the status `end_status` by being done.

    That is the first that makes `expression` true alone; else, of those that make it true together, the first
    that cannot be left out. "" if there is none.
    """
    for item in remaining:
        if may_be_chosen(expression, {**statuses, item: end_status}):
            return item
    all_done = {**statuses, **dict.fromkeys(remaining, end_status)}
    if not may_be_chosen(expression, all_done):
        return ""
    needed = (item for item in remaining if not may_be_chosen(expression, {**all_done, item: statuses[item]}))
    return next(needed, "")


def open_items(
    prerequisites: Mapping[str, str], inside: Mapping[str, Collection[str]], statuses: Mapping[str, str]
) -> set[str]:
    """Return the items that may be chosen; `inside` has the leaves of each item, itself for a leaf.

    Where no action of the learner could ever open an item that is not begun (it requires itself, its own
    folder, or an item that requires it), the manifest is at fault, and the item is open.
    """
    closed = {item for item, text in prerequisites.items() if not may_be_chosen(text, statuses)}
    opened = prerequisites.keys() - closed
    stuck, has_changed = set(closed), True
    while has_changed:
        has_changed = False
        for item in [item for item in prerequisites if item in stuck]:
            words = set(_TOKEN.findall(prerequisites[item])) & inside.keys()
            doable = [name for name in words if stuck.isdisjoint(inside[name])]
            # An item that requires only items that can be done stays closed, as its manifest has it.
            if len(doable) == len(words) or _could_hold(prerequisites[item], statuses, doable):
                stuck.remove(item)
                has_changed = True
    return opened | {item for item in stuck if statuses[item] == "not attempted"}


def _could_hold(expression: str, statuses: Mapping[str, str], doable: Collection[str]) -> bool:
    """Return whether it is true for some statuses of the items that can be done, the others unchanged.

    All combinations are evaluated for few items; for more, one or all of them with the same status.
    """
    ends = tuple(_LETTERS.values())
    if len(doable) <= _MOST_COMBINED:
        trials = (dict(zip(doable, each, strict=True)) for each in product(ends, repeat=len(doable)))
    else:
        groups = (doable, *([name] for name in doable))
        trials = (dict.fromkeys(items, end) for end in ends for items in groups)
    return any(may_be_chosen(expression, {**statuses, **trial}) for trial in trials)


class _Unreadable(ValueError):
    """An expression that is not AICC script."""


def may_be_chosen(expression: str, statuses: Mapping[str, str]) -> bool:
    """Return whether `expression` is true for the 1.2 statuses of all items by identifier.

    An expression that is invalid, or names an item that does not exist, counts as true: a fault in a manifest
    never locks the learner out.
    """
    if not expression.strip():
        return True
    try:
        parser = _Parser(expression, statuses)
        return parser.whole()
    except _Unreadable:
        return True


class _Parser:
    """A recursive descent parser that evaluates AICC script.

    expression: term { "|" term }; term: factor { "&" factor }; factor: ~factor, (…), set or comparison.
    """

    def __init__(self, expression: str, statuses: Mapping[str, str]) -> None:
        self.tokens: list[str] = []
        self.statuses = statuses
        self.depth = 0
        position, expression = 0, expression.strip()
        while position < len(expression):
            match = _TOKEN.match(expression, position)
            if match is None:
                raise _Unreadable
            self.tokens.append(match.group(1))
            position = match.end()

    def whole(self) -> bool:
        holds = self._either()
        if self.tokens:
            raise _Unreadable
        return holds

    def _peek(self) -> str:
        return self.tokens[0] if self.tokens else ""

    def _take(self, expected: str = "") -> str:
        if not self.tokens or (expected and self.tokens[0] != expected):
            raise _Unreadable
        return self.tokens.pop(0)

    def _either(self) -> bool:
        holds = self._both()
        while self._peek() == "|":
            self._take()
            holds = self._both() or holds
        return holds

    def _both(self) -> bool:
        holds = self._factor()
        while self._peek() == "&":
            self._take()
            holds = self._factor() and holds
        return holds

    def _factor(self) -> bool:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise _Unreadable
        word = self._take()
        if word == "~":
            holds = not self._factor()
        elif word == "(":
            holds = self._either()
            self._take(")")
        elif word.isdigit() and self._peek() == "*":
            holds = self._set(int(word))
        else:
            holds = self._comparison(word)
        self.depth -= 1
        return holds

    def _set(self, required: int) -> bool:
        self._take("*")
        self._take("{")
        results = [self._either()]
        while self._peek() == ",":
            self._take()
            results.append(self._either())
        self._take("}")
        return sum(results) >= required

    def _comparison(self, identifier: str) -> bool:
        if not re.fullmatch(r"[\w.\-]+", identifier):
            raise _Unreadable
        if identifier not in self.statuses:
            # No action of the learner could ever meet it.
            raise _Unreadable
        status = self.statuses[identifier]
        if self._peek() not in {"=", "<>"}:
            return status in _DONE
        operator = self._take()
        word = self._take().strip('"').lower()
        equal = status == _LETTERS.get(word, word)
        return equal if operator == "=" else not equal
