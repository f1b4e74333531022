"""The full-text indexes of the databases over tokens: one interface, one implementation per database.

An engine fetches candidates by its own ranking; `search.retrieval.ranking` gives the final order, which is
the same with every engine. The database keeps its index up to date with the rows of `Passage`, within the
transaction.
"""

from django.db import connection

from search.engines.base import CandidateRequest, Engine
from search.engines.postgresql import PostgresqlEngine
from search.engines.sqlite import SqliteEngine

__all__ = ["CandidateRequest", "Engine", "engine_for"]

_ENGINES: dict[str, Engine] = {"sqlite": SqliteEngine(), "postgresql": PostgresqlEngine()}


def engine_for(vendor: str | None = None) -> Engine:
    """Return the engine of a database vendor, by default of the configured database."""
    return _ENGINES[vendor or connection.vendor]
