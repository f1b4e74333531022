"""The app of the page that the bench of the editor compares with."""

from django.apps import AppConfig


class PlainConfig(AppConfig):
    """An app of one page type, installed by the settings beside it only."""

    name = "tests.benchmarks.editor.plain"
    label = "plain"
    default_auto_field = "django.db.models.BigAutoField"
