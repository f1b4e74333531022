"""An https server on this machine that answers as hosts on the internet may, with its own certificate."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

Send = Callable[[bytes], None]
#: writes a whole answer, status line and all
Answer = Callable[[Send], None]


@dataclass
class HttpsServer:
    """The answers by path, and what the server has seen."""

    port: int
    certificate: Path
    answers: dict[str, Answer] = field(default_factory=dict)
    #: "host path" of each request, and the headers of the last
    requests: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    #: addresses at which connections came in, TLS or not
    reached_at: list[str] = field(default_factory=list)


def file_answer(
    content: bytes, content_type: str, *, status: str = "200 OK", length: int | None = None
) -> Answer:
    """Return an answer with a body; `length` is what it says of its length."""
    stated = len(content) if length is None else length
    head = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {stated}\r\n\r\n"
    return lambda send: send(head.encode() + content)


def redirect_answer(location: str) -> Answer:
    return lambda send: send(
        f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()
    )


def make_certificate(folder: Path, names: Sequence[str]) -> tuple[Path, Path]:
    """Return a certificate for the names, which is its own authority, and its key."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    alternatives = "subjectAltName=" + ",".join(f"DNS:{name}" for name in names)
    options = ["-subj", "/CN=film", "-addext", alternatives, "-days", "2", "-nodes", "-newkey", "rsa:2048"]
    command = ["openssl", "req", "-x509", *options, "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - fixed arguments
    return certificate, key


@contextmanager
def https_server(certificate: Path, key: Path) -> Iterator[HttpsServer]:
    """Serve on every IPv4 address of this machine, at a free port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("0.0.0.0", 0)) as listener:  # noqa: S104 - 127.0.0.2 is reached too
        server = HttpsServer(listener.getsockname()[1], certificate)
        ended = threading.Event()
        listener.settimeout(0.1)
        thread = threading.Thread(target=_accept, args=(listener, context, server, ended))
        thread.start()
        try:
            yield server
        finally:
            ended.set()
            thread.join()


def _accept(
    listener: socket.socket, context: ssl.SSLContext, server: HttpsServer, ended: threading.Event
) -> None:
    workers: list[threading.Thread] = []
    while not ended.is_set():
        try:
            connection, _peer = listener.accept()
        except TimeoutError:
            continue
        server.reached_at.append(connection.getsockname()[0])
        worker = threading.Thread(target=_serve, args=(connection, context, server))
        worker.start()
        workers.append(worker)
    for worker in workers:
        worker.join()


def _serve(connection: socket.socket, context: ssl.SSLContext, server: HttpsServer) -> None:
    connection.settimeout(20)
    with connection, suppress(OSError), context.wrap_socket(connection, server_side=True) as secured:
        head = b""
        while b"\r\n\r\n" not in head and (piece := secured.recv(4096)):
            head += piece
        request, *lines = head.decode().split("\r\n")
        server.headers = dict(line.split(": ", 1) for line in lines if ": " in line)
        path = request.split(" ")[1]
        server.requests.append(f"{server.headers['Host']} {path}")
        missing = file_answer(b"", "text/html", status="404 Not Found")
        server.answers.get(path, missing)(secured.sendall)
