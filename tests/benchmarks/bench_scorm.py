"""Whole learner-sessions: open, 30 SetValue in three commits, finish, each by a learner of their own.

At 1, 8, 32 and 200 learners at once, without a pause between an answer and the next request, on SQLite and
on PostgreSQL where BENCH_POSTGRES_URL points to one (BENCH_ENGINE names one of them). The floor is a bare
Django view that inserts one row as large as a commit, under the same gunicorn, its runs between those of
the commits. Then a commit's cost as tables grow: BENCH_ATTEMPTS (1,000,000) attempts, 10,000 journal rows.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator

from tests.benchmarks.bench_commit import _floor_run, commit
from tests.benchmarks.crowd import play
from tests.benchmarks.server import Engine, Served, engine, engines, spent
from tests.benchmarks.sessions import Committer, Learner, lost

#: how many learners at once, and how many sessions they take together
LEVELS = {1: 40, 8: 120, 32: 240, 200: 400}
RUNS = 3
RATIO_AT = 32
GROWN = int(os.environ.get("BENCH_ATTEMPTS", "1000000"))
JOURNAL = (10, 10_000)

Row = dict[str, object]


def run() -> Iterator[Row]:
    for name, url in engines().items():
        with engine(name, url) as measured:
            yield from _of(measured)


def _of(measured: Engine) -> Iterator[Row]:
    measured.stage("static", settings="lms.settings.development")
    stage = measured.stage("prepare", sum(LEVELS.values()) + RUNS * RATIO_AT)
    measured.stage("floor")
    committers = measured.stage("launches", RUNS * RATIO_AT)["launches"]
    told: list[Row] = []
    with measured.served() as served:
        learners = iter(
            Learner(measured.port, stage, n) for n in range(RUNS * RATIO_AT, len(stage["learners"]))
        )
        played: list[Learner] = []
        for at_once, sessions in LEVELS.items():
            crowd = [next(learners) for _ in range(sessions)]
            played += crowd
            told += _sessions(served, crowd, at_once)
        told += _ratio(served, stage["label"], committers)
    held = measured.stage("held")
    missing = sum(lost(learner, held) for learner in played)
    told.append({"name": "scorm.lost", "value": missing, "unit": "", "sessions": len(played)})
    told.append(
        {"name": "scorm.commit.queries", "value": measured.stage("queries")["queries"], "unit": "queries"}
    )
    told += _growth(measured, stage["label"])
    for row in told:
        yield {**row, **measured.conditions}


def _sessions(served: Served, crowd: list[Learner], at_once: int) -> Iterator[Row]:
    before = served.cpu()
    outcome = play(served.engine.port, (learner.play() for learner in crowd), at_once)
    cpu = spent(before, served.cpu())
    done = max(outcome.finished, 1)
    told = {"learners": at_once, "sessions": outcome.finished, "errors": len(outcome.errors)}
    told["client_cpu_ms"] = round(outcome.client_cpu / done * 1e3, 2)
    yield {"name": "scorm.sessions", "value": round(done / outcome.seconds, 1), "unit": "1/s", **told}
    yield {"name": "scorm.session.cpu_ms", "value": round(cpu / done * 1e3, 1), "unit": "ms", **told}
    # From opening to leaving; the pages before and after are pages.
    yield {
        "name": "scorm.session.requests",
        "value": round(outcome.requests / done, 2),
        "unit": "requests",
        **told,
    }
    for kind in ("commit", "open", "shell"):
        yield {"name": f"scorm.{kind}.p95_ms", "value": round(outcome.p95(kind), 1), "unit": "ms", **told}


def _ratio(served: Served, label: str, launches: list[list[str]]) -> Iterator[Row]:
    """Commits a second against the floor's, each run beside one of the other."""
    measured = served.engine
    floor = Engine(measured.name, measured.url, measured.folder)
    pairs = []
    with floor.served("tests.benchmarks.floor.settings"):
        for n in range(RUNS):
            bare = _floor_run(floor, RATIO_AT)
            own = launches[n * RATIO_AT : (n + 1) * RATIO_AT]
            outcome, cpu = commit(served, [Committer(measured.port, label, *one, until=0) for one in own])
            pairs.append((outcome.requests / outcome.seconds, bare, cpu / outcome.requests))
    ratio = statistics.median(ours / bare for ours, bare, _ in pairs)
    yield {
        "name": "scorm.floor.ratio",
        "value": round(ratio, 2),
        "unit": "",
        "learners": RATIO_AT,
        "commits_per_second": round(statistics.median(ours for ours, _, _ in pairs)),
        "floor_per_second": round(statistics.median(bare for _, bare, _ in pairs)),
        "commit_cpu_ms": round(statistics.median(cpu for _, _, cpu in pairs) * 1e3, 2),
        "runs": RUNS,
    }


def _growth(measured: Engine, label: str) -> Iterator[Row]:
    """What a commit costs one learner alone when tables are small and large."""
    small = _alone(measured, label, measured.stage("begun", "small"))
    attempts = measured.stage("grow", GROWN)["attempts"]
    large = _alone(measured, label, measured.stage("begun", "large"))
    yield _compared("scorm.growth.attempts", small, large, attempts)
    begun = measured.stage("begun", "journal")
    short = _alone(measured, label, begun, JOURNAL[0])
    rows = measured.stage("journal", JOURNAL[1])["rows"]
    yield _compared("scorm.growth.journal", short, _alone(measured, label, begun, first=rows), rows)


def _alone(
    measured: Engine, label: str, begun: dict[str, str], number: int = 200, *, first: int = 0
) -> tuple[float, float]:
    """Return the median milliseconds of a commit, and the server's own."""
    with measured.served() as served:
        until = time.perf_counter() + 60
        learner = Committer(measured.port, label, begun["launch"], begun["path"], until=until)
        learner.first, learner.number = first, number
        before = served.cpu()
        outcome = play(measured.port, iter([learner.play()]), 1)
        cpu = spent(before, served.cpu())
    return statistics.median(outcome.latencies["commit"]) * 1e3, cpu / outcome.requests * 1e3


def _compared(name: str, small: tuple[float, float], large: tuple[float, float], rows: int) -> Row:
    return {
        "name": name,
        "value": round(large[0] / small[0], 2),
        "unit": "times",
        "rows": rows,
        "small_ms": round(small[0], 2),
        "large_ms": round(large[0], 2),
        "large_cpu_ms": round(large[1], 2),
    }
