"""What it amounts to: completions, assignments, certificates."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "lms.records"
    label = "records"

    def ready(self) -> None:
        from infrastructure.db.guards import guard_also
        from lms.records.queries.reminders import details_of_reminders
        from people.enums import NoticeKind
        from people.messages.notice_checks import register_notice_check

        guard_also("records_certificateissue")
        register_notice_check(NoticeKind.REMINDER, details_of_reminders)
