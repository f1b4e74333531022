"""BM25 over tokens and statistics of the index, the same for both databases.

Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009), with two
fields: a token counts twice as a word, once as a part of a compound.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from search.analysis.query_parser import Query

STEM_WEIGHT = 2.0
PART_WEIGHT = 1.0
_SATURATION = 1.2
_LENGTH_EFFECT = 0.75


@dataclass(frozen=True, slots=True)
class Statistics:
    """The statistics of the index that ranking reads."""

    passages: int
    average_length: float
    passages_with: Mapping[str, int]

    def rarity(self, token: str) -> float:
        """Return the token's inverse document frequency; never negative."""
        count = self.passages_with.get(token, 0)
        return math.log(1 + (self.passages - count + 0.5) / (count + 0.5))


def relevance(query: Query, stems: Sequence[str], parts: Sequence[str], statistics: Statistics) -> float:
    """Return the relevance of a passage to a query, 0 without common tokens."""
    frequency: Counter[str] = Counter()
    query_tokens = query.tokens
    for tokens, weight in ((stems, STEM_WEIGHT), (parts, PART_WEIGHT)):
        for token in tokens:
            if token in query_tokens:
                frequency[token] += weight  # type: ignore[assignment]
    length = (len(stems) + len(parts)) / (statistics.average_length or 1)
    dampening = _SATURATION * (1 - _LENGTH_EFFECT + _LENGTH_EFFECT * length)
    score = 0.0
    for word in query.words:
        for token, weight in word.tokens.items():
            if count := frequency.get(token):
                score += weight * statistics.rarity(token) * count * (_SATURATION + 1) / (count + dampening)
    return score
