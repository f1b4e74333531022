"""Search engines: one interface (`base`), and the engine of the database (`database`)."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from search.engines.base import Engine


def search_engine() -> Engine:
    """Return the engine of the setting SEARCH_ENGINE, the same instance in each call."""
    return _instance(settings.SEARCH_ENGINE)


@cache
def _instance(path: str) -> Engine:
    engine: Engine = import_string(path)()
    return engine
