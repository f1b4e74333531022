"""System check of the search engine."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from search.engines import search_engine


@register()
def check_search_engine(**kwargs: Any) -> list[CheckMessage]:
    """Report a setting SEARCH_ENGINE that names no class."""
    try:
        search_engine()
    except ImportError as error:
        hint = "The engine of the database is search.engines.database.DatabaseEngine."
        return [Error(f"SEARCH_ENGINE names no engine: {error}.", hint=hint, id="search.E001")]
    return []
