"""What holds for every answer to somebody signed in, on a computer that the next colleague will use."""

from __future__ import annotations

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

#: session keys: seconds since the epoch when the session began and when it was last seen
STARTED, SEEN = "people_started", "people_seen"
#: how often `SEEN` is written, in seconds: not at every request
SEEN_STEP = 60
#: what a browser shows again when somebody presses Back, or keeps as a file
KEPT_BY_BROWSERS = ("text/html", "application/json", "text/csv")
#: what a person who must choose a password may still open
ALWAYS_OPEN = {"account_change_password", "account_logout", "report_fault", "report_received"}
#: what is open without signing in, also to somebody whose session has just run out: nothing typed is lost
ANONYMOUS = {"report_fault", "report_received"}


class SignedInMiddleware:
    """Ends sessions in time, keeps answers out of caches, and keeps strangers out of the Wagtail admin."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        signed_in = request.user.is_authenticated
        response = self.get_response(request)
        if signed_in and response.get("Content-Type", "").startswith(KEPT_BY_BROWSERS):
            patch_cache_control(response, no_store=True, private=True)
        return response

    def process_view(self, request: HttpRequest, view: object, *args: object) -> HttpResponseBase | None:
        """End a session in time; stop at the admin's door whoever may not enter, or must choose a password.

        Wagtail would send the former to the sign-in page, which would send them back.
        """
        if not request.user.is_authenticated:
            return None
        here = request.resolver_match.url_name if request.resolver_match else None
        if _session_is_over(request) and not getattr(view, "is_background_request", False):
            # Whoever hears of the signing out may need to know that nobody has wished it.
            request.session_has_run_out = True  # type: ignore[attr-defined]
            logout(request)
            return None if here in ANONYMOUS else _to_sign_in(request)
        if request.path.startswith(reverse("wagtailadmin_home")) and not request.user.has_perm(
            "wagtailadmin.access_admin"
        ):
            raise PermissionDenied(_("Only trainers can open the editing pages."))
        if request.user.must_change_password and here not in ALWAYS_OPEN:
            return redirect("account_change_password")
        return None


def _session_is_over(request: HttpRequest) -> bool:
    """Note that the session was seen; True when it has been idle or open for too long."""
    now = int(timezone.now().timestamp())
    started = request.session.setdefault(STARTED, now)
    seen = request.session.get(SEEN, now)
    if now - seen > settings.SESSION_IDLE_SECONDS or now - started > settings.SESSION_COOKIE_AGE:
        return True
    if SEEN not in request.session or now - seen >= SEEN_STEP:
        request.session[SEEN] = now
    return False


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Back to where they were once signed in again; a form that was being sent is lost, so start it over."""
    if request.method == "GET":
        return redirect_to_login(request.get_full_path())
    return redirect("account_login")
