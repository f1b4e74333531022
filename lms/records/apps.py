"""What it amounts to: completions, assignments, certificates."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "lms.records"
    label = "records"

    def ready(self) -> None:
        from lms.guards import guard_also

        guard_also("records_certificateissue")
