"""The engine of the database: its full-text index over the rows of `Passage`."""

from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import Q, QuerySet
from wagtail.models import Page

from courses.api import ModulePage, SeminarPage
from search.analysis.query_parser import Query
from search.engines.base import Filters, Match, Matches
from search.engines.full_text import FullTextIndex, Selection
from search.engines.postgresql import PostgresqlIndex
from search.engines.ranking import Statistics, relevance
from search.engines.sqlite import SqliteIndex
from search.enums import TermKind
from search.models import IndexTotals, Passage, Term
from search.visibility import Visibility, visible_pages

_INDEXES: dict[str, FullTextIndex] = {"sqlite": SqliteIndex(), "postgresql": PostgresqlIndex()}


def full_text_index(vendor: str) -> FullTextIndex:
    """Return the full-text index of a kind of database."""
    return _INDEXES[vendor]


class DatabaseEngine:
    """Full-text search of SQLite or PostgreSQL, ranked by `relevance`, which is the same for both.

    The database updates its index with the rows, in their transaction.
    """

    def clear(self) -> None:
        """Create the full-text index anew; rows leave it as they are deleted."""
        full_text_index(connection.vendor).install(connection)

    def index(self, passages: Sequence[Passage]) -> None:
        """Do nothing; the rows are indexed as they are inserted."""

    def remove(self, source: int) -> None:
        """Do nothing; the rows leave the index as they are deleted."""

    def search(self, query: Query, visibility: Visibility, filters: Filters, limit: int) -> Matches:
        """Return the best matches of the full-text index in the order of `relevance`."""
        statistics = _statistics(query.tokens)
        selection = Selection(query, _page_keys(visibility, filters), filters.kinds, limit)
        rows = full_text_index(connection.vendor).select(selection, statistics)
        best = [
            Match(key, relevance(query, stems.split(), parts.split(), statistics))
            for key, stems, parts in rows
        ]
        best.sort(key=lambda match: (-match.score, match.passage))
        return Matches(best, {token: statistics.rarity(token) for token in query.tokens})


def _page_keys(visibility: Visibility, filters: Filters) -> QuerySet[Page, int]:
    pages = visible_pages(visibility)
    if filters.theme is not None:
        modules, seminars = (
            model.objects.filter(themes=filters.theme).values("pk") for model in (ModulePage, SeminarPage)
        )
        pages = pages.filter(Q(pk__in=modules) | Q(pk__in=seminars))
    return pages.order_by().values_list("pk", flat=True)


def _statistics(tokens: Iterable[str]) -> Statistics:
    totals = IndexTotals.objects.first() or IndexTotals()
    counts = Term.objects.filter(kind=TermKind.TOKEN, text__in=list(tokens)).values_list("text", "passages")
    return Statistics(totals.passages, totals.tokens / (totals.passages or 1), dict(counts))
