from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    """Reports of faults, and who answers them."""

    name = "lms.feedback"
    label = "feedback"

    def ready(self) -> None:
        from lms.feedback.answer_mail import message_of_answer
        from lms.feedback.models.reports import AnswerMail
        from people.api import register_mail

        register_mail(AnswerMail, message_of_answer)
