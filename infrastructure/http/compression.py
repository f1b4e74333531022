"""Compression of dynamic pages; static files are compressed in advance (WhiteNoise)."""

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

_REFUSED = {f"q=0{decimals}" for decimals in ("", ".", ".0", ".00", ".000")}


def accepts_gzip(request: HttpRequest) -> bool:
    """Return whether the browser accepts gzip (RFC 9110, 12.5.3); `q=0` refuses it."""
    for item in request.headers.get("Accept-Encoding", "").lower().split(","):
        coding, _, weight = item.replace(" ", "").partition(";")
        if coding == "gzip":
            return weight not in _REFUSED
    return False


class PageCompressionMiddleware(GZipMiddleware):
    """Middleware that compresses HTML pages only: films and files are sent by range, and gain nothing.

    A page that repeats its input beside a secret could reveal the secret by its length (BREACH). Django's
    tokens are masked anew in every response, and its compression adds up to a hundred random bytes.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)
