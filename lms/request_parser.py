"""Receiving requests: tells headers that are too long for their cookies from those that are too long else."""

from __future__ import annotations

import re

from waitress.parser import HTTPRequestParser
from waitress.utilities import Error, RequestHeaderFieldsTooLarge

_COOKIE_LINES = re.compile(rb"^cookie:[^\r\n]*", re.IGNORECASE | re.MULTILINE)


class TooManyCookiesError(RequestHeaderFieldsTooLarge):
    """Refuses a request whose cookies are most of what is too long."""


class RequestParser(HTTPRequestParser):
    """A parser that names cookies as the reason where they are.

    Anybody can lead a browser to an address that is too long; cookies that are too long were planted.
    """

    error: Error | None

    def received(self, data: bytes) -> int:
        """Receive a part of a request."""
        headers = self.header_plus + data if self.body_rcv is None else b""
        consumed = int(super().received(data))
        if isinstance(self.error, RequestHeaderFieldsTooLarge) and _is_mostly_cookies(headers):
            self.error = TooManyCookiesError(self.error.body)
        return consumed


def _is_mostly_cookies(headers: bytes) -> bool:
    return 2 * sum(map(len, _COOKIE_LINES.findall(headers))) > len(headers)
