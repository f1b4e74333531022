from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    """App configuration of reports of faults."""

    name = "lms.feedback"
    label = "feedback"

    def ready(self) -> None:
        from courses.api import register_waiting_items
        from lms.feedback.actions import message_of_answer
        from lms.feedback.dashboard import unanswered_reports
        from lms.feedback.models import AnswerMail
        from people.api import register_mail

        register_mail(AnswerMail, message_of_answer)
        register_waiting_items(unanswered_reports)
