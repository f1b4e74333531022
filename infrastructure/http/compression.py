"""Compression of what is made while one waits; static files lie compressed already (WhiteNoise)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

_REFUSED = {f"q=0{decimals}" for decimals in ("", ".", ".0", ".00", ".000")}


def accepts_gzip(request: HttpRequest) -> bool:
    """Tell whether the browser takes gzip (RFC 9110, 12.5.3); one that refuses it says `q=0`."""
    for offered in request.headers.get("Accept-Encoding", "").lower().split(","):
        coding, _, weight = offered.replace(" ", "").partition(";")
        if coding == "gzip":
            return weight not in _REFUSED
    return False


class PageCompressionMiddleware(GZipMiddleware):
    """Compresses pages, nothing else: films and files are sent by range, and gain nothing.

    A page that repeats what it was asked beside a secret could tell the secret by its length (BREACH).
    Django's tokens are masked anew in every answer, and its compression adds up to a hundred random bytes.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)
