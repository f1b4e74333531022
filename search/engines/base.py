"""The interface of search engines."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from wagtail.models import Page

from search.analysis.query_parser import Query
from search.enums import PassageKind
from search.retrieval.ranking import Statistics


@dataclass(frozen=True, slots=True)
class CandidateRequest:
    """A request for the best passages of some pages and kinds with any of the query's tokens."""

    query: Query
    statistics: Statistics
    pages: QuerySet[Page]
    kinds: Sequence[PassageKind]
    limit: int

    def page_condition(self) -> tuple[str, tuple[object, ...]]:
        """Return the pages as an SQL subquery with its parameters."""
        sql, parameters = self.pages.order_by().values("pk").query.sql_with_params()
        return str(sql), tuple(parameters)


class Engine(Protocol):
    """A full-text index in the database."""

    def install(self, connection: BaseDatabaseWrapper) -> None:
        """Create the index over the existing passages. Idempotent."""

    def uninstall(self, connection: BaseDatabaseWrapper) -> None:
        """Remove the index, but no passages."""

    def candidates(self, request: CandidateRequest) -> list[int]:
        """Return the primary keys of matching passages, best first."""


def placeholders(values: Sequence[object]) -> str:
    """Return an SQL placeholder for each value."""
    return ", ".join(["%s"] * len(values))
