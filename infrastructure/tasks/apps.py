from django.apps import AppConfig


class BackgroundConfig(AppConfig):
    """Work that nobody waits for: the queue's workers, what they do at night, what a killed one left."""

    name = "infrastructure.tasks"
    label = "background"
