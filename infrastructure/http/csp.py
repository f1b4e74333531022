"""The content security policy by part of the site: strict on our pages, what Wagtail needs in its admin.

Wagtail shows unsaved pages in a frame of its editor and checks them there with scripts of its own. Such a
preview is answered to the admin's address with the request's `is_preview` set, and has the admin's policy.
"""

from __future__ import annotations

from collections.abc import Callable

from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.urls import reverse

#: Wagtail's admin has scripts and styles within its pages, shows uploads before they are sent, and previews
#: our pages in a frame. Only trainers get there.
ADMIN = {
    "script-src": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "frame-ancestors": ["'self'"],
}


#: what content may ask the learner's device for: sound, film and full screen, nothing else. A frame gets only
#: what its `allow` gives; this holds in windows that content opens too. "bluetooth" is not named: Chromium
#: does not know it everywhere, and says so in the console.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "clipboard-read",
        "compute-pressure",
        "display-capture",
        "geolocation",
        "gyroscope",
        "hid",
        "identity-credentials-get",
        "idle-detection",
        "local-fonts",
        "microphone",
        "midi",
        "otp-credentials",
        "payment",
        "publickey-credentials-create",
        "publickey-credentials-get",
        "screen-wake-lock",
        "serial",
        "storage-access",
        "usb",
        "window-management",
        "xr-spatial-tracking",
    )
)


class SitePolicyMiddleware(CSPMiddleware):
    """Answers the admin's pages with its own policy, and all others with that of the settings."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith(reverse("wagtailadmin_home")) or is_preview(request):
            parts.replace = {**ADMIN, **(parts.replace or {})}
        return parts


class SiteHeadersMiddleware:
    """Forbids other origins to load what the site answers, and its pages to use the device."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers to whatever is answered, static files and errors included."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class SiteFramesMiddleware(XFrameOptionsMiddleware):
    """Forbids every frame around our pages but the editor's around a preview."""

    def get_xframe_options_value(self, request: HttpRequest, response: HttpResponse) -> str:
        return "SAMEORIGIN" if is_preview(request) else super().get_xframe_options_value(request, response)


def is_preview(request: HttpRequest) -> bool:
    """Return True for a preview in Wagtail's editor: no request from outside carries this attribute."""
    return bool(getattr(request, "is_preview", False))
