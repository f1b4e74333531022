"""App configuration of xAPI statements for a learning record store."""

from django.apps import AppConfig


class XapiConfig(AppConfig):
    name = "lms.xapi"
    label = "xapi"

    def ready(self) -> None:
        from lms.xapi import checks  # noqa: F401 - importing registers them
