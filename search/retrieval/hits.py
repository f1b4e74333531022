"""Hits: passages with their relevance to a query."""

from dataclasses import dataclass

from search.models import Passage


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage and its relevance to a query."""

    passage: Passage
    score: float
