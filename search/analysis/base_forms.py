"""The stem of a word in any of its forms, with the dictionary's help where Snowball falls short."""

from functools import lru_cache

from search.analysis.lexicon import SHORTEST_PART, swedish_lexicon
from search.analysis.stems import snowball

_SHORTEST_IN_A = 4


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return the stem of a word in lower case.

    Snowball keeps "kvinnan" and "kvinna" apart; where the dictionary knows the word in -a, or a
    compound that ends with it ("sjuksköterskan"), they share a stem.
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
    known = swedish_lexicon().words_in_a
    tails = range(SHORTEST_PART, len(word) - _SHORTEST_IN_A + 1)
    return word in known or any(word[at:] in known for at in tails)
