"""Whole learner-sessions: page, open, 30 SetValue in three commits, finish, each by a learner of their own.

At 1, 8, 32 and 200 learners at once, without a pause between an answer and the next request, on SQLite and
on PostgreSQL where BENCH_POSTGRES_URL points to one (BENCH_ENGINE names one of them). The floor is a bare
Django view that inserts one row as large as a commit, under the same gunicorn, its runs between those of
the commits. Then commits at the pace of content; a commit's cost as tables grow: BENCH_ATTEMPTS (1,000,000)
attempts, 10,000 journal rows; opening packages in a real Chromium; and moves in sequenced packages of 20,
200 and 1,000 items. BENCH_PARTS names some of the parts.
"""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterator, Mapping
from typing import Any

from tests.benchmarks.scorm.bench_commit import _floor_run, commit
from tests.benchmarks.scorm.crowd import play
from tests.benchmarks.scorm.growing import growth
from tests.benchmarks.scorm.opening import opening
from tests.benchmarks.scorm.paced import LEARNERS as PACED
from tests.benchmarks.scorm.paced import paced
from tests.benchmarks.scorm.sequencing import sequencing_rows
from tests.benchmarks.scorm.sessions import Committer, Learner, lost
from tests.benchmarks.server import THREADS, WORKERS, Engine, Served, engine, engines, spent

#: how many learners at once, and how many sessions they take together
LEVELS = {1: 60, 8: 120, 32: 240, 200: 400}
#: sessions that are played before anything is measured, so that every thread has loaded what it needs
WARMING = 48
RUNS = 3
RATIO_AT = 32
#: how many learners only commit
COMMITTERS = RUNS * RATIO_AT + PACED
#: BENCH_PARTS leaves some out: sequencing, sessions, ratio, paced, growth, open
PARTS = os.environ.get("BENCH_PARTS", "sequencing,sessions,ratio,paced,growth,open").split(",")

Row = dict[str, object]


def run() -> Iterator[Row]:
    yield from sequencing_rows() if "sequencing" in PARTS else ()
    for name, url in engines().items():
        with engine(name, url) as measured:
            yield from _of(measured)


def _of(measured: Engine) -> Iterator[Row]:
    measured.stage("static", settings="lms.settings.development")
    number = COMMITTERS + WARMING + sum(LEVELS.values())
    stage = measured.stage("prepare", number)
    parts = {
        "sessions": lambda: _whole_sessions(measured, stage),
        "ratio": lambda: _against_the_floor(measured, stage["label"]),
        "paced": lambda: paced(measured, stage["label"]),
        "growth": lambda: growth(measured, stage["label"]),
        "open": lambda: opening(measured),
    }
    for name, part in parts.items():
        for row in part() if name in PARTS else ():
            yield {**row, **measured.conditions}


def _whole_sessions(measured: Engine, stage: Mapping[str, Any]) -> Iterator[Row]:
    # The first ones are left to those who only commit.
    learners = iter(Learner(measured.port, stage, n) for n in range(COMMITTERS, len(stage["learners"])))
    played: list[Learner] = []
    with measured.served() as served:
        play(measured.port, (next(learners).play() for _ in range(WARMING)), WORKERS * THREADS)
        for at_once, sessions in LEVELS.items():
            crowd = [next(learners) for _ in range(sessions)]
            played += crowd
            yield from _sessions(served, crowd, at_once)
    held = measured.stage("held")
    missing = sum(lost(learner, held) for learner in played)
    yield {"name": "scorm.lost", "value": missing, "unit": "", "sessions": len(played)}
    queries = measured.stage("queries")["queries"]
    yield {"name": "scorm.commit.queries", "value": queries, "unit": "queries"}


def _against_the_floor(measured: Engine, label: str) -> Iterator[Row]:
    measured.stage("floor")
    committers = measured.stage("launches", RUNS * RATIO_AT)["launches"]
    with measured.served() as served:
        yield from _ratio(served, label, committers)


def _sessions(served: Served, crowd: list[Learner], at_once: int) -> Iterator[Row]:
    before = served.cpu()
    outcome = play(served.engine.port, (learner.play() for learner in crowd), at_once)
    cpu = spent(before, served.cpu())
    done = max(outcome.finished, 1)
    details: Row = {"learners": at_once, "sessions": outcome.finished, "errors": len(outcome.errors)}
    if outcome.errors:
        details["first_error"] = outcome.errors[0]
    details["client_cpu_ms"] = round(outcome.client_cpu / done * 1e3, 2)
    yield {"name": "scorm.sessions", "value": round(done / outcome.seconds, 1), "unit": "1/s", **details}
    yield {"name": "scorm.session.cpu_ms", "value": round(cpu / done * 1e3, 1), "unit": "ms", **details}
    # From the page that opens it; what is learned ends with the last commit, and the page after is a page.
    yield {
        "name": "scorm.session.requests",
        "value": round(outcome.requests / done, 2),
        "unit": "requests",
        **details,
    }
    for kind in ("commit", "page", "open", "shell"):
        yield {"name": f"scorm.{kind}.p95_ms", "value": round(outcome.p95(kind), 1), "unit": "ms", **details}


def _ratio(served: Served, label: str, launches: list[list[str]]) -> Iterator[Row]:
    """Yield commits per second divided by those of the floor; the runs of both alternate."""
    measured = served.engine
    floor = Engine(measured.name, measured.url, measured.folder)
    pairs = []
    with floor.served("tests.benchmarks.scorm.floor.settings"):
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
