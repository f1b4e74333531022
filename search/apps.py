"""Search in the published pages."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    label = "search"

    def ready(self) -> None:
        """Connect the receivers and register the check."""
        from search import checks  # noqa: F401 - registers the check
        from search.indexing import signal_handlers  # noqa: F401 - connects the receivers
