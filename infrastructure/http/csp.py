"""Content security policies: a strict one for the site's pages, and one for the Wagtail admin.

Wagtail shows unsaved pages in a frame of its editor and checks them there with scripts of its own. Such a
preview is served at the admin's URL with the request's `is_preview` set, and has the admin's policy.
"""

from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin

#: Wagtail's admin has scripts and styles within its pages, shows uploads before they are sent, and previews
#: our pages in a frame. Only trainers have access.
ADMIN = {
    "script-src": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "frame-ancestors": ["'self'"],
}

#: the device features that content may not use: all but sound, film and full screen. A frame gets only what
#: its `allow` gives; this also applies to windows that content opens. "bluetooth" is left out: Chromium does
#: not support it everywhere, and logs a warning.
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
    """Middleware that adds the admin's policy to its pages, and the policy of the settings to all others."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith(reverse("wagtailadmin_home")) or is_preview(request):
            parts.replace = {**ADMIN, **(parts.replace or {})}
        return parts


class SiteHeadersMiddleware(MiddlewareMixin):
    """Middleware that forbids other origins to load the site's responses, and its pages to use the device."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Add the headers to every response, static files and errors included."""
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class SiteFramesMiddleware(XFrameOptionsMiddleware):
    """Middleware that forbids framing of all pages but previews in the editor."""

    def get_xframe_options_value(self, request: HttpRequest, response: HttpResponse) -> str:
        return "SAMEORIGIN" if is_preview(request) else super().get_xframe_options_value(request, response)


def is_preview(request: HttpRequest) -> bool:
    """Return whether the request is for a preview in Wagtail's editor; clients cannot set the attribute."""
    return bool(getattr(request, "is_preview", False))
