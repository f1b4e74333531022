"""App configuration of completions, assignments, reminders and certificates."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "lms.records"
    label = "records"

    def ready(self) -> None:
        from infrastructure.db.api import register_guarded_table

        register_guarded_table("records_certificateissue")
