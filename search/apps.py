"""How it is found."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    label = "search"

    def ready(self) -> None:
        """Follow what is published."""
        from search.indexing import signal_handlers  # noqa: F401 - connects the receivers
