"""Commits at the pace of content, instead of as fast as responses arrive."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator

from tests.benchmarks.scorm.crowd import play
from tests.benchmarks.scorm.sessions import Committer
from tests.benchmarks.server import Engine, spent

LEARNERS = 32
#: seconds between one learner's commits: content that commits at every page or question
PACE = (2.0, 5.0)
SECONDS = float(os.environ.get("BENCH_PACED_SECONDS", "60"))
WARMING = 5.0


def paced(measured: Engine, label: str) -> Iterator[dict[str, object]]:
    """Yield the latency of commits for each number of learners, who start at random times."""
    launches = measured.stage("launches", LEARNERS)["launches"]
    chance = random.Random(1)  # noqa: S311 - the same moments in every run
    with measured.served() as served:
        crowd = [Committer(measured.port, label, *one, until=0, pace=PACE, chance=chance) for one in launches]
        play(measured.port, _until(crowd, WARMING), LEARNERS)
        for learner in crowd:
            learner.first = len(learner.acknowledged)
        before, began = served.cpu(), time.perf_counter()
        outcome = play(measured.port, _until(crowd, SECONDS), LEARNERS)
        busy = spent(before, served.cpu()) / (time.perf_counter() - began)
    details = {
        "learners": LEARNERS,
        "pace": f"a commit every {PACE[0]:g}–{PACE[1]:g} s each",
        "commits": outcome.requests,
        "errors": len(outcome.errors),
        "server_cores_used": round(busy, 2),
    }
    yield {"name": "scorm.commit.p95_ms", "value": round(outcome.p95("commit"), 1), "unit": "ms", **details}


def _until(crowd: list[Committer], seconds: float) -> Iterator:
    for learner in crowd:
        learner.until = time.perf_counter() + seconds
        yield learner.play()
