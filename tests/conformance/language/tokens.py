"""One line of a script, taken apart from left to right."""

from __future__ import annotations

import json
import re

MAX_TEXT = 1_000_000
MAX_LINE = 4_000
MAX_STEPS = 20_000
#: the longest text that repetition may make; the longest element holds 64,000 characters
MAX_REPEATED = 200_000

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<text>"(?:[^"\\]|\\.)*")
    | (?P<number>-?\d+(?:\.\d+)?(?![\w.]))
    | (?P<name>[^\W\d](?:[\w.]|-(?!>))*)
    | (?P<sign>->|[(),|!~*])
    | (?P<comment>\#.*)
    )""",
    re.VERBOSE,
)


class Unreadable(ValueError):
    """What cannot be read on a line, and what was looked for."""


class Line:
    """The tokens of a line, each a kind and its text."""

    def __init__(self, written: str) -> None:
        self._tokens: list[tuple[str, str]] = []
        self._at = 0
        place = 0
        written = written.rstrip()
        while place < len(written):
            match = _TOKEN.match(written, place)
            if match is None:
                raise Unreadable(f"cannot be read from: {written[place:].strip()[:40]}")
            if match.lastgroup == "comment":
                break
            self._tokens.append((str(match.lastgroup), match[str(match.lastgroup)]))
            place = match.end()

    @property
    def is_empty(self) -> bool:
        """True when nothing is left."""
        return self._at >= len(self._tokens)

    @property
    def is_text(self) -> bool:
        return not self.is_empty and self._tokens[self._at][0] == "text"

    def end(self) -> None:
        """Raise Unreadable when something is left."""
        if not self.is_empty:
            raise Unreadable(f"nothing more was looked for, and there is {self._tokens[self._at][1]}")

    def takes(self, sign: str) -> bool:
        """Take that sign if it comes next."""
        found = not self.is_empty and self._tokens[self._at] == ("sign", sign)
        self._at += found
        return found

    def takes_word(self, word: str) -> bool:
        found = not self.is_empty and self._tokens[self._at] == ("name", word)
        self._at += found
        return found

    def must(self, sign: str) -> None:
        if not self.takes(sign):
            raise Unreadable(f"looked for {sign}, found {self._found()}")

    def name(self, what: str) -> str:
        return self._take(what, "name")

    def bare(self, what: str) -> str:
        """A word or a number."""
        return self._take(what, "name", "number")

    def bare_or_text(self, what: str) -> str:
        return self.text(what) if self.is_text else self.bare(what)

    def whole_number(self, what: str) -> str:
        found = self._take(what, "number")
        if not found.isdigit():
            raise Unreadable(f"looked for {what}, found {found}")
        return found

    def text(self, what: str) -> str:
        """A text in quotation marks with JSON's escapes, repeated where `* N` follows."""
        written = self._take(what, "text")
        try:
            found = str(json.loads(written))
        except ValueError:
            raise Unreadable(f"{written[:40]} is no text as JSON writes it") from None
        if self.takes("*"):
            times = int(self.whole_number("how many times"))
            if len(found) * times > MAX_REPEATED:
                raise Unreadable(f"a text is at most {MAX_REPEATED} characters long")
            found *= times
        return found

    def _take(self, what: str, *kinds: str) -> str:
        if self.is_empty or self._tokens[self._at][0] not in kinds:
            raise Unreadable(f"looked for {what}, found {self._found()}")
        self._at += 1
        return self._tokens[self._at - 1][1]

    def _found(self) -> str:
        return "the end of the line" if self.is_empty else self._tokens[self._at][1]
