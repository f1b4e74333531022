"""Measures of how easy a Swedish text is to read."""

from __future__ import annotations

import re
from collections.abc import Iterator

#: letters of a long word, by the definition of LIX (Björnsson 1968)
LONG_WORD = 7
#: a word has letters; digits and signs are none
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
#: the end of a sentence, or of a paragraph, heading or point of a list
_END = re.compile(r"(?<=[.!?:…])[”\"’)]*\s+|\n+")


def words_of(text: str) -> list[str]:
    return _WORD.findall(text)


def sentences_of(text: str) -> Iterator[str]:
    """Yield the sentences that have words; each line is a sentence of its own."""
    return (sentence.strip() for sentence in _END.split(text) if _WORD.search(sentence))


def lix(text: str) -> float | None:
    """Return the readability index: words per sentence, plus long words per hundred; None without words.

    Below 30 is easy, 30-40 ordinary, above 50 difficult.
    """
    words = words_of(text)
    if not words:
        return None
    long_words = sum(len(word) >= LONG_WORD for word in words)
    return len(words) / len(list(sentences_of(text))) + 100 * long_words / len(words)
