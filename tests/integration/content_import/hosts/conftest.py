"""A real https server on this machine in place of hosts on the internet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from content_import.hosts.fetching.network import Network, is_public
from tests.integration.content_import.hosts.other_hosts import HOST, MIXED, MP4, OTHER, PNG, PRIVATE, look_up
from tests.servers.https_server import HttpsServer, file_answer, https_server, make_certificate


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return make_certificate(tmp_path_factory.mktemp("tls"), [HOST, OTHER, PRIVATE, MIXED])


@pytest.fixture
def server(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[HttpsServer]:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with https_server(*certificate) as server:
        server.answers = {
            "/bilder/l%C3%A4nk.png": file_answer(PNG, "image/png"),
            "/visa?id=1&b=2": file_answer(PNG + b"2", "image/png"),
            "/film.mp4": file_answer(MP4, "video/mp4"),
        }
        yield server


@pytest.fixture
def network(server: HttpsServer) -> Network:
    """Return a network in which 127.0.0.1 is public and 127.0.0.2 is not."""
    return Network(
        resolve=look_up,
        is_public=lambda address: str(address) == "127.0.0.1" or is_public(address),
        port=server.port,
    )
