"""The settings of development, with the page that the bench of the editor compares with."""

from lms.settings.development import *  # noqa: F403 - settings extend those of development

INSTALLED_APPS = [*INSTALLED_APPS, "tests.benchmarks.editor.plain.apps.PlainConfig"]  # noqa: F405 - as above
