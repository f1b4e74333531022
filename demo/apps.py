"""The demo content: six modules, seminars, and a region of invented people."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "demo"
    label = "demo"
