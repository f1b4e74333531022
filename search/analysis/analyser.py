"""From text to the two columns of plain tokens that every engine indexes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from search.analysis.base_forms import stem
from search.analysis.compounds import compound_parts
from search.analysis.stop_words import STOP_WORDS
from search.analysis.tokens import Token, normalise, tokenize


class WordForms(NamedTuple):
    """What one word is found by: its stem, and the stems of its parts when it is a compound."""

    stem: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """An analysed text: the tokens of both columns, and the words as they were written."""

    stems: tuple[str, ...]
    parts: tuple[str, ...]
    words: frozenset[str]


@lru_cache(maxsize=100_000)
def forms(word: str) -> WordForms:
    """Return what a word in lower case is found by."""
    return WordForms(stem(word), compound_parts(word))


def content_tokens(text: str) -> Iterator[Token]:
    """Cut text into words and leave out those too common to search for."""
    return (token for token in tokenize(text) if token.text not in STOP_WORDS)


def analyse(text: str) -> Analysis:
    """Analyse text for the index."""
    words = [token.text for token in content_tokens(normalise(text))]
    return _joined(words, [forms(word) for word in words])


def _joined(words: Iterable[str], found: Iterable[WordForms]) -> Analysis:
    found = list(found)
    return Analysis(
        stems=tuple(form.stem for form in found),
        parts=tuple(part for form in found for part in form.parts),
        words=frozenset(words),
    )
