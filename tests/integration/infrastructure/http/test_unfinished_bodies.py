"""Unfinished large bodies: their disk usage, and which clients are refused."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import stat
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from django.conf import settings as project
from django.db import connection

from tests.benchmarks.scorm.crowd import play
from tests.benchmarks.scorm.session_stage import held, learners_at_a_package
from tests.benchmarks.scorm.sessions import Learner, lost
from tests.benchmarks.server import Engine
from tests.benchmarks.serving import Server, free_port, served

pytestmark = [
    pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="Finds the temporary files in /proc"),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="The server does not depend on the engine"),
    pytest.mark.slow,
]
MB = 1024**2
TOTAL, PER_NETWORK = 12 * MB, 8 * MB
#: bytes that may exceed a limit: one chunk of a body per worker
MARGIN = MB
LEARNERS = 2
#: the most bytes of the workers' own temporary files
OTHER_FILES = 4_096
UNKNOWN_HOST = "okänd.example".encode("idna").decode()


@pytest.fixture(scope="module")
def engine(django_db_setup: None) -> Engine:
    return Engine("sqlite", f"sqlite:///{connection.settings_dict['NAME']}", str(project.DATA_DIR))


@pytest.fixture(scope="module")
def server(engine: Engine) -> Iterator[Server]:
    with limited(engine) as server:
        yield server


@contextmanager
def limited(engine: Engine, **more: str) -> Iterator[Server]:
    limits = {
        "REQUEST_BODIES_MAX_BYTES": str(TOTAL),
        "REQUEST_BODIES_MAX_BYTES_PER_NETWORK": str(PER_NETWORK),
        "LOG_LEVEL": "CRITICAL",
        "SECRET_KEY": project.SECRET_KEY,
    }
    with served({**engine.environment("tests.soak.settings"), **limits, **more}) as server:
        yield server


class Upload:
    """A body that is sent in parts over a connection from a loopback address."""

    def __init__(self, server: Server, length: int, *, address: str = "127.0.0.1", headers: str = "") -> None:
        self.connection = socket.create_connection(
            ("127.0.0.1", server.port), timeout=60, source_address=(address, 0)
        )
        self.connection.sendall(
            f"POST / HTTP/1.1\r\nHost: {UNKNOWN_HOST}\r\n{headers}Content-Length: {length}\r\n\r\n".encode()
        )

    def send(self, size: int) -> None:
        with suppress(ConnectionError):
            self.connection.sendall(b"a" * size)

    def response(self) -> http.client.HTTPResponse:
        response = http.client.HTTPResponse(self.connection)
        response.begin()
        return response

    def is_refused(self) -> bool:
        self.connection.settimeout(0.01)
        try:
            return self.connection.recv(1, socket.MSG_PEEK) == b"H"
        except TimeoutError:
            return False
        except ConnectionError:
            return True
        finally:
            self.connection.settimeout(60)


@pytest.fixture
def uploads(server: Server) -> Iterator[ExitStack]:
    """Close all uploads, and wait until the server has: `arrive` counts what the next test sends."""
    with ExitStack() as connections:
        yield connections
    wait_for_temporary_bytes(server, at_most=0)


def upload(
    uploads: ExitStack,
    server: Server,
    length: int,
    send: int,
    *,
    address: str = "127.0.0.1",
    headers: str = "",
) -> Upload:
    begun = Upload(server, length, address=address, headers=headers)
    uploads.enter_context(begun.connection)
    begun.send(send)
    return begun


def temporary_bytes(server: Server) -> int:
    """Return the size of the workers' anonymous files."""
    found = []
    for pid in server.workers():
        for file in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(FileNotFoundError):
                found.append(file.stat())
    unnamed = [one.st_size for one in found if stat.S_ISREG(one.st_mode) and one.st_nlink == 0]
    return sum(size for size in unnamed if size > OTHER_FILES)


def arrive(server: Server, body: Upload, size: int) -> None:
    """Send a part of a body; return when the server has received or refused it."""
    before = temporary_bytes(server)
    body.send(size)
    end = time.monotonic() + 30
    while temporary_bytes(server) < before + size and not body.is_refused() and time.monotonic() < end:
        time.sleep(0.02)


def wait_for_temporary_bytes(server: Server, *, at_most: int) -> int:
    end = time.monotonic() + 30
    while (size := temporary_bytes(server)) > at_most and time.monotonic() < end:
        time.sleep(0.02)
    return size


def fill(uploads: ExitStack, server: Server, number: int = 20) -> list[Upload]:
    """Leave that many large bodies unfinished after 2 MB each, from five networks."""
    begun = []
    for n in range(number):
        begun.append(upload(uploads, server, 3 * MB, 0, address=f"127.0.0.{2 + n % 5}"))
        arrive(server, begun[-1], 2 * MB)
    return begun


def test_large_unfinished_bodies_take_no_more_disk_than_allowed(server: Server, uploads: ExitStack) -> None:
    begun = fill(uploads, server)

    assert 6 * MB < temporary_bytes(server) <= TOTAL + MARGIN
    refused = [body.is_refused() for body in begun]
    assert refused == [False] * 6 + [True] * 14


