"""What it amounts to: completions, assignments, certificates."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "lms.records"
    label = "records"
