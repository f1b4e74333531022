"""A gunicorn for benchmarks, with the CPU time and memory of its workers from /proc."""

from __future__ import annotations

import http.client
import os
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

WORKERS, THREADS = 2, 4
#: of gunicorn; as script/serve starts it
WORKER_CLASS = os.environ.get("BENCH_WORKER_CLASS", "infrastructure.http.buffered_worker.BufferedWorker")
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Answer:
    """A complete response."""

    status: int
    milliseconds: float
    lines: int
    size: int


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int
    process: int

    def get(self, path: str, cookie: str, timeout: float = 300) -> Answer:
        """Request a page over a new connection with the session cookie; read all of it."""
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        connection.request("GET", path, headers={"Host": f"narlara.localhost:{self.port}", "Cookie": cookie})
        response = connection.getresponse()
        lines = size = 0
        while part := response.read(256 * 1024):
            lines += part.count(b"\n")
            size += len(part)
        connection.close()
        return Answer(response.status, (time.perf_counter() - began) * 1000, lines, size)

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process}/task/{self.process}/children").read_text()
        return [int(pid) for pid in children.split()]

    def cpu_seconds(self) -> float:
        """Return the CPU time of all workers so far."""
        return sum(_cpu_ticks(pid) for pid in self.workers()) / _TICKS

    def megabytes(self) -> float:
        """Return the resident memory of all workers."""
        pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in self.workers())
        return pages * resource.getpagesize() / 1024**2


class Peak:
    """A thread that samples the memory of the workers."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self.before = self.highest = server.megabytes()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._stopped.wait(0.05):
            self.highest = max(self.highest, self._server.megabytes())

    def added(self) -> float:
        """Stop sampling; return the largest increase in megabytes."""
        self._stopped.set()
        self._thread.join()
        return self.highest - self.before


@contextmanager
def served(environment: dict[str, str], worker_class: str = WORKER_CLASS) -> Iterator[Server]:
    """Serve on `PORT` of the environment until the block ends, after each worker has responded once."""
    port = int(environment["PORT"])
    command = [sys.executable, "-m", "gunicorn", "lms.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    options = ["--workers", str(WORKERS), "--threads", str(THREADS), "--log-level", "error"]
    options += ["--worker-class", worker_class]
    process = subprocess.Popen([*command, *options], env=environment)  # noqa: S603 - ours
    try:
        server = Server(port, process.pid)
        _wait_for(server)
        yield server
    finally:
        process.terminate()
        process.wait(60)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(server: Server) -> None:
    """Wait until every worker has loaded: the socket listens long before."""
    for _ in range(1_200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", server.port)) == 0:
                break
        time.sleep(0.1)
    askers = [threading.Thread(target=server.get, args=["/konto/logga-in/", ""]) for _ in range(16)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()


def _cpu_ticks(pid: int) -> int:
    # the command's name, in brackets, may hold spaces: what follows it starts with the third field
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
