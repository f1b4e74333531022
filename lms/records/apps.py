"""What it amounts to: completions, assignments, certificates."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "lms.records"
    label = "records"

    def ready(self) -> None:
        from lms.guards import guard_also
        from lms.people.enums import NoticeKind
        from lms.people.notice_checks import register_notice_check
        from lms.records.reminders import details_of_reminders

        guard_also("records_certificateissue")
        register_notice_check(NoticeKind.REMINDER, details_of_reminders)
