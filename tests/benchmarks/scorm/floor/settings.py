"""Settings with the database and server of the product, and nothing else of it."""

from lms.settings.development import *  # noqa: F403 - a settings module extends its base

INSTALLED_APPS = ["tests.benchmarks.scorm.floor"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "tests.benchmarks.scorm.floor.urls"
