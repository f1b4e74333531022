"""The product's database and server, and nothing else of the product."""

from lms.settings.development import *  # noqa: F403 - a settings module extends its base

INSTALLED_APPS = ["tests.benchmarks.floor"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "tests.benchmarks.floor.urls"
