from django.apps import AppConfig


class BackgroundConfig(AppConfig):
    """The task queue's workers, scheduled tasks and recovery of abandoned ones."""

    name = "infrastructure.tasks"
    label = "background"
