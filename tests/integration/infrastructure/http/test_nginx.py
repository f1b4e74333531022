"""The shipped nginx configuration in a real nginx: forwarding, refusals and time-outs."""

from __future__ import annotations

import http.client
import json
import os
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType

import pytest
from django.conf import settings as project
from django.db import connection

from tests.benchmarks.serving import free_port, served
from tests.servers.nginx import CONTENT_HOST, NGINX, SITE_HOST, Proxy, proxied
from tests.servers.slow_clients import SlowClients

pytestmark = [
    pytest.mark.skipif(not NGINX, reason="No nginx found: install Debian's package nginx"),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="The proxy does not depend on the engine"),
    pytest.mark.slow,
]
MB = 1024**2


class Echo(BaseHTTPRequestHandler):
    """A handler that responds with the received headers and the length of the body."""

    def do_POST(self) -> None:
        """Answer a request with a body."""
        received = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = json.dumps({"headers": dict(self.headers), "length": len(received)}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        """Answer a request without a body."""
        self.do_POST()

    def log_message(self, *args: object) -> None:
        """Log nothing."""


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """Start nginx in front of an application that responds with what it received."""
    echo = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=echo.serve_forever)
    thread.start()
    folder = tmp_path_factory.mktemp("nginx")
    try:
        with proxied(
            folder, application_port=echo.server_port, http_port=free_port(), https_port=free_port()
        ) as proxy:
            yield proxy
    finally:
        echo.shutdown()
        thread.join()
        echo.server_close()


def request(
    proxy: Proxy,
    path: str,
    *,
    host: str = SITE_HOST,
    headers: Mapping[str, str] = MappingProxyType({}),
    body: bytes = b"",
) -> http.client.HTTPResponse:
    client = http.client.HTTPConnection(host, timeout=30)
    client.sock = proxy.connect(CONTENT_HOST if host == CONTENT_HOST else SITE_HOST)
    client.request("POST" if body else "GET", path, body or None, {"Connection": "close", **headers})
    return client.getresponse()


def passed_on(response: http.client.HTTPResponse) -> dict[str, str]:
    assert response.status == 200
    headers: dict[str, str] = json.loads(response.read())["headers"]
    return headers


@pytest.mark.parametrize("host", [SITE_HOST, CONTENT_HOST])
def test_proxy_headers_when_spoofed_are_replaced(proxy: Proxy, host: str) -> None:
    spoofed = {"X-Forwarded-Proto": "http", "X-Forwarded-For": "203.0.113.7"}

    headers = passed_on(request(proxy, "/", host=host, headers=spoofed))

    assert headers["Host"] == host
    assert headers["X-Forwarded-Proto"] == "https"
    assert headers["X-Forwarded-For"] == "203.0.113.7, 127.0.0.1"


@pytest.mark.parametrize(("host", "cookie"), [(SITE_HOST, "a=å"), (CONTENT_HOST, None)])
def test_cookie_reaches_the_site_and_no_content_host(proxy: Proxy, host: str, cookie: str | None) -> None:
    sent = {"Cookie": "a=å".encode().decode("latin-1")}

    received = passed_on(request(proxy, "/", host=host, headers=sent)).get("Cookie")

    assert received == (cookie and cookie.encode().decode("latin-1"))


@pytest.mark.parametrize(
    ("host", "path", "size", "status"),
    [
        (SITE_HOST, "/konto/logga-in/", 5 * MB, 200),
        (SITE_HOST, "/konto/logga-in/", 7 * MB, 413),
        (SITE_HOST, "/cms/packages/", 7 * MB, 200),
        (CONTENT_HOST, "/l/token/commit", 50 * MB, 200),
    ],
)
def test_body_passes_up_to_the_limit_of_its_address(
    proxy: Proxy, host: str, path: str, size: int, status: int
) -> None:
    assert request(proxy, path, host=host, body=b"a" * size).status == status


