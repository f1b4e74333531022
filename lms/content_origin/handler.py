"""The content origin's request handler: a short middleware chain without session, CSRF, locale or cookies."""

from typing import cast

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.middleware.security import SecurityMiddleware
from django.urls import get_resolver, set_urlconf
from django.utils.translation import gettext as _
from django.utils.translation import override
from whitenoise.middleware import WhiteNoiseMiddleware

from infrastructure.http.api import PERMISSIONS_POLICY
from lms.content_origin.policies import connection_allowlist, content_policy

URLCONF = "lms.urls_content"


class ContentChain:
    """The middleware chain of content hosts."""

    def __init__(self) -> None:
        answer = convert_exception_to_response(self._answer)
        self._chain = SecurityMiddleware(WhiteNoiseMiddleware(answer))

    def __call__(self, request: HttpRequest, label: str) -> HttpResponse:
        """Return the response with the headers that confine content; `label` as `origins.content_label`."""
        request.content_label = label  # type: ignore[attr-defined]  # what the views compare with
        request.urlconf = URLCONF  # type: ignore[attr-defined]  # Django reads it for error pages
        with override(settings.LANGUAGE_CODE):
            # The chain is synchronous, which its types do not show.
            response = self._refuse(request) or cast(HttpResponse, self._chain(request))
        response.cookies.clear()
        if not response.streaming:
            response.headers.setdefault("Content-Length", str(len(response.content)))
        response.headers.setdefault("Content-Security-Policy", content_policy())
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Permissions-Policy"] = PERMISSIONS_POLICY
        response.headers.setdefault("Connection-Allowlist", connection_allowlist())
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        # Courses that open in a window of their own search for the API in window.opener.
        response.headers["Cross-Origin-Opener-Policy"] = "unsafe-none"
        return response

    @staticmethod
    def _refuse(request: HttpRequest) -> HttpResponse | None:
        if request.headers.get("Service-Worker") == "script":
            # A worker would intercept every later launch from this origin.
            return HttpResponseForbidden(_("Content cannot install itself."), content_type="text/plain")
        return None

    @staticmethod
    def _answer(request: HttpRequest) -> HttpResponse:
        set_urlconf(URLCONF)
        view, args, kwargs = get_resolver(URLCONF).resolve(request.path_info)
        return view(request, *args, **kwargs)
