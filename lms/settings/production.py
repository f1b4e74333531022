"""Settings behind TLS: the site and the content hosts come from the environment, cookies are host-bound."""

from lms.settings.base import *  # noqa: F403 - a settings module extends its base
from lms.settings.base import env
from lms.settings.secret_keys import require_strong_key

SITE_ORIGIN = env.str("SITE_ORIGIN")
CONTENT_ORIGIN = env.str("CONTENT_ORIGIN")
SECRET_KEY = require_strong_key(env.str("SECRET_KEY"))
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [SITE_ORIGIN]

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_INCLUDE_SUBDOMAINS", False)
# A package under the same domain could plant cookies; the prefix refuses any that a sub-domain set, and
# infrastructure.http.cookies reads no other.
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
LANGUAGE_COOKIE_NAME = "__Host-django_language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