def test_body_from_before_the_limit_goes_on(server: Server, uploads: ExitStack) -> None:
    oldest, *others = fill(uploads, server)
    next(body for body in others if not body.is_refused()).connection.close()
    wait_for_temporary_bytes(server, at_most=TOTAL - 2 * MB)

    oldest.send(MB)

    assert oldest.response().status == 400  # the application's response to an unknown host


def milliseconds_of_a_page(server: Server) -> tuple[float, set[int]]:
    """Return the 95th percentile of 20 requests for a page, and their statuses."""
    answers = [server.get("/konto/logga-in/", "") for _ in range(20)]
    return sorted(answer.milliseconds for answer in answers)[18], {answer.status for answer in answers}


@pytest.mark.django_db(transaction=True)
def test_page_beyond_the_limit_takes_under_a_second(server: Server, uploads: ExitStack) -> None:
    undisturbed, _statuses = milliseconds_of_a_page(server)
    fill(uploads, server)

    disturbed, statuses = milliseconds_of_a_page(server)

    assert statuses == {200}
    assert disturbed < max(1_000, 3 * undisturbed)  # more on a machine that is busy with other tests


@pytest.mark.django_db(transaction=True)
def test_learner_session_beyond_the_limit_is_recorded(server: Server, uploads: ExitStack) -> None:
    stage = learners_at_a_package(LEARNERS)
    learners = [Learner(server.port, stage, n) for n in range(LEARNERS)]
    fill(uploads, server)

    outcome = play(server.port, (learner.play() for learner in learners), LEARNERS)

    assert (outcome.errors, outcome.finished) == ([], LEARNERS)
    in_database = held()
    assert [lost(learner, in_database) for learner in learners] == [0] * LEARNERS


def test_body_that_fits_in_memory_beyond_the_limit_arrives(server: Server, uploads: ExitStack) -> None:
    fill(uploads, server)

    body = upload(uploads, server, 500_000, 500_000)

    assert body.response().status == 400


def test_refused_body_gets_a_page_that_says_when_to_come_back(server: Server, uploads: ExitStack) -> None:
    fill(uploads, server)
    body = upload(uploads, server, 7 * MB, 7 * MB, address="127.0.0.9")

    response = body.response()
    page = response.read().decode()

    assert (response.status, response.headers["Retry-After"]) == (503, "60")
    assert '<html lang="sv">' in page
    assert "Just nu är det fullt" in page
    assert "There is no room right now" in page


def test_network_beyond_its_part_leaves_room_for_another(server: Server, uploads: ExitStack) -> None:
    own = [upload(uploads, server, 7 * MB, 0, address="127.0.0.2") for _ in range(6)]
    for body in own:
        arrive(server, body, 3 * MB)

    other = upload(uploads, server, 3 * MB, 3 * MB, address="127.0.0.3")

    assert other.response().status == 400
    assert [body.is_refused() for body in own] == [False] * 2 + [True] * 4
    assert temporary_bytes(server) <= PER_NETWORK + MARGIN


def test_networks_behind_a_trusted_proxy_are_counted_apart(engine: Engine) -> None:
    proxied = limited(engine, PORT=str(free_port()), TRUSTED_PROXIES="127.0.0.1")
    with proxied as server, ExitStack() as uploads:
        for last in range(4):
            client = f"X-Forwarded-For: 2001:db8:0:1::{last + 1}\r\n"
            arrive(server, upload(uploads, server, 7 * MB, 0, headers=client), 3 * MB)
        assert temporary_bytes(server) <= PER_NETWORK + MARGIN

        other = upload(uploads, server, 3 * MB, 3 * MB, headers="X-Forwarded-For: 2001:db8:0:2::1\r\n")

        assert other.response().status == 400


def test_body_larger_than_a_network_may_send_is_refused_at_once(server: Server, uploads: ExitStack) -> None:
    body = upload(uploads, server, PER_NETWORK + MB, 1)

    assert body.response().status == 413


def test_finished_bodies_give_their_bytes_back(server: Server, uploads: ExitStack) -> None:
    answers = []
    for _ in range(8):
        body = upload(uploads, server, 4 * MB, 4 * MB)
        answers.append(body.response().status)

    assert answers == [400] * 8
    assert wait_for_temporary_bytes(server, at_most=0) == 0


def test_closed_connections_give_their_bytes_back(server: Server) -> None:
    for _ in range(3):
        with ExitStack() as uploads:
            fill(uploads, server, 8)
        assert wait_for_temporary_bytes(server, at_most=0) == 0

    with ExitStack() as uploads:
        assert upload(uploads, server, 7 * MB, 7 * MB).response().status == 400


@pytest.mark.no_rerun
def test_killed_workers_give_their_bytes_back(engine: Engine) -> None:
    with limited(engine, PORT=str(free_port())) as server, ExitStack() as uploads:
        fill(uploads, server)
        killed = server.workers()
        for worker in killed:
            os.kill(worker, signal.SIGKILL)
        end = time.monotonic() + 60
        while set(server.workers()) & set(killed) and time.monotonic() < end:
            time.sleep(0.1)

        body = upload(uploads, server, 7 * MB, 7 * MB)

        assert body.response().status == 400
