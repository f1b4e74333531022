"""Commits of 30 elements through the whole stack under gunicorn, and the floor beside them.

Learners commit one after the other without pause, each on an attempt of their own, over connections that
stay open. It is checked afterwards, element by element, that what was acknowledged is held. The floor is a
bare Django view that inserts one row as large, under the same server and on the same database: the runs
alternate. The clients share the machine's cores with the server. PostgreSQL is measured where
BENCH_POSTGRES_URL (or DATABASE_URL) points to one; BENCH_ENGINE=sqlite leaves it out.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

from tests.benchmarks.scorm.crowd import Outcome, Script, play, request
from tests.benchmarks.scorm.sessions import Committer, commit_body, elements, lost
from tests.benchmarks.server import Engine, Served, engine, engines, spent

LEARNERS = (1, 8, 32)
RUNS = 3
SECONDS = 3.0


def run() -> Iterator[dict[str, object]]:
    """Yield queries, commits a second, p95 and CPU for each engine and number of learners."""
    for name, url in engines().items():
        with engine(name, url) as measured:
            yield from _of(measured)


def _of(measured: Engine) -> Iterator[dict[str, object]]:
    stage = measured.stage("prepare", sum(LEARNERS) * RUNS)
    waiting = iter(measured.stage("launches", sum(LEARNERS) * RUNS)["launches"])
    crowds = {
        at_once: [
            [Committer(measured.port, stage["label"], *next(waiting), until=0) for _ in range(at_once)]
            for _ in range(RUNS)
        ]
        for at_once in LEARNERS
    }
    with measured.served() as served:
        runs = {at_once: [commit(served, crowd) for crowd in crowds[at_once]] for at_once in LEARNERS}
    floors = floor(measured, LEARNERS)
    held = measured.stage("held")
    yield {
        "name": "commit.queries",
        "value": measured.stage("queries")["queries"],
        "unit": "queries",
        **measured.conditions,
    }
    for at_once, measurements in runs.items():
        a_second = statistics.median(outcome.requests / outcome.seconds for outcome, _ in measurements)
        details = {
            "learners": at_once,
            "commits": sum(outcome.requests for outcome, _ in measurements),
            "lost": sum(lost(learner, held) for crowd in crowds[at_once] for learner in crowd),
            "errors": sum(len(outcome.errors) for outcome, _ in measurements),
            "runs": RUNS,
            **measured.conditions,
        }
        yield {"name": "commits", "value": round(a_second), "unit": "1/s", **details}
        p95 = statistics.median(outcome.p95("commit") for outcome, _ in measurements)
        yield {"name": "commit.p95_ms", "value": round(p95, 1), "unit": "ms", **details}
        cpu = statistics.median(cpu / outcome.requests for outcome, cpu in measurements)
        client = statistics.median(outcome.client_cpu / outcome.requests for outcome, _ in measurements)
        yield {
            "name": "commit.cpu_ms",
            "value": round(cpu * 1e3, 2),
            "unit": "ms",
            "client_cpu_ms": round(client * 1e3, 2),
            **details,
        }
        ratio = a_second / floors[at_once]
        yield {
            "name": "commit.floor.ratio",
            "value": round(ratio, 2),
            "unit": "",
            "floor": round(floors[at_once]),
            **details,
        }


def commit(served: Served, crowd: list[Committer]) -> tuple[Outcome, float]:
    """Run committers for some seconds; return the outcome and the CPU seconds of the server."""
    before = served.cpu()
    for learner in crowd:
        learner.until = time.perf_counter() + SECONDS
    outcome = play(served.engine.port, (learner.play() for learner in crowd), len(crowd))
    return outcome, spent(before, served.cpu())


def floor(measured: Engine, learners: tuple[int, ...]) -> dict[int, float]:
    """Return number of concurrent clients -> median requests per second of the floor."""
    measured.stage("floor")
    with measured.served("tests.benchmarks.scorm.floor.settings"):
        return {
            at_once: statistics.median(_floor_run(measured, at_once) for _ in range(RUNS))
            for at_once in learners
        }


def _floor_run(measured: Engine, at_once: int) -> float:
    until = time.perf_counter() + SECONDS
    outcome = play(measured.port, (_insert(measured, until) for _ in range(at_once)), at_once)
    if outcome.errors:
        raise RuntimeError(outcome.errors[0])
    return outcome.requests / outcome.seconds


def _insert(measured: Engine, until: float) -> Script:
    body = commit_body(1, elements(1))
    while time.perf_counter() < until:
        answer = yield request(
            "floor", measured.site_host, "/floor", body=body, head="Content-Type: text/plain\r\n"
        )
        answer.expect(200)
