"""The interface of search engines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from search.analysis.query_parser import Query
from search.enums import PassageKind
from search.models import Passage
from search.visibility import Visibility


@dataclass(frozen=True, slots=True)
class Filters:
    """The passages that a search is limited to, beside those that are visible."""

    kinds: tuple[PassageKind, ...] = tuple(PassageKind)
    #: primary key of a theme of the page; None: any
    theme: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """The primary key of a matching passage, and its score in the engine's own measure."""

    passage: int
    score: float


@dataclass(frozen=True, slots=True)
class Matches:
    """The matching passages, best first."""

    best: Sequence[Match] = ()
    #: inverse document frequency of the query's tokens, by which captions are chosen within a section
    rarity: Mapping[str, float] = field(default_factory=dict)


class Engine(Protocol):
    """An index of passages, chosen by the setting SEARCH_ENGINE.

    A source is the primary key of the page that passages belong to. `index` and `remove` are called within
    the transaction that writes the rows; an engine outside the database schedules its work and may lag, so
    callers compare every match with the database before they show it.
    """

    def clear(self) -> None:
        """Remove all passages before the index is rebuilt."""

    def index(self, passages: Sequence[Passage]) -> None:
        """Add passages that have been saved."""

    def remove(self, source: int) -> None:
        """Remove the passages of a source."""

    def search(self, query: Query, visibility: Visibility, filters: Filters, limit: int) -> Matches:
        """Return at most `limit` visible passages with any token and all phrases of a query with words."""
