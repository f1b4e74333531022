"""A host of somebody else's, which hears whoever comes: by TCP or UDP, with a request or only a knock."""

from __future__ import annotations

import socket
from threading import Thread
from types import TracebackType
from typing import Self

# an icon of its own, or the browser asks for one when it has a moment: a request that nobody's content made
PAGE = b"<!doctype html><title>Elsewhere</title><link rel=icon href='data:,'><h1>Elsewhere</h1>"
ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nAccess-Control-Allow-Origin: *\r\nConnection: close\r\n"
    b"Content-Length: %d\r\n\r\n%b" % (len(PAGE), PAGE)
)


class Elsewhere:
    """Listens on a port of this machine; `knocks` counts connections, `requests` has what was asked for."""

    def __init__(self) -> None:
        self.knocks, self.requests, self.datagrams = 0, list[str](), 0
        self._tcp = socket.create_server(("127.0.0.1", 0))
        self.port = self._tcp.getsockname()[1]
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", self.port))

    @property
    def url(self) -> str:
        return f"http://elsewhere.localhost:{self.port}/x"

    @property
    def received(self) -> bool:
        return bool(self.knocks or self.datagrams)

    def forget(self) -> None:
        self.knocks, self.datagrams = 0, 0
        self.requests.clear()

    def __enter__(self) -> Self:
        self._tcp.settimeout(0.2)
        self._udp.settimeout(0.2)
        self._is_open = True
        self._threads = [Thread(target=listen) for listen in (self._listen_tcp, self._listen_udp)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_open = False
        for thread in self._threads:
            thread.join()
        self._tcp.close()
        self._udp.close()

    def _listen_tcp(self) -> None:
        while self._is_open:
            try:
                connection, _ = self._tcp.accept()
            except TimeoutError:
                continue
            self.knocks += 1
            with connection:
                connection.settimeout(0.5)
                try:
                    request = connection.recv(4096)
                    if request:
                        self.requests.append(request.partition(b"\r\n")[0].decode("latin-1"))
                        connection.sendall(ANSWER)
                except OSError:
                    continue  # a knock alone, or gone already

    def _listen_udp(self) -> None:
        while self._is_open:
            try:
                self._udp.recv(4096)
            except TimeoutError:
                continue
            self.datagrams += 1
