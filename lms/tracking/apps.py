"""What happened: attempts, launches, the player, commits."""

from django.apps import AppConfig


class TrackingConfig(AppConfig):
    name = "lms.tracking"
    label = "tracking"
