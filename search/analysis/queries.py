"""From what a person typed to what the index is asked for."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from search.analysis.analyser import content_tokens, forms
from search.analysis.tokens import has_marked_letters, normalise

# A question is a line; the rest of what someone pastes is not read.
LONGEST_QUERY = 300
MOST_WORDS = 24
_QUOTED = re.compile(r"[\"”“„«»]([^\"”“„«»]+)[\"”“„«»]")

PART_WEIGHT = 0.5
SYNONYM_WEIGHT = 0.6


class Vocabulary(Protocol):
    """What a query needs to know of the words in the index and of their like."""

    def words_with_same_fold(self, words: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """Return, for each word, the index's words that are spelt alike but for å, ä, ö and accents."""

    def synonyms(self, words: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """Return, for each word or stem given, the expressions that mean the same."""


class NoVocabulary:
    """A vocabulary that knows nothing: words stand for themselves alone."""

    def words_with_same_fold(self, words: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """Return nothing."""
        return {}

    def synonyms(self, words: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """Return nothing."""
        return {}


@dataclass(frozen=True, slots=True)
class QueryWord:
    """A word as it was typed, and the tokens that answer to it with the weight of each."""

    written: str
    tokens: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for: any of the words, and all of the phrases."""

    words: tuple[QueryWord, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.words)

    @property
    def tokens(self) -> frozenset[str]:
        """Every token that a passage may be found by."""
        return frozenset(token for word in self.words for token in word.tokens)


def parse_query(text: str, vocabulary: Vocabulary | None = None) -> Query:
    """Read any text as a query; there is no syntax to get wrong.

    Words in quotation marks must stand together. When nothing typed has a letter with a mark, the
    vocabulary's words that only differ in marks are asked for too.
    """
    vocabulary = vocabulary or NoVocabulary()
    text = normalise(text[:LONGEST_QUERY])
    written = list(dict.fromkeys(token.text for token in content_tokens(text)))[:MOST_WORDS]
    marked = any(has_marked_letters(word) for word in written)
    restored = {} if marked else vocabulary.words_with_same_fold(written)
    synonyms = vocabulary.synonyms(written)
    words = tuple(
        QueryWord(word, _tokens(word, restored.get(word, ()), synonyms.get(word, ()))) for word in written
    )
    return Query(words, tuple(_phrases(text)))


def _tokens(word: str, restored: Iterable[str], synonyms: Iterable[str]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for meant in (word, *restored):
        _add(weights, meant, 1.0)
    for synonym in synonyms:
        for token in content_tokens(normalise(synonym)):
            _add(weights, token.text, SYNONYM_WEIGHT)
    return weights


def _add(weights: dict[str, float], word: str, weight: float) -> None:
    stem, parts = forms(word)
    weights[stem] = max(weight, weights.get(stem, 0))
    for part in parts:
        weights.setdefault(part, weight * PART_WEIGHT)


def _phrases(text: str) -> Iterable[tuple[str, ...]]:
    for quoted in _QUOTED.findall(text):
        stems = tuple(forms(token.text).stem for token in content_tokens(quoted))
        if len(stems) > 1:
            yield stems[:MOST_WORDS]
