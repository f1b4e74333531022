"""The engines that the contract of search is tested with."""

from typing import Any

import pytest

from search.engines import search_engine
from search.engines.base import Engine


@pytest.fixture(params=["search.engines.database.DatabaseEngine", "tests.memory_engine.MemoryEngine"])
def engine(request: pytest.FixtureRequest, settings: Any, db: None) -> Engine:
    """Set SEARCH_ENGINE to each engine, without documents of other tests."""
    settings.SEARCH_ENGINE = request.param
    if "memory" in request.param:
        search_engine().clear()
    return search_engine()
