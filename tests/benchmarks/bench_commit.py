"""Commits of 30 elements through the whole stack under gunicorn with 2 workers.

Learners commit one after the other without pause, each on an attempt of their own, over connections that
stay open. It is checked afterwards that the journal has a row for each commit that was acknowledged, and that
each learner's state is the last one. The clients share the machine's
cores with the server. PostgreSQL is measured where BENCH_POSTGRES_URL (or DATABASE_URL) points to one.
"""

from __future__ import annotations

import http.client
import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

LEARNERS = (1, 8, 32)
RUNS = 3
SECONDS = 3.0
WARM_UP = 5


def run() -> Iterator[dict[str, object]]:
    """Yield queries, commits a second and p95 for each engine and number of learners."""
    postgres = os.environ.get("BENCH_POSTGRES_URL") or os.environ.get("DATABASE_URL", "")
    yield from _of_engine("sqlite", "")
    if postgres:
        yield from _of_engine("postgresql", postgres)


def _of_engine(engine: str, url: str) -> Iterator[dict[str, object]]:
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="narlara-bench-") as folder:
        environment = _environment(folder, url, port, "lms.settings.test")
        stage = _stage(environment, "prepare", str(sum(LEARNERS) * RUNS))
        waiting = iter(stage["launches"])
        with _served(_environment(folder, url, port, "lms.settings.development"), port):
            runs = {
                learners: [
                    Crowd([Learner(port, stage, *next(waiting)) for _ in range(learners)]).commit()
                    for _ in range(RUNS)
                ]
                for learners in LEARNERS
            }
        held = _stage(environment, "count")
        queries = _stage(environment, "queries")["queries"]
    conditions = {
        "engine": engine,
        "elements": 30,
        "server": "gunicorn, 2 workers with 4 threads",
        "runs": RUNS,
        "cores": os.cpu_count(),
        "load_average": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
    }
    yield {"name": "commit_queries", "value": queries, "unit": "queries", **conditions}
    for learners, crowds in runs.items():
        outcome = {
            "learners": learners,
            "commits": sum(crowd.acknowledged for crowd in crowds),
            "lost": sum(crowd.lost(held) for crowd in crowds),
            "errors": sum(crowd.errors for crowd in crowds),
        }
        a_second = statistics.median(crowd.acknowledged / crowd.seconds for crowd in crowds)
        p95 = statistics.median(crowd.p95 for crowd in crowds) * 1_000
        yield {"name": "commits", "value": round(a_second), "unit": "1/s", **outcome, **conditions}
        yield {"name": "commit_p95", "value": round(p95, 1), "unit": "ms", **outcome, **conditions}


def _environment(folder: str, url: str, port: int, settings: str) -> dict[str, str]:
    return {
        **{key: value for key, value in os.environ.items() if key != "DATABASE_URL"},
        **({"DATABASE_URL": url} if url else {}),
        "DATA_DIR": folder,
        "SECRET_KEY": "only-for-measuring",
        "PORT": str(port),
        "DJANGO_SETTINGS_MODULE": settings,
    }


def _stage(environment: dict[str, str], *task: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.benchmarks.commit_stage", *task]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    if done.returncode:
        raise RuntimeError(done.stderr[-2_000:])
    return json.loads(done.stdout)


class Crowd:
    """Learners who commit at the same time."""

    def __init__(self, learners: list[Learner]) -> None:
        self.learners = learners
        self.seconds = 0.0

    def commit(self) -> Crowd:
        started = time.perf_counter()
        for learner in self.learners:
            learner.start()
        for learner in self.learners:
            learner.join()
        self.seconds = time.perf_counter() - started
        return self

    @property
    def acknowledged(self) -> int:
        return sum(learner.acknowledged for learner in self.learners)

    @property
    def errors(self) -> int:
        """Answers that were none: 5xx, or anything but the acknowledgement of a sound commit."""
        return sum(learner.refusal != 0 for learner in self.learners)

    @property
    def p95(self) -> float:
        latencies = sorted(latency for learner in self.learners for latency in learner.latencies)
        return latencies[int(len(latencies) * 0.95)]

    def lost(self, held: dict[str, dict[str, int]]) -> int:
        """How many acknowledged commits the journal lacks, and how many states are not the last one."""
        return sum(
            learner.acknowledged
            - held["journal"].get(learner.launch, 0)
            + (held["saved"].get(learner.launch) != learner.acknowledged)
            for learner in self.learners
        )


class Learner(threading.Thread):
    """Commits for some seconds, numbered from 1; stops at the first answer that is not an acknowledgement."""

    def __init__(self, port: int, stage: dict[str, Any], launch: str, path: str) -> None:
        super().__init__()
        self.port, self.launch, self.path = port, launch, path
        self.payload = json.loads(json.dumps(stage["payload"]))
        self.host = f"p-{stage['label']}.localhost:{port}"
        self.acknowledged = self.refusal = 0
        self.latencies: list[float] = []

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        until = time.perf_counter() + SECONDS
        while time.perf_counter() < until:
            body = self._body(self.acknowledged + 1)
            began = time.perf_counter()
            connection.request("POST", self.path, body, {"Host": self.host, "Content-Type": "text/plain"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                self.refusal = answer.status
                return
            self.acknowledged += 1
            if self.acknowledged > WARM_UP:
                self.latencies.append(time.perf_counter() - began)

    def _body(self, sequence: int) -> bytes:
        self.payload["cmi"]["core"]["lesson_location"] = str(sequence)
        commit = {"sequence": sequence, "sco": "del-1", "trigger": "content", "payload": self.payload}
        return json.dumps(commit).encode()


@contextmanager
def _served(environment: dict[str, str], port: int) -> Iterator[None]:
    command = [sys.executable, "-m", "gunicorn", "lms.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    options = ["--workers", "2", "--threads", "4", "--log-level", "error"]
    server = subprocess.Popen([*command, *options], env=environment)  # noqa: S603 - ours
    try:
        _wait_for(port)
        yield
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(port: int) -> None:
    """Return once both workers have answered: the socket listens long before they have loaded."""
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    askers = [threading.Thread(target=_ask, args=[port]) for _ in range(16)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()


def _ask(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/", headers={"Host": "nobody.example"})
    connection.getresponse().read()
    connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
