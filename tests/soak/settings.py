"""What `script/server` runs, without compressing the static files first: nobody measures them here."""

from lms.settings.development import *  # noqa: F403 - a settings module extends its base
from lms.settings.development import STORAGES

STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
