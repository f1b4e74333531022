"""Search in the published pages."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    label = "search"

    def ready(self) -> None:
        """Connect the receivers."""
        from search.indexing import signal_handlers  # noqa: F401 - connects the receivers
