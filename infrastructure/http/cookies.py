"""Protection against cookies that packages, which play under the site's domain, may plant.

A sub-domain may set cookies for the names above it, with any name but a `__Host-` one (RFC 6265bis, 4.1.3.2).
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpRequest, HttpResponse

HOST_PREFIX = "__Host-"
#: set by scripts in the Wagtail admin: whether its menu is folded; harmless if planted
_HARMLESS = ("wagtail_sidebar_collapsed=",)
#: what separates cookies. Django also strips other white space: U+2000 and a protected name would become
#: that name.
_WHITE_SPACE = " \t"


def has_host_cookies() -> bool:
    """Return whether the site's own cookies have the prefix: wherever they can be secure."""
    return settings.SESSION_COOKIE_NAME.startswith(HOST_PREFIX)


class HostCookiesMiddleware:
    """Middleware that removes cookies that a sub-domain may have planted from the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if has_host_cookies() and "HTTP_COOKIE" in request.META:
            request.META["HTTP_COOKIE"] = own_cookies(request.META["HTTP_COOKIE"])
        return self.get_response(request)


def own_cookies(header: str) -> str:
    """Return a Cookie header with the cookies that only the site itself can have set."""
    cookies = (cookie.strip(_WHITE_SPACE) for cookie in header.split(";"))
    return "; ".join(cookie for cookie in cookies if cookie.startswith((HOST_PREFIX, *_HARMLESS)))


class HostCookieStorage(CookieStorage):
    """Message storage in a `__Host-` cookie: a signed cookie of another user could be planted."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if has_host_cookies():
            self.cookie_name = HOST_PREFIX + CookieStorage.cookie_name


class MessageStorage(FallbackStorage):
    """Message storage in a cookie, and in the session for messages that exceed it."""

    storage_classes = (HostCookieStorage, SessionStorage)
