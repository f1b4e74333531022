"""Cutting text into words, with where each word stands."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# A word, or an abbreviation with a Swedish ending after a colon: "SIP:en", "EU:s".
_WORD = re.compile(r"([^\W_]+)(?::[^\W\d_]{1,4}(?![^\W_]))?")

# Nothing a person says or writes is longer; what is longer is noise and would only fill the index.
LONGEST_WORD = 60


@dataclass(frozen=True, slots=True)
class Token:
    """One word in lower case, with its offsets in the text that was cut."""

    text: str
    start: int
    end: int


def normalise(text: str) -> str:
    """Compose accents (NFC), so that å is one letter however it was typed."""
    return unicodedata.normalize("NFC", text)


def tokenize(text: str) -> Iterator[Token]:
    """Cut text into words; å, ä, ö, é and the like stay letters of their own.

    The text should be normalised first; offsets point into what was given.
    """
    for match in _WORD.finditer(text):
        word = match.group(1)
        if len(word) <= LONGEST_WORD:
            yield Token(word.lower(), match.start(), match.end())


def fold(word: str) -> str:
    """Take the marks off the letters, as someone does who types without å, ä and ö."""
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def has_marked_letters(word: str) -> bool:
    """Tell whether any letter carries a mark that folding would take off."""
    return fold(word) != word
