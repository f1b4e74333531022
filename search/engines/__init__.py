"""The databases' full-text indexes over our tokens: one interface, one implementation a database.

An engine only fetches candidates by its own fast ranking; the final order is that of
`search.retrieval.ranking`, the same everywhere. Triggers keep both indexes in step with the rows of
`Passage`, within the transaction.
"""

from django.db import connection

from search.engines.base import Candidates, Engine
from search.engines.postgresql import PostgresqlEngine
from search.engines.sqlite import SqliteEngine

__all__ = ["Candidates", "Engine", "engine_for"]

_ENGINES: dict[str, Engine] = {"sqlite": SqliteEngine(), "postgresql": PostgresqlEngine()}


def engine_for(vendor: str | None = None) -> Engine:
    """Return the engine of a kind of database; of the one configured when none is named."""
    return _ENGINES[vendor or connection.vendor]
