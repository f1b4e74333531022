"""The content security policy by part of the site: strict on our pages, what Wagtail needs in its admin."""

from __future__ import annotations

from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

#: Wagtail's admin has scripts and styles within its pages, shows uploads before they are sent, and previews
#: our pages in a frame. Only trainers get there.
ADMIN = {
    "script-src": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "frame-ancestors": ["'self'"],
}


class SitePolicyMiddleware(CSPMiddleware):
    """Answers the admin's pages with its own policy, and all others with that of the settings."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith(reverse("wagtailadmin_home")):
            parts.replace = {**ADMIN, **(parts.replace or {})}
        return parts
