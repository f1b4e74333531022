"""The parser of search queries."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from search.analysis.analyser import content_tokens, word_stems
from search.analysis.tokens import compose, has_diacritics

# Characters of a query that are read; longer ones are pasted text.
MAX_QUERY_LENGTH = 300
MAX_WORDS = 24
_QUOTED = re.compile(r"[\"”“„«»]([^\"”“„«»]+)[\"”“„«»]")

PART_WEIGHT = 0.5
SYNONYM_WEIGHT = 0.6


class Vocabulary(Protocol):
    """The words of the index that a query can be expanded with."""

    def words_normalised_alike(self, words: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """Return, for each word, the index's words that differ in diacritics only."""

    def synonyms(self, words: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """Return, for each word or stem, the expressions with the same meaning."""


@dataclass(frozen=True, slots=True)
class QueryWord:
    """A word as typed, and the tokens that match it with their weights."""

    text: str
    tokens: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Query:
    """A query that matches any of the words and all of the phrases."""

    words: tuple[QueryWord, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.words)

    @property
    def tokens(self) -> frozenset[str]:
        """Return the tokens of all words."""
        return frozenset(token for word in self.words for token in word.tokens)


def parse_query(text: str, vocabulary: Vocabulary | None = None) -> Query:
    """Return the query in any text; there are no syntax errors.

    Words in quotation marks are a phrase. If no typed word has diacritics, the vocabulary's words that differ
    in diacritics only are included.
    """
    text = compose(text[:MAX_QUERY_LENGTH])
    typed = list(dict.fromkeys(token.text for token in content_tokens(text)))[:MAX_WORDS]
    is_accented = any(has_diacritics(word) for word in typed)
    accented = vocabulary.words_normalised_alike(typed) if vocabulary and not is_accented else {}
    synonyms = vocabulary.synonyms(typed) if vocabulary else {}
    words = tuple(
        QueryWord(word, _tokens(word, accented.get(word, ()), synonyms.get(word, ()))) for word in typed
    )
    return Query(words, tuple(_phrases(text)))


def _tokens(word: str, accented: Iterable[str], synonyms: Iterable[str]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for spelling in (word, *accented):
        _add_weights(weights, spelling, 1.0)
    for synonym in synonyms:
        for token in content_tokens(compose(synonym)):
            _add_weights(weights, token.text, SYNONYM_WEIGHT)
    return weights


def _add_weights(weights: dict[str, float], word: str, weight: float) -> None:
    stem, parts = word_stems(word)
    weights[stem] = max(weight, weights.get(stem, 0))
    for part in parts:
        weights.setdefault(part, weight * PART_WEIGHT)


def _phrases(text: str) -> Iterable[tuple[str, ...]]:
    for quoted in _QUOTED.findall(text):
        stems = tuple(word_stems(token.text).stem for token in content_tokens(quoted))
        if len(stems) > 1:
            yield stems[:MAX_WORDS]
