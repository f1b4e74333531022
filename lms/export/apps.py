"""The app of exports: modules as files for other systems."""

from django.apps import AppConfig


class ExportConfig(AppConfig):
    name = "lms.export"
    label = "export"

    def ready(self) -> None:
        """Connect the receivers."""
        from lms.export import signal_handlers  # noqa: F401 - connects the receivers
