from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    """Reports of faults, and who answers them."""

    name = "lms.feedback"
    label = "feedback"
