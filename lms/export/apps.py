"""The app of exports: modules as files for other systems."""

from django.apps import AppConfig


class ExportConfig(AppConfig):
    name = "lms.export"
    label = "export"

    def ready(self) -> None:
        """Connect the receivers, and add the link to the page of a layer."""
        from courses.api import LAYER_TOOLS, fill_slot
        from lms.export import signal_handlers  # noqa: F401 - connects the receivers
        from lms.export.admin.slots import export_of_layer

        fill_slot(LAYER_TOOLS, export_of_layer)