@pytest.mark.parametrize(
    ("path", "headers", "body", "status"),
    [
        ("/sok/?q=" + "%C3%A5" * 2_000, {}, b"", 414),
        ("/", {}, b"a" * 7 * MB, 413),
    ],
)
def test_request_that_is_too_large_gets_a_readable_page(
    proxy: Proxy, path: str, headers: dict[str, str], body: bytes, status: int
) -> None:
    response = request(proxy, path, headers=headers, body=body)
    page = response.read().decode()

    assert (response.status, response.headers["Clear-Site-Data"]) == (status, None)
    assert response.headers["Content-Type"].startswith("text/html")
    assert "Det gick inte fram" in page
    assert "That did not get through" in page


@pytest.mark.parametrize("host", [SITE_HOST, CONTENT_HOST])
@pytest.mark.parametrize("size", [12_000, 600_000])
def test_request_with_too_many_cookies_has_them_deleted(proxy: Proxy, host: str, size: int) -> None:
    cookies = "planterad=a; " * (size // 13)
    response = request(proxy, "/", host=host, headers={"Cookie": cookies})

    assert (response.status, response.headers["Clear-Site-Data"]) == (431, '"cookies"')
    assert "För många kakor" in response.read().decode()


@pytest.mark.parametrize(
    ("path", "headers", "words"),
    [
        ("/f/a", {"Cookie": "planterad=a; " * 1_000}, "too many cookies"),
        ("/f/" + "%C3%A5" * 2_000, {}, "cannot be read"),
    ],
)
def test_refused_request_to_content_host_gets_page_for_player_frame(
    proxy: Proxy, path: str, headers: dict[str, str], words: str
) -> None:
    response = request(proxy, path, host=CONTENT_HOST, headers=headers)
    page = response.read().decode()

    ancestors = f"'self' https://{SITE_HOST}"
    assert response.headers["Content-Security-Policy"] == f"default-src 'none'; frame-ancestors {ancestors}"
    assert "text/html" in response.headers["Content-Type"]
    assert words in page
    assert "Stäng utbildningen och öppna startsidan igen." in page
    assert "href" not in page


def test_host_that_is_unknown_gets_no_answer(proxy: Proxy) -> None:
    with pytest.raises((http.client.RemoteDisconnected, ssl.SSLError, ConnectionResetError)):
        request(proxy, "/", host="annan.example.se")


def test_plain_http_leads_to_https(proxy: Proxy) -> None:
    client = http.client.HTTPConnection("127.0.0.1", proxy.http_port, timeout=10)
    client.request("GET", "/sok/?q=v%C3%A5rd", headers={"Host": SITE_HOST})
    response = client.getresponse()
    client.close()

    assert (response.status, response.headers["Location"]) == (308, f"https://{SITE_HOST}/sok/?q=v%C3%A5rd")


@pytest.mark.django_db(transaction=True)
def test_page_behind_nginx_with_128_slow_clients_takes_under_a_second(tmp_path: Path) -> None:
    port, https_port = free_port(), free_port()
    environment = {
        **os.environ,
        "PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "tests.soak.settings",
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "DATA_DIR": str(project.DATA_DIR),
        "SECRET_KEY": project.SECRET_KEY,
        "SITE_ORIGIN": f"https://{SITE_HOST}",
        "CONTENT_ORIGIN": "https://p-{label}.innehall.example.se",
        "ALLOWED_HOSTS": f"{SITE_HOST},.innehall.example.se",
        "LOG_LEVEL": "CRITICAL",
    }
    with (
        served(environment),
        proxied(tmp_path, application_port=port, http_port=free_port(), https_port=https_port) as proxy,
    ):
        slow = SlowClients(https_port, bodies=64, headers=64, host=SITE_HOST, connect=proxy.connect)
        try:
            time.sleep(1.5)
            times = sorted(seconds_for_a_page(proxy) for _ in range(20))
            assert slow.still_open() == 128
        finally:
            slow.close()

    assert times[18] < 1


def seconds_for_a_page(proxy: Proxy) -> float:
    began = time.monotonic()
    assert request(proxy, "/konto/logga-in/").status == 200
    return time.monotonic() - began
