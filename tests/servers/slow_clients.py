"""Connections that send one byte a second: incomplete headers and bodies that never end."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress

SECONDS_BETWEEN_BYTES = 1.0


class SlowClients:
    """Hold slow connections to a server on this machine until they are closed."""

    def __init__(
        self,
        port: int,
        *,
        bodies: int,
        headers: int,
        host: str = "",
        connect: Callable[[], socket.socket] | None = None,
    ) -> None:
        site = host or f"narlara.localhost:{port}"
        # Without the cookie Django refuses the request before it reads the body.
        body = (
            f"POST /konto/logga-in/ HTTP/1.1\r\nHost: {site}\r\nCookie: {_csrf_cookies()}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\na"
        )
        header = f"GET / HTTP/1.1\r\nHost: {site}\r\nX-Slow: "
        self._connect = connect or (lambda: socket.create_connection(("127.0.0.1", port), timeout=30))
        self._sockets = [self._open(body) for _ in range(bodies)] + [
            self._open(header) for _ in range(headers)
        ]
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._drip, daemon=True)
        self._thread.start()

    def _open(self, beginning: str) -> socket.socket:
        connection = self._connect()
        connection.sendall(beginning.encode())
        return connection

    def _drip(self) -> None:
        while not self._stopped.wait(SECONDS_BETWEEN_BYTES):
            for connection in self._sockets:
                with suppress(OSError):
                    connection.send(b"a")

    def still_open(self) -> int:
        """Return how many of the connections the server has not closed."""
        return sum(not _is_closed(connection) for connection in self._sockets)

    def close(self) -> None:
        """Stop sending and close all connections."""
        self._stopped.set()
        self._thread.join()
        for connection in self._sockets:
            connection.close()


def _csrf_cookies() -> str:
    return "; ".join(f"{prefix}csrftoken={'a' * 32}" for prefix in ("", "__Host-"))


def _is_closed(connection: socket.socket) -> bool:
    connection.settimeout(0)
    try:
        return connection.recv(65_536) == b""
    except (BlockingIOError, ssl.SSLWantReadError):
        return False
    except OSError:
        return True
