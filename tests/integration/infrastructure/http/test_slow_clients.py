"""Slow anonymous connections do not delay pages of the server that script/serve starts."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from django.conf import settings as project
from django.db import connection

from tests.benchmarks.serving import Server, free_port, served
from tests.servers.impatient_worker import SECONDS
from tests.servers.slow_clients import SlowClients

ROOT = Path(__file__).resolve().parents[4]
SLOW_BODIES = SLOW_HEADERS = 64
MB = 1024**2
CONTENT_HOST = b"p-0123456789abcdef0123456789abcdef.narlara.localhost"
#: an address that the application answers without the database
UNKNOWN_HOST = "okänd.example".encode("idna").decode()
#: larger than the system's buffers of a connection
LARGE_FILE = 24 * MB

pytestmark = [
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="Finds the workers in /proc"),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="The server does not depend on the engine"),
    pytest.mark.slow,
]


def environment(static_root: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PORT": str(free_port()),
        "DJANGO_SETTINGS_MODULE": "tests.soak.settings",
        "DATA_DIR": str(project.DATA_DIR),
        "STATIC_ROOT": str(static_root),
        "SECRET_KEY": project.SECRET_KEY,
        "LOG_LEVEL": "CRITICAL",
    }


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    static_root = tmp_path_factory.mktemp("static")
    (static_root / "film.bin").write_bytes(b"a" * LARGE_FILE)
    with served(environment(static_root)) as server:
        yield server


@pytest.fixture(scope="module")
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    static_root = tmp_path_factory.mktemp("static")
    with served(environment(static_root), "tests.servers.impatient_worker.ImpatientWorker") as server:
        yield server


def seconds_for_a_page(server: Server) -> float:
    began = time.monotonic()
    client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        client.request("GET", "/", headers={"Host": UNKNOWN_HOST})
        assert client.getresponse().status == 400
    finally:
        client.close()
    return time.monotonic() - began


def p95_of_a_page(server: Server) -> float:
    return sorted(seconds_for_a_page(server) for _ in range(20))[18]


def seconds_allowed(server: Server) -> float:
    """Return a second, or more on a machine that is busy with other tests."""
    return max(1.0, 3 * p95_of_a_page(server))


def test_page_with_128_slow_clients_takes_under_a_second(server: Server) -> None:
    allowed = seconds_allowed(server)
    slow = SlowClients(server.port, bodies=SLOW_BODIES, headers=SLOW_HEADERS)
    try:
        time.sleep(1.5)
        p95 = p95_of_a_page(server)
        assert slow.still_open() == SLOW_BODIES + SLOW_HEADERS
    finally:
        slow.close()

    assert p95 < allowed


def test_page_with_32_slow_readers_takes_under_a_second(server: Server) -> None:
    allowed = seconds_allowed(server)
    with ExitStack() as readers:
        for _ in range(32):
            reader = readers.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=60))
            reader.sendall(
                f"GET /static/film.bin HTTP/1.1\r\nHost: narlara.localhost:{server.port}\r\n\r\n".encode()
            )
            assert reader.recv(1_000).startswith(b"HTTP/1.1 200 ")

        assert p95_of_a_page(server) < allowed


def test_slow_requests_over_the_time_limit_are_closed(impatient: Server) -> None:
    slow = SlowClients(impatient.port, bodies=2, headers=2)
    try:
        end = time.monotonic() + SECONDS + 30
        while slow.still_open() and time.monotonic() < end:
            time.sleep(0.2)
        assert slow.still_open() == 0
    finally:
        slow.close()


def test_large_body_that_stalls_is_closed_however_fast_it_began(impatient: Server) -> None:
    with socket.create_connection(("127.0.0.1", impatient.port), timeout=60) as client:
        head = f"POST / HTTP/1.1\r\nHost: {UNKNOWN_HOST}\r\nContent-Length: {9 * 1024**2}\r\n\r\n"
        client.sendall(head.encode() + b"a" * 8 * 1024**2)  # at 500 bytes a second it might take 4 hours
        end = time.monotonic() + 4 * SECONDS + 30
        is_open = True
        while is_open and time.monotonic() < end:
            time.sleep(0.5)
            try:
                client.sendall(b"a")
            except ConnectionError:
                is_open = False

    assert not is_open


def test_steady_body_over_the_time_limit_arrives_whole(impatient: Server) -> None:
    client = http.client.HTTPConnection("127.0.0.1", impatient.port, timeout=60)
    seconds = 2 * SECONDS + 2
    client.putrequest("POST", "/", skip_host=True)
    client.putheader("Host", UNKNOWN_HOST)
    client.putheader("Content-Length", str(seconds * 2_000))
    client.endheaders()
    for _ in range(seconds):
        client.send(b"a" * 2_000)
        time.sleep(1)

    assert client.getresponse().status == 400
    client.close()


def test_large_body_sent_in_parts_arrives_whole(server: Server) -> None:
    client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    body = "å".encode() * 1_000_000
    client.request(
        "POST", "/", iter([body[:700_001], body[700_001:]]), {"Host": UNKNOWN_HOST}, encode_chunked=True
    )
    assert client.getresponse().status == 400
    client.close()


def refused(server: Server, wire: bytes, *, chunk: int = 1_000_000) -> tuple[http.client.HTTPResponse, str]:
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as client:
        with suppress(ConnectionError):  # the server may answer before it has read everything
            for start in range(0, len(wire), chunk):
                client.sendall(wire[start : start + chunk])
        response = http.client.HTTPResponse(client)
        response.begin()
        return response, response.read().decode()


@pytest.mark.parametrize(
    ("wire", "status"),
    [
        (b"GET /sok/?q=" + b"%C3%A5" * 20_000 + b" HTTP/1.1\r\nHost: narlara.localhost\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: narlara.localhost\r\nContent-Length: tv\xc3\xa5\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: narlara.localhost\r\nContent-Length: 9000000000\r\n\r\n", 413),
    ],
)
def test_request_that_cannot_be_read_gets_a_readable_page(server: Server, wire: bytes, status: int) -> None:
    response, page = refused(server, wire)

    assert response.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    # Anybody may publish a link with too long an address: following it signs nobody out.
    assert (response.status, response.headers["Clear-Site-Data"]) == (status, None)
    assert '<html lang="sv">' in page
    assert "Det gick inte fram" in page
    assert "That did not get through" in page


@pytest.mark.parametrize("host", [b"narlara.localhost", CONTENT_HOST])
@pytest.mark.parametrize("size", [70_000, 700_000])
@pytest.mark.parametrize("name", [b"Cookie", b"cookie"])
def test_request_with_too_many_cookies_has_them_deleted(
    server: Server, host: bytes, size: int, name: bytes
) -> None:
    cookies = b"__Host-sessionid=abc; " + "planterad=å; ".encode() * (size // 14)
    wire = b"GET / HTTP/1.1\r\nHost: %b\r\nAccept: */*\r\n%b: %b\r\n\r\n" % (host, name, cookies)

    response, page = refused(server, wire)

    assert (response.status, response.headers["Clear-Site-Data"]) == (431, '"cookies"')
    assert response.headers["Cache-Control"] == "no-store"
    assert "För många kakor" in page
    assert "Too many cookies" in page


@pytest.mark.parametrize("chunk", [1_000, 1_000_000])
@pytest.mark.parametrize(
    ("wire", "words"),
    [
        (b"GET /f/a HTTP/1.1\r\nHost: %b\r\nCookie: " + b"a=b; " * 20_000, "too many cookies"),
        (
            b"GET /f/" + b"%%C3%%A5" * 10_800 + b" HTTP/1.1\r\nHost: %b\r\nAccept: " + b"a" * 2_000,
            "cannot be read",
        ),
        (b"GET /f/a HTTP/1.1\r\nhost: %b\r\nContent-Length: tv\xc3\xa5", "cannot be read"),
        (b"POST /f/a HTTP/1.1\r\nHost:%b\r\nContent-Length: 9000000000", "cannot be read"),
    ],
)
def test_refused_request_to_content_host_gets_page_for_player_frame(
    server: Server, wire: bytes, words: str, chunk: int
) -> None:
    host = b"%b:%d" % (CONTENT_HOST, server.port)

    response, page = refused(server, wire % host + b"\r\n\r\n", chunk=chunk)

    ancestors = f"'self' http://narlara.localhost:{server.port}"
    assert response.headers["Content-Security-Policy"] == f"default-src 'none'; frame-ancestors {ancestors}"
    assert words in page
    assert "Stäng utbildningen och öppna startsidan igen." in page
    assert "href" not in page


def test_request_with_a_long_address_and_few_cookies_keeps_them(server: Server) -> None:
    address = b"/sok/?q=" + b"%C3%A5" * 11_000
    wire = b"GET %b HTTP/1.1\r\nHost: narlara.localhost\r\nCookie: %b\r\n\r\n" % (address, b"a=b; " * 600)

    response, _page = refused(server, wire)

    assert (response.status, response.headers["Clear-Site-Data"]) == (431, None)


def test_address_of_30_000_characters_reaches_the_application(server: Server) -> None:
    client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    client.request("GET", "/?q=" + "%C3%A5" * 5_000, headers={"Host": UNKNOWN_HOST})
    response = client.getresponse()
    assert (response.status, "adress" in response.read().decode()) == (400, True)
    client.close()


def test_server_when_stopped_answers_what_it_is_receiving(tmp_path: Path) -> None:
    with served(environment(tmp_path)) as server, ExitStack() as connections:
        idle = connections.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=60))
        client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        connections.callback(client.close)
        client.putrequest("POST", "/", skip_host=True)
        client.putheader("Host", UNKNOWN_HOST)
        client.putheader("Content-Length", "2")
        client.endheaders(b"a")
        time.sleep(0.5)

        os.kill(server.process, signal.SIGTERM)
        assert idle.recv(1) == b""
        client.send(b"b")

        assert client.getresponse().status == 400


def test_serve_script_starts_the_buffered_worker() -> None:
    assert (
        "--worker-class infrastructure.http.buffered_worker.BufferedWorker"
        in (ROOT / "script/serve").read_text()
    )
