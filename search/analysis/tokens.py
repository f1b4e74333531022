"""Tokenisation of text, with the offsets of each word."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# A word, or an abbreviation with a Swedish ending after a colon: "SIP:en", "EU:s".
_WORD = re.compile(r"([^\W_]+)(?::[^\W\d_]{1,4}(?![^\W_]))?")

# Longer strings are no words and would only enlarge the index.
MAX_WORD_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Token:
    """A word in lower case, with its offsets in the text."""

    text: str
    start: int
    end: int


def compose(text: str) -> str:
    """Return the text in composed form (NFC), in which å is one character."""
    return unicodedata.normalize("NFC", text)


def tokenize(text: str) -> Iterator[Token]:
    """Yield the words of a text; å, ä, ö and é are letters of their own.

    The text should be in composed form (`compose`). Offsets are those of the argument.
    """
    for match in _WORD.finditer(text):
        word = match.group(1)
        if len(word) <= MAX_WORD_LENGTH:
            yield Token(word.lower(), match.start(), match.end())


def normalise(word: str) -> str:
    """Return the word without diacritics, as typed without å, ä and ö."""
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def has_diacritics(word: str) -> bool:
    """Return whether the word has diacritics that `normalise` removes."""
    return normalise(word) != word
