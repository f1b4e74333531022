"""Middleware for signed-in users, whose computers may be shared with colleagues."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

#: session keys: seconds since the epoch of the session's start and of its last recorded request
STARTED, LAST_SEEN = "people_started", "people_seen"
#: how often `LAST_SEEN` is written, in seconds: not at every request
LAST_SEEN_STEP = 60
#: content types that a browser shows again after Back, or stores as a file
STORED_BY_BROWSERS = ("text/html", "application/json", "text/csv")
#: URL names that a person who must choose a password may open
ALWAYS_OPEN = {"account_change_password", "account_logout", "report_fault", "report_received"}
#: URL names that need no sign-in, also right after the session has expired: nothing typed is lost
ANONYMOUS = {"report_fault", "report_received"}


class SignedInMiddleware:
    """Middleware that expires sessions, forbids caching of responses and restricts the Wagtail admin."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        is_signed_in = request.user.is_authenticated
        response = self.get_response(request)
        if is_signed_in and response.get("Content-Type", "").startswith(STORED_BY_BROWSERS):
            patch_cache_control(response, no_store=True, private=True)
        return response

    def process_view(self, request: HttpRequest, view: object, *args: object) -> HttpResponseBase | None:
        """Expire the session; refuse the admin to those without access; require a due change of password.

        Wagtail would redirect users without access to the sign-in page, which would redirect them back.
        """
        if not request.user.is_authenticated:
            return None
        url_name = request.resolver_match.url_name if request.resolver_match else None
        if _has_expired(request) and not getattr(view, "is_background_request", False):
            # Receivers of `user_logged_out` distinguish an expired session by this attribute.
            request.session_has_run_out = True  # type: ignore[attr-defined]
            logout(request)
            return None if url_name in ANONYMOUS else _redirect_to_sign_in(request)
        if request.path.startswith(reverse("wagtailadmin_home")) and not request.user.has_perm(
            "wagtailadmin.access_admin"
        ):
            raise PermissionDenied(_("Only trainers can open the editing pages."))
        if request.user.must_change_password and url_name not in ALWAYS_OPEN:
            return redirect("account_change_password")
        return None


def _has_expired(request: HttpRequest) -> bool:
    """Return whether the session has been idle or open for too long; record this request if not."""
    now = int(timezone.now().timestamp())
    started = request.session.setdefault(STARTED, now)
    last_seen = request.session.get(LAST_SEEN, now)
    if now - last_seen > settings.SESSION_IDLE_SECONDS or now - started > settings.SESSION_COOKIE_AGE:
        return True
    if LAST_SEEN not in request.session or now - last_seen >= LAST_SEEN_STEP:
        request.session[LAST_SEEN] = now
    return False


def _redirect_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Redirect to sign-in, and then back to the page; not after a POST, whose data would be missing."""
    if request.method == "GET":
        return redirect_to_login(request.get_full_path())
    return redirect("account_login")
