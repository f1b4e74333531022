"""Marking the words that were found, and cutting a text down to where they are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from search.analysis.analyser import content_tokens, forms
from search.analysis.tokens import Token

_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A stretch of a text and the matches in it, by offsets into the stretch."""

    text: str
    matches: tuple[tuple[int, int], ...]

    def as_html(self) -> SafeString:
        """Return the stretch, escaped, with each match in a `<mark>`."""
        pieces, at = [], 0
        for start, end in self.matches:
            pieces.append(format_html("{}<mark>{}</mark>", self.text[at:start], self.text[start:end]))
            at = end
        return format_html("{}{}", format_html_join("", "{}", ((piece,) for piece in pieces)), self.text[at:])


def matches(text: str, wanted: frozenset[str]) -> list[Token]:
    """Return the words of the text that a query's tokens answer to."""
    return [token for token in content_tokens(text) if _is_wanted(token.text, wanted)]


def _is_wanted(word: str, wanted: frozenset[str]) -> bool:
    found = forms(word)
    return found.stem in wanted or not wanted.isdisjoint(found.parts)


def excerpt(text: str, wanted: frozenset[str], *, length: int = 180) -> Excerpt:
    """Cut out the stretch of about `length` characters with most different matches, whole words only."""
    found = matches(text, wanted)
    start, end = _best_window(text, found, length)
    before, after = ("" if start == 0 else f"{_ELLIPSIS} "), ("" if end == len(text) else f" {_ELLIPSIS}")
    shift = len(before) - start
    inside = tuple((t.start + shift, t.end + shift) for t in found if start <= t.start and t.end <= end)
    return Excerpt(f"{before}{text[start:end]}{after}", inside)


def _best_window(text: str, found: Sequence[Token], length: int) -> tuple[int, int]:
    if len(text) <= length:
        return 0, len(text)
    anchor = max(found, key=lambda token: _variety(found, token.start, length), default=None)
    start = max(0, anchor.start - length // 6) if anchor else 0
    end = min(len(text), start + length)
    return _word_start(text, start), _word_end(text, end)


def _variety(found: Iterable[Token], start: int, length: int) -> int:
    return len({token.text for token in found if start <= token.start < start + length * 5 // 6})


def _word_start(text: str, at: int) -> int:
    return 0 if at == 0 else text.rfind(" ", 0, at) + 1


def _word_end(text: str, at: int) -> int:
    following = text.find(" ", at)
    return len(text) if following == -1 else following
