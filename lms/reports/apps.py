"""App configuration of figures, lists and exports for managers."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "lms.reports"
    label = "reports"

    def ready(self) -> None:
        from lms.reports import signal_handlers  # noqa: F401 - connects its receivers
        from lms.reports.queries.reminder_notices import details_of_reminders
        from people.api import NoticeKind, register_notice_check

        register_notice_check(NoticeKind.REMINDER, details_of_reminders)
