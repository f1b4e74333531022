"""BM25 over our own tokens and statistics, so that every engine ranks alike.

Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009), with two
fields: a token counts twice where the word stands, once where it is a part of a compound.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from search.analysis.queries import Query

STEM_WEIGHT = 2.0
PART_WEIGHT = 1.0
_SATURATION = 1.2
_LENGTH_EFFECT = 0.75


@dataclass(frozen=True, slots=True)
class Statistics:
    """What ranking must know of the whole index."""

    passages: int
    average_length: float
    passages_with: Mapping[str, int]

    def rarity(self, token: str) -> float:
        """Return the token's inverse document frequency; never negative."""
        having = self.passages_with.get(token, 0)
        return math.log(1 + (self.passages - having + 0.5) / (having + 0.5))


def relevance(query: Query, stems: Sequence[str], parts: Sequence[str], statistics: Statistics) -> float:
    """Return how well a passage answers a query; nothing in common is 0."""
    frequency: Counter[str] = Counter()
    wanted = query.tokens
    for tokens, weight in ((stems, STEM_WEIGHT), (parts, PART_WEIGHT)):
        for token in tokens:
            if token in wanted:
                frequency[token] += weight  # type: ignore[assignment]
    length = (len(stems) + len(parts)) / (statistics.average_length or 1)
    dampening = _SATURATION * (1 - _LENGTH_EFFECT + _LENGTH_EFFECT * length)
    score = 0.0
    for word in query.words:
        for token, weight in word.tokens.items():
            if found := frequency.get(token):
                score += weight * statistics.rarity(token) * found * (_SATURATION + 1) / (found + dampening)
    return score
