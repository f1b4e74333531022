"""Analysis of text into the two columns of tokens that every engine indexes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from search.analysis.base_forms import stem
from search.analysis.compounds import compound_parts
from search.analysis.stop_words import STOP_WORDS
from search.analysis.tokens import Token, compose, tokenize


class WordStems(NamedTuple):
    """The stem of a word, and the stems of its parts if it is a compound."""

    stem: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """The tokens of a text for both columns, and its words as written."""

    stems: tuple[str, ...]
    parts: tuple[str, ...]
    words: frozenset[str]


@lru_cache(maxsize=100_000)
def word_stems(word: str) -> WordStems:
    """Return the stems of a word in lower case."""
    return WordStems(stem(word), compound_parts(word))


def content_tokens(text: str) -> Iterator[Token]:
    """Return the tokens of a text without stop words."""
    return (token for token in tokenize(text) if token.text not in STOP_WORDS)


def analyse(text: str) -> Analysis:
    """Return the analysis of a text for the index."""
    words = [token.text for token in content_tokens(compose(text))]
    return _joined(words, [word_stems(word) for word in words])


def _joined(words: Iterable[str], stems: Iterable[WordStems]) -> Analysis:
    stems = list(stems)
    return Analysis(
        stems=tuple(word.stem for word in stems),
        parts=tuple(part for word in stems for part in word.parts),
        words=frozenset(words),
    )
