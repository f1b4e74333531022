"""Gunicorn as `script/server` starts it, on a database of its own, and its cost."""

from __future__ import annotations

import http.client
import json
import os
import platform
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from tests.benchmarks.serving import WORKER_CLASS

ROOT = Path(__file__).resolve().parents[2]
#: as script/server starts it
WORKERS, THREADS = 2, int(os.environ.get("THREADS", "4"))
TICKS = os.sysconf("SC_CLK_TCK")


def engines() -> dict[str, str]:
    """Return name -> URL of the databases to measure, with PostgreSQL if it is configured."""
    url = os.environ.get("BENCH_POSTGRES_URL") or os.environ.get("DATABASE_URL", "")
    databases = {"sqlite": "", **({"postgresql": url} if url else {})}
    selected = os.environ.get("BENCH_ENGINE", "")
    return {name: url for name, url in databases.items() if selected in ("", name)}


@dataclass(frozen=True)
class Engine:
    """A database with a folder of its own, and the port of its server."""

    name: str
    url: str
    folder: str
    port: int = field(default_factory=lambda: free_port())

    @property
    def site_host(self) -> str:
        return f"narlara.localhost:{self.port}"

    def content_host(self, label: str) -> str:
        return f"p-{label}.narlara.localhost:{self.port}"

    @property
    def conditions(self) -> dict[str, object]:
        return {
            "engine": self.name,
            "worker_class": WORKER_CLASS,
            "server": f"gunicorn, {WORKERS} workers with {THREADS} threads",
            "cores": os.cpu_count(),
            "load_average": round(os.getloadavg()[0], 1),
            "python": platform.python_version(),
        }

    def environment(self, settings: str) -> dict[str, str]:
        return {
            **{key: value for key, value in os.environ.items() if key != "DATABASE_URL"},
            **({"DATABASE_URL": self.url} if self.url else {}),
            "DATA_DIR": self.folder,
            "SECRET_KEY": "only-for-measuring",
            "PORT": str(self.port),
            "DJANGO_SETTINGS_MODULE": settings,
            "LOG_LEVEL": "ERROR",
        }

    def stage(self, *task: object, settings: str = "lms.settings.test") -> Any:
        """Run a task inside Django in a separate process; return the JSON that it prints."""
        command = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.scorm.session_stage"]
        done = subprocess.run(  # noqa: S603 - ours
            [*command, *map(str, task)],
            env=self.environment(settings),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-3_000:])
        return json.loads(done.stdout.splitlines()[-1])

    @contextmanager
    def served(self, settings: str = "lms.settings.development") -> Iterator[Served]:
        command = [sys.executable, "-W", "ignore", "-m", "gunicorn", "lms.wsgi:application"]
        options = ["--workers", str(WORKERS), "--threads", str(THREADS), "--log-level", "critical"]
        options += ["--bind", f"127.0.0.1:{self.port}", "--worker-class", WORKER_CLASS]
        server = subprocess.Popen([*command, *options], env=self.environment(settings), cwd=ROOT)  # noqa: S603 - ours
        try:
            _wait_for(self.port)
            yield Served(self, server.pid)
        finally:
            server.terminate()
            server.wait(20)


@contextmanager
def engine(name: str, url: str) -> Iterator[Engine]:
    with tempfile.TemporaryDirectory(prefix="narlara-bench-") as folder:
        (Path(folder) / "static").mkdir()
        yield Engine(name, url, folder)


@dataclass(frozen=True)
class Served:
    """A running server."""

    engine: Engine
    pid: int

    def cpu(self) -> dict[int, float]:
        """Return pid -> CPU seconds of the processes, including the backends of the database."""
        return {pid: _cpu_of(pid) for pid in [self.pid, *_children(self.pid), *self._backends()]}

    def _backends(self) -> list[int]:
        if not self.engine.url:
            return []
        with psycopg.connect(self.engine.url) as connection:
            rows = connection.execute(
                "SELECT pid FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            return [pid for (pid,) in rows]


def spent(before: dict[int, float], after: dict[int, float]) -> float:
    """Return the CPU seconds between two readings; processes started in between count in full."""
    return sum(seconds - before.get(pid, 0.0) for pid, seconds in after.items())


def _cpu_of(pid: int) -> float:
    with suppress(FileNotFoundError):
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / TICKS
    return 0.0


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _wait_for(port: int) -> None:
    """Wait until both workers respond: the socket listens long before they have loaded."""
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    clients = [threading.Thread(target=_request, args=[port]) for _ in range(8 * WORKERS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()


def _request(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/nothing", headers={"Host": "nobody.example"})
    connection.getresponse().read()
    connection.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
