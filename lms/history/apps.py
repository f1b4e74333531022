"""App configuration of launch histories for learners, administrators and support."""

from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "lms.history"
    label = "history"

    def ready(self) -> None:
        from infrastructure.db.api import register_guarded_table

        register_guarded_table("history_look")
