"""Fixtures that every test may use."""

from __future__ import annotations

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests that empty the database last, whatever the shuffle says: migrations put data in it."""
    items.sort(key=empties_database)


def empties_database(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    is_transactional = marker is not None and marker.kwargs.get("transaction", False)
    return is_transactional or bool(
        {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    )
