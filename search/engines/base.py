"""What every engine does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from wagtail.models import Page

from search.analysis.queries import Query
from search.enums import PassageKind
from search.retrieval.ranking import Statistics


@dataclass(frozen=True, slots=True)
class Candidates:
    """What to fetch: the best passages of these pages and kinds that have any of the query's tokens."""

    query: Query
    statistics: Statistics
    pages: QuerySet[Page]
    kinds: Sequence[PassageKind]
    most: int

    def page_condition(self) -> tuple[str, tuple[object, ...]]:
        """Return the pages as an SQL subquery with its parameters."""
        sql, parameters = self.pages.order_by().values("pk").query.sql_with_params()
        return str(sql), tuple(parameters)


class Engine(Protocol):
    """A full-text index in the database."""

    def install(self, connection: BaseDatabaseWrapper) -> None:
        """Create the index over the passages there are. Safe to repeat."""

    def uninstall(self, connection: BaseDatabaseWrapper) -> None:
        """Remove the index; the passages stay."""

    def candidates(self, wanted: Candidates) -> list[int]:
        """Return the primary keys of the passages that match, most promising first."""


def placeholders(values: Sequence[object]) -> str:
    """Return as many SQL placeholders as there are values."""
    return ", ".join(["%s"] * len(values))
