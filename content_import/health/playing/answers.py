"""What the browser gets for an answer: this site's own, asked within this process. No port is opened.

So the package plays on its true content origin with the true player, whatever stands between the site and
the world, and the browser needs no network.
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

#: a film that is larger is not worth the while
MOST_BYTES = 48 * 1024**2
_PASSED_ON = ("Range", "Accept", "Content-Type", "Service-Worker")


@dataclass(frozen=True)
class Answer:
    """Status, headers and body."""

    status: int
    headers: dict[str, str]
    body: bytes


class Site:
    """Asks the site as a browser would. In a thread of its own, where the database may be used."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="site")
        self._application = get_wsgi_application()

    def ask(self, method: str, url: str, headers: dict[str, str], body: bytes | None) -> Answer:
        """Return the site's answer, cut at MOST_BYTES."""
        asked: Future[Answer] = self._thread.submit(self._ask, method, url, headers, body or b"")
        return asked.result()

    def close(self) -> None:
        self._thread.submit(connections.close_all)
        self._thread.shutdown()

    def _ask(self, method: str, url: str, headers: dict[str, str], body: bytes) -> Answer:
        answered: dict[str, Any] = {}

        def start_response(status: str, sent: list[tuple[str, str]], *_: object) -> Any:
            answered.update(status=int(status.split()[0]), headers=dict(sent))

        parts, size = BytesIO(), 0
        response = self._application(environ_of(method, url, headers, body), start_response)
        try:
            for chunk in response:
                size += parts.write(chunk)
                if size > MOST_BYTES:
                    return Answer(413, {}, b"")
        finally:
            response.close()
        return Answer(answered["status"], answered["headers"], parts.getvalue())


def environ_of(method: str, url: str, headers: dict[str, str], body: bytes) -> dict[str, Any]:
    """Return the WSGI environment of a request (PEP 3333)."""
    parts = urlsplit(url)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": unquote_to_bytes(parts.path).decode("latin-1"),
        "QUERY_STRING": parts.query,
        "HTTP_HOST": parts.netloc,
        "HTTP_X_FORWARDED_PROTO": parts.scheme,
        "wsgi.url_scheme": parts.scheme,
        "wsgi.input": BytesIO(body),
        "CONTENT_LENGTH": str(len(body)),
        "REMOTE_ADDR": "127.0.0.1",
    }
    given = {name.lower(): value for name, value in headers.items()}
    for name in _PASSED_ON:
        if name.lower() in given:
            key = name.upper().replace("-", "_")
            environ[key if name == "Content-Type" else f"HTTP_{key}"] = given[name.lower()]
    setup_testing_defaults(environ)
    return environ
