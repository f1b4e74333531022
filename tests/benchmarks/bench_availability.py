"""How long a page takes while slow clients hold connections: `availability.slow_clients`.

Half of them send a body and half of them headers, one byte a second, over loopback. `BENCH_WORKER_CLASS`
names another of gunicorn's workers (gthread) to compare with.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.server import Engine
from tests.benchmarks.serving import WORKER_CLASS, Server, free_port, served
from tests.servers.slow_clients import SlowClients

SLOW = 128
PAGES = 60
PATH = "/konto/logga-in/"
#: seconds counted for a missing response
LIMIT_SECONDS = 10.0


def run() -> Iterator[dict[str, object]]:
    """Yield the p95 of a page without slow clients and with them."""
    with tempfile.TemporaryDirectory(prefix="narlara-bench-") as folder:
        (Path(folder) / "static").mkdir()
        engine = Engine("sqlite", "", folder, free_port())
        engine.stage("prepare", 1)
        engine.stage("static", settings="lms.settings.development")
        with served(engine.environment("lms.settings.development")) as server:
            yield _row(server, 0)
            slow = SlowClients(server.port, bodies=SLOW // 2, headers=SLOW // 2)
            try:
                yield _row(server, SLOW)
            finally:
                slow.close()


def _row(server: Server, slow: int) -> dict[str, object]:
    times = sorted(
        _milliseconds(server) for _ in range(PAGES if slow == 0 or WORKER_CLASS != "gthread" else 3)
    )
    return {
        "name": "availability.slow_clients",
        "value": round(times[int(len(times) * 0.95)], 1),
        "unit": "ms",
        "p50": round(statistics.median(times), 1),
        "slow_connections": slow,
        "pages": len(times),
        "worker_class": WORKER_CLASS,
        "load_average": round(os.getloadavg()[0], 1),
    }


def _milliseconds(server: Server) -> float:
    began = time.perf_counter()
    try:
        server.get(PATH, "", timeout=LIMIT_SECONDS)
    except OSError:
        return LIMIT_SECONDS * 1_000
    return (time.perf_counter() - began) * 1_000
