"""Fixtures that every test may use."""

from __future__ import annotations

import pytest
from wagtail.models import Collection, Locale, Page


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


@pytest.fixture(autouse=True)
def rows_of_the_migrations(request: pytest.FixtureRequest) -> None:
    """Give a test that may find the database emptied the rows that Wagtail's migrations had put there."""
    if empties_database(request.node):
        request.getfixturevalue("transactional_db")
        Locale.objects.get_or_create(language_code="sv")
        if not Page.objects.exists():
            Page.add_root(instance=Page(title="Root", slug="root"))
        if not Collection.objects.exists():
            Collection.add_root(name="Root")
