"""A request parser that distinguishes too long cookies from other too long headers."""

import re

from waitress.parser import HTTPRequestParser
from waitress.utilities import Error, RequestHeaderFieldsTooLarge

_HOST_LINE = re.compile(rb"^host:[ \t]*([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_COOKIE_LINES = re.compile(rb"^cookie:[^\r\n]*", re.IGNORECASE | re.MULTILINE)


class TooManyCookiesError(RequestHeaderFieldsTooLarge):
    """The error for too long headers that are mostly cookies."""


class RequestParser(HTTPRequestParser):
    """A parser that raises TooManyCookiesError where cookies are the reason.

    Any link can lead a browser to a URL that is too long; cookies that are too long were planted.
    """

    error: Error | None
    #: the Host header of a request that is refused, whose headers may not have been parsed; "" if not known
    refused_host = ""

    def received(self, data: bytes) -> int:
        """Receive a part of a request."""
        headers = self.header_plus + data if self.body_rcv is None else b""
        consumed = int(super().received(data))
        if self.error is not None:
            self.refused_host = self.headers.get("HOST", "") or _host_in(headers)
        if isinstance(self.error, RequestHeaderFieldsTooLarge) and _is_mostly_cookies(headers):
            self.error = TooManyCookiesError(self.error.body)
        return consumed


def _host_in(headers: bytes) -> str:
    match = _HOST_LINE.search(headers)
    return match[1].decode("latin-1").strip() if match else ""


def _is_mostly_cookies(headers: bytes) -> bool:
    return 2 * sum(map(len, _COOKIE_LINES.findall(headers))) > len(headers)
