"""Telling a learning record store what was learned, as xAPI statements."""

from django.apps import AppConfig


class XapiConfig(AppConfig):
    name = "lms.xapi"
    label = "xapi"

    def ready(self) -> None:
        from lms.xapi import checks  # noqa: F401 - importing registers them
