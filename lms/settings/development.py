"""Settings of `script/server` on one machine: SQLite, files on disk, plain HTTP on localhost."""

from urllib.parse import urlsplit

from lms.settings.base import *  # noqa: F403 - a settings module extends its base
from lms.settings.base import SITE_ORIGIN

DEMO_CONTENT_ALLOWED = True
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]

# Packages play under the site's own name and could plant cookies for it: the prefix refuses any that a
# sub-domain set, and infrastructure.http.cookies reads no other. Browsers take *.localhost for secure
# without TLS, and no other name.
if (urlsplit(SITE_ORIGIN).hostname or "").endswith(".localhost"):
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    LANGUAGE_COOKIE_NAME = "__Host-django_language"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
