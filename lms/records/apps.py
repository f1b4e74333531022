"""App configuration of completions, assignments, reminders and certificates."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "lms.records"
    label = "records"

    def ready(self) -> None:
        from infrastructure.db.api import register_guarded_table
        from lms.records.queries.reminders import details_of_reminders
        from people.api import NoticeKind, register_notice_check

        register_guarded_table("records_certificateissue")
        register_notice_check(NoticeKind.REMINDER, details_of_reminders)
