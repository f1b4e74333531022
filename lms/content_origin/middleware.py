"""The first middlewares: routing of requests by origin, and refusal of cross-origin changes."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _
from django.utils.translation import override

from infrastructure.http.api import content_label, is_loopback_address_of_site, is_site_host
from lms.content_origin.handler import ContentChain

GetResponse = Callable[[HttpRequest], HttpResponse]
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class OriginMiddleware:
    """Middleware that routes requests to the site or the content origin by exact host, or refuses them."""

    def __init__(self, get_response: GetResponse) -> None:
        self.site = get_response
        self.content = ContentChain()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host = request.META.get("HTTP_HOST") or request.META.get("SERVER_NAME", "")
        if is_site_host(host):
            return self.site(request)
        label = content_label(host)
        if label is not None:
            return self.content(request, label)
        if is_loopback_address_of_site(host) and request.method in SAFE_METHODS:
            return HttpResponseRedirect(settings.SITE_ORIGIN + request.get_full_path())
        with override(settings.LANGUAGE_CODE):
            sentence = _("There is nothing at this address. Check how it is spelled.")
        return HttpResponse(sentence, status=400, content_type="text/plain; charset=utf-8")


class FetchMetadataMiddleware(MiddlewareMixin):
    """Middleware that refuses changes that another origin causes the learner's browser to send.

    A content host under the site's domain is same-site, so SameSite cookies do not protect against it.
    Browsers send the origin of a request (W3C Fetch Metadata); for those too old the CSRF token protects.
    """

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        fetch_site = request.headers.get("Sec-Fetch-Site", "none")
        if request.method not in SAFE_METHODS and fetch_site not in {"same-origin", "none"}:
            raise PermissionDenied(f"A change was requested from another origin ({fetch_site}).")
