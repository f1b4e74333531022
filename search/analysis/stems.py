"""The Snowball stemmer for Swedish."""

from functools import lru_cache

import Stemmer

_swedish = Stemmer.Stemmer("swedish", 0)


@lru_cache(maxsize=100_000)
def snowball(word: str) -> str:
    """Return the Snowball stem of a word in lower case: "samtalen" gives "samtal"."""
    return str(_swedish.stemWord(word))
