"""The parts of a question in GIFT."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from content_import.questions.formats.texts import TextFormat
from content_import.questions.formats.values import Draft, Unconvertible

_ENTRY = re.compile(r"([~=])([^~=]*)")
_WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:[.,]\d{1,8})?)%")
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_CHARACTERS = {0xE000 + index: character for index, character in enumerate("~=#{}:\\")}
GAP = "_____"


@dataclass(frozen=True)
class Entry:
    """An answer: `=` marks a right one, `~` another; `share` is its weight, 0..1 or less than 0."""

    is_equal: bool
    share: float
    text: str
    feedback: str


@dataclass(frozen=True)
class Parts:
    """A question around its answers."""

    draft: Draft
    format: TextFormat
    before: str
    answers: str
    after: str
    explanation: str

    @property
    def prompt(self) -> str:
        """The text with a line where its answers are, if they are in the middle of it."""
        is_inside = bool(self.after.strip())
        return self.lines(f"{self.before} {GAP} {self.after}" if is_inside else self.before)

    def lines(self, text: str) -> str:
        return self.format.lines(restore_escaped(text))

    def line(self, text: str) -> str:
        """Return a text of an answer, which can have a format of its own."""
        prefix = _FORMAT.match(text)
        text_format = TextFormat.named(prefix[1]) if prefix else self.format
        return text_format.line(restore_escaped(text[prefix.end() if prefix else 0 :]))


def restore_escaped(text: str) -> str:
    """Return a text with the characters that were escaped."""
    return text.translate(_CHARACTERS)


def entries_of(block: str) -> list[Entry]:
    """Return the answers in a pair of braces. Raises Unconvertible."""
    first = _ENTRY.search(block)
    if first is None or block[: first.start()].strip():
        raise Unconvertible(_("Each answer in the braces begins with = or ~, and one of these does not."))
    return [_entry(match[1], match[2]) for match in _ENTRY.finditer(block)]


def _entry(mark: str, content: str) -> Entry:
    weight = _WEIGHT.match(content)
    text, _hash, feedback = content[weight.end() if weight else 0 :].partition("#")
    share = float(weight[1].replace(",", ".")) / 100 if weight else float(mark == "=")
    return Entry(mark == "=", share, text.strip(), feedback.strip())
