"""The interface of the databases' full-text indexes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db import DEFAULT_DB_ALIAS
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from wagtail.models import Page

from search.analysis.query_parser import Query
from search.engines.ranking import Statistics
from search.enums import PassageKind

#: primary key, stems and parts of a passage
Row = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Selection:
    """The passages of some pages and kinds with any of the query's tokens; the best `limit` of them."""

    query: Query
    page_keys: QuerySet[Page, int]
    kinds: Sequence[PassageKind]
    limit: int

    def page_condition(self) -> tuple[str, tuple[object, ...]]:
        """Return the pages as an SQL subquery with its parameters; no pages are a subquery without rows."""
        sql, parameters = self.page_keys.query.get_compiler(DEFAULT_DB_ALIAS, elide_empty=False).as_sql()
        return str(sql), tuple(parameters)


class FullTextIndex(Protocol):
    """A full-text index of a database over the tokens of `Passage`."""

    def install(self, connection: BaseDatabaseWrapper) -> None:
        """Create the index over the existing passages. Idempotent."""

    def uninstall(self, connection: BaseDatabaseWrapper) -> None:
        """Remove the index, but no passages."""

    def select(self, selection: Selection, statistics: Statistics) -> list[Row]:
        """Return the selected passages by the database's own ranking, best first."""


def placeholders(values: Sequence[object]) -> str:
    """Return an SQL placeholder for each value."""
    return ", ".join(["%s"] * len(values))
