"""Stems of words in any form, by Snowball and, for definite forms in -an, the dictionary."""

from functools import lru_cache

from search.analysis.lexicon import SHORTEST_PART, swedish_lexicon
from search.analysis.stems import snowball

_SHORTEST_IN_A = 4


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return the stem of a word in lower case.

    Snowball gives "kvinnan" and "kvinna" different stems. If the dictionary has the word in -a, or a word
    that ends the compound ("sjuksköterskan"), the stem is that of the form in -a.
    """
    indefinite = word.removesuffix("s").removesuffix("n")
    if (
        len(indefinite) >= _SHORTEST_IN_A
        and word.removesuffix("s") == f"{indefinite}n"
        and _ends_as_a_word_in_a(indefinite)
    ):
        return snowball(indefinite)
    return snowball(word)


def _ends_as_a_word_in_a(word: str) -> bool:
    if not word.endswith("a"):
        return False
    words_in_a = swedish_lexicon().words_in_a
    tails = range(SHORTEST_PART, len(word) - _SHORTEST_IN_A + 1)
    return word in words_in_a or any(word[at:] in words_in_a for at in tails)
