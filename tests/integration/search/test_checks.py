"""The system check of the setting SEARCH_ENGINE."""

from typing import Any

from search.checks import check_search_engine


def test_check_of_the_database_engine_reports_nothing() -> None:
    assert check_search_engine() == []


def test_check_of_an_engine_that_does_not_exist_names_it(settings: Any) -> None:
    settings.SEARCH_ENGINE = "search.engines.none.NoEngine"

    (error,) = check_search_engine()

    assert error.id == "search.E001"
    assert "search.engines.none" in error.msg
