"""A WSGI client of the site within this process, which answers the browser's requests without a port.

The package plays on its real content origin in the real player, independently of proxies in front of the
site, and the browser needs no network.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit
from wsgiref.util import setup_testing_defaults

from django.core.wsgi import get_wsgi_application
from django.db import connections

#: of a response; a larger one becomes status 413
MAX_BYTES = 48 * 1024**2
_FORWARDED_HEADERS = ("Range", "Accept", "Content-Type", "Service-Worker")


@dataclass(frozen=True)
class SiteResponse:
    """The status, headers and body of a response."""

    status: int
    headers: dict[str, str]
    body: bytes


class SiteClient:
    """A client of the site's WSGI application, in a thread of its own, where the database may be used."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="site")
        self._application = get_wsgi_application()

    def request(self, method: str, url: str, headers: dict[str, str], body: bytes | None) -> SiteResponse:
        """Return the site's response; one larger than MAX_BYTES becomes status 413 without a body."""
        future: Future[SiteResponse] = self._thread.submit(self._request, method, url, headers, body or b"")
        return future.result()

    def close(self) -> None:
        self._thread.submit(connections.close_all)
        self._thread.shutdown()

    def _request(self, method: str, url: str, headers: dict[str, str], body: bytes) -> SiteResponse:
        started: dict[str, Any] = {}

        def start_response(status: str, sent: list[tuple[str, str]], *_: object) -> Any:
            started.update(status=int(status.split()[0]), headers=dict(sent))

        chunks, size = BytesIO(), 0
        response = self._application(environ_of(method, url, headers, body), start_response)
        try:
            for chunk in response:
                size += chunks.write(chunk)
                if size > MAX_BYTES:
                    return SiteResponse(413, {}, b"")
        finally:
            response.close()
        return SiteResponse(started["status"], started["headers"], chunks.getvalue())


def environ_of(method: str, url: str, headers: dict[str, str], body: bytes) -> dict[str, Any]:
    """Return the WSGI environment of a request (PEP 3333)."""
    target = urlsplit(url)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": unquote_to_bytes(target.path).decode("latin-1"),
        "QUERY_STRING": target.query,
        "HTTP_HOST": target.netloc,
        "HTTP_X_FORWARDED_PROTO": target.scheme,
        "wsgi.url_scheme": target.scheme,
        "wsgi.input": BytesIO(body),
        "CONTENT_LENGTH": str(len(body)),
        "REMOTE_ADDR": "127.0.0.1",
    }
    incoming = {name.lower(): value for name, value in headers.items()}
    for name in _FORWARDED_HEADERS:
        if name.lower() in incoming:
            key = name.upper().replace("-", "_")
            environ[key if name == "Content-Type" else f"HTTP_{key}"] = incoming[name.lower()]
    setup_testing_defaults(environ)
    return environ
