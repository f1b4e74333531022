"""One machine, one command: what `script/server` runs. SQLite, files on disk, plain HTTP on localhost."""

from lms.settings.base import *  # noqa: F403 - a settings module extends its base

DEMO_CONTENT_ALLOWED = True
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]
