"""Excerpts of texts with the matches of a query."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from search.analysis.analyser import content_tokens, word_stems
from search.analysis.tokens import Token

_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A section of a text and its matches, as offsets in the section."""

    text: str
    matches: tuple[tuple[int, int], ...]

    def as_html(self) -> SafeString:
        """Return the section as escaped HTML with each match in a `<mark>`."""
        pieces, at = [], 0
        for start, end in self.matches:
            pieces.append(format_html("{}<mark>{}</mark>", self.text[at:start], self.text[start:end]))
            at = end
        return format_html("{}{}", format_html_join("", "{}", ((piece,) for piece in pieces)), self.text[at:])


def matches(text: str, query_tokens: frozenset[str]) -> list[Token]:
    """Return the words of the text that match any of a query's tokens."""
    return [token for token in content_tokens(text) if _matches(token.text, query_tokens)]


def _matches(word: str, query_tokens: frozenset[str]) -> bool:
    stems = word_stems(word)
    return stems.stem in query_tokens or not query_tokens.isdisjoint(stems.parts)


def excerpt(text: str, query_tokens: frozenset[str], *, length: int = 180) -> Excerpt:
    """Return the section of about `length` characters, of whole words, with most different matches."""
    matching = matches(text, query_tokens)
    start, end = _best_window(text, matching, length)
    before, after = ("" if start == 0 else f"{_ELLIPSIS} "), ("" if end == len(text) else f" {_ELLIPSIS}")
    shift = len(before) - start
    inside = tuple((t.start + shift, t.end + shift) for t in matching if start <= t.start and t.end <= end)
    return Excerpt(f"{before}{text[start:end]}{after}", inside)


def _best_window(text: str, matching: Sequence[Token], length: int) -> tuple[int, int]:
    if len(text) <= length:
        return 0, len(text)
    anchor = max(matching, key=lambda token: _variety(matching, token.start, length), default=None)
    start = max(0, anchor.start - length // 6) if anchor else 0
    end = min(len(text), start + length)
    return _word_start(text, start), _word_end(text, end)


def _variety(matching: Iterable[Token], start: int, length: int) -> int:
    return len({token.text for token in matching if start <= token.start < start + length * 5 // 6})


def _word_start(text: str, at: int) -> int:
    return 0 if at == 0 else text.rfind(" ", 0, at) + 1


def _word_end(text: str, at: int) -> int:
    following = text.find(" ", at)
    return len(text) if following == -1 else following
