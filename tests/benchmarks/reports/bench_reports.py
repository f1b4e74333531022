"""Pages of figures and exports at 30,000 people, 50 modules and a million completions.

Over HTTP from gunicorn with two workers, as somebody signed in, the client on the same cores; then the
export from a server just started (the first one of a process costs what it reads for the first time) and
again. CPU time is that of the workers: the cost of a page on a machine with other work.

SQLite in a folder of its own, which BENCH_REPORTS_DIR keeps between runs; and PostgreSQL where
BENCH_POSTGRES_URL points to a database THAT MAY BE EMPTIED: it is, unless it holds what is measured.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from typing import Any

from tests.benchmarks.server import Engine
from tests.benchmarks.serving import THREADS, WORKERS, Peak, Server, served

PEOPLE, MODULES, COMPLETIONS = 30_000, 50, 1_000_000
TIMES, RUNS = 40, 3
WARM_UP = 8
GOAL_PAGE_MS, GOAL_ROWS, GOAL_MB = 100, 50_000, 50

Row = dict[str, object]


def run() -> Iterator[Row]:
    """Yield one measurement a row."""
    for folder, url in databases():
        yield from _of_database(folder, url)


def databases() -> Iterator[tuple[str, str]]:
    """Yield a folder and the URL of its database, "" for SQLite: one pair for each engine to measure."""
    with tempfile.TemporaryDirectory(prefix="narlara-bench-") as folder:
        yield os.environ.get("BENCH_REPORTS_DIR") or folder, ""
    if url := os.environ.get("BENCH_POSTGRES_URL", ""):
        with tempfile.TemporaryDirectory(prefix="narlara-bench-") as folder:
            yield folder, url


def _of_database(folder: str, url: str) -> Iterator[Row]:
    environment = Engine("", url, folder).environment("lms.settings.development")
    stage = _stage(environment)
    conditions = {
        "database": stage["vendor"],
        "people": PEOPLE,
        "modules": MODULES,
        "completions": COMPLETIONS,
        "server": f"gunicorn, {WORKERS} workers with {THREADS} threads",
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }
    if seconds := stage["rebuild_seconds"]:
        yield {"name": "reports.rebuild_figures", "value": seconds, "unit": "s", **conditions}
    with served(environment) as server:
        for page in stage["pages"]:
            yield {**_page(server, page), **conditions, **_load()}
    for name in ("csv", "xlsx"):
        with served(
            environment
        ) as server:  # a new server, so that the first export is the first of its process
            for row in _exports(server, name, stage["export"]):
                yield {**row, **conditions, **_load()}


def _stage(environment: dict[str, str]) -> dict[str, Any]:
    size = map(str, (PEOPLE, MODULES, COMPLETIONS))
    command = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.reports.reports_stage", *size]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 - ours
    return json.loads(done.stdout)


def _load() -> Row:
    return {"load_average": round(os.getloadavg()[0], 1)}


def _page(server: Server, page: dict[str, Any]) -> Row:
    """Return the medians over runs of the 50th and 95th percentile, one request at a time."""
    for _ in range(WARM_UP):
        assert server.get(page["path"], page["cookie"]).status == 200, page
    medians, p95s, cpu = [], [], server.cpu_seconds()
    for _ in range(RUNS):
        spans = sorted(server.get(page["path"], page["cookie"]).milliseconds for _ in range(TIMES))
        medians.append(statistics.median(spans))
        p95s.append(spans[int(len(spans) * 0.95) - 1])
    cpu = server.cpu_seconds() - cpu
    return {
        "name": f"reports.page.{page['name']}.p95",
        "value": round(statistics.median(p95s), 1),
        "unit": "ms",
        "goal": GOAL_PAGE_MS,
        "p50_ms": round(statistics.median(medians), 1),
        "cpu_ms": round(cpu * 1000 / (RUNS * TIMES), 1),
        "queries": page["queries"],
        "times": TIMES,
        "runs": RUNS,
    }


def _exports(server: Server, name: str, export: dict[str, Any]) -> Iterator[Row]:
    """Yield the first export of a process, then the following ones."""
    rows = server.get(f"{export['path']}?format=csv", export["cookie"]).lines - 1 if name == "xlsx" else 0
    for when, times in (("first", 1), ("warm", RUNS if name == "csv" else 1)):
        rates, rates_cpu, memories = [], [], []
        for _ in range(times):
            peak, cpu = Peak(server), server.cpu_seconds()
            answer = server.get(f"{export['path']}?format={name}", export["cookie"])
            assert answer.status == 200, answer
            rows = answer.lines - 1 if name == "csv" else rows
            rates.append(rows * 1000 / answer.milliseconds)
            rates_cpu.append(rows / (server.cpu_seconds() - cpu))
            memories.append(peak.added())
        about = {"rows": rows, "when": when, "runs": times}
        yield {
            "name": f"reports.export.{name}.rate",
            "value": round(statistics.median(rates)),
            "unit": "rows/s",
            "goal": GOAL_ROWS,
            "per_cpu_second": round(statistics.median(rates_cpu)),
            **about,
        }
        yield {
            "name": f"reports.export.{name}.memory",
            "value": round(max(memories), 1),
            "unit": "MB added",
            "goal": GOAL_MB,
            **about,
        }
