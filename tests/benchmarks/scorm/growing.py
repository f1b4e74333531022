"""The cost of a commit of one learner with small and large tables."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator, Sequence

from tests.benchmarks.scorm.crowd import play
from tests.benchmarks.scorm.sessions import Committer
from tests.benchmarks.server import Engine, spent

#: attempts in the table
FEW, MANY = 1_000, int(os.environ.get("BENCH_ATTEMPTS", "1000000"))
#: journal rows of one attempt
SHORT, LONG = 10, 10_000
#: learners one after the other, and how often each commits; the first warms the server and is not counted
RUNS, COMMITS = 6, 100
#: short journals must stay short: more learners, who commit fewer times, in turn with the long one
TURNS = 21

Row = dict[str, object]
#: milliseconds of a commit, the median, and of the server's processor
Cost = tuple[float, float]


def growth(measured: Engine, label: str) -> Iterator[Row]:
    measured.stage("committed", "pattern")
    few = measured.stage("grow", FEW)["attempts"]
    small = _costs(measured, _newcomers(measured, label, "few"))
    began = time.perf_counter()
    many = measured.stage("grow", MANY)["attempts"]
    details = {"seconds_to_fill": round(time.perf_counter() - began)}
    large = _costs(measured, _newcomers(measured, label, "many"))
    yield {**_compared("scorm.growth.attempts", small, large, few, many), **details}
    yield from _journals(measured, label)


def _newcomers(measured: Engine, label: str, title: str) -> list[Committer]:
    return [
        _committer(measured, label, measured.stage("begun", f"{title}-{n}"), COMMITS) for n in range(RUNS)
    ]


def _journals(measured: Engine, label: str) -> Iterator[Row]:
    """Yield the costs of learners with a short journal and of one with a long one, who commit in turn."""
    begun = [measured.stage("begun", f"short-{n}") for n in range(TURNS)]
    long = measured.stage("committed", "long")
    rows = measured.stage("journal", LONG)["rows"]
    turns = []
    for n, short in enumerate(begun):
        turns.append(_committer(measured, label, short, 2 * SHORT))
        turns.append(_committer(measured, label, long, 2 * SHORT, first=rows + 2 * SHORT * n))
    costs = _costs(measured, turns, dropped=2)
    yield _compared("scorm.growth.journal", costs[::2], costs[1::2], SHORT, rows)


def _committer(
    measured: Engine, label: str, begun: dict[str, str], number: int, *, first: int = 0
) -> Committer:
    return Committer(
        measured.port, label, begun["launch"], begun["path"], until=0, first=first, number=number
    )


def _costs(measured: Engine, learners: Sequence[Committer], *, dropped: int = 1) -> list[Cost]:
    costs = []
    with measured.served() as served:
        for learner in learners:
            learner.until = time.perf_counter() + 60
            before = served.cpu()
            outcome = play(measured.port, iter([learner.play()]), 1)
            if outcome.errors:
                raise RuntimeError(outcome.errors[0])
            cpu = spent(before, served.cpu()) / outcome.requests
            costs.append((statistics.median(outcome.latencies["commit"]) * 1e3, cpu * 1e3))
    return costs[dropped:]


def _compared(name: str, small: list[Cost], large: list[Cost], few: int, many: int) -> Row:
    (small_ms, small_cpu), (large_ms, large_cpu) = _middle(small), _middle(large)
    return {
        "name": name,
        "value": round(large_cpu / small_cpu, 2),
        "unit": "times",
        "ratio_of_latency": round(large_ms / small_ms, 2),
        "rows": many,
        "few_rows": few,
        "small_ms": round(small_ms, 2),
        "large_ms": round(large_ms, 2),
        "small_cpu_ms": round(small_cpu, 2),
        "large_cpu_ms": round(large_cpu, 2),
        "runs": len(small),
    }


def _middle(costs: list[Cost]) -> Cost:
    return statistics.median(ms for ms, _ in costs), statistics.fmean(cpu for _, cpu in costs)
