"""Statistics of questions at 100,000 answers: publication, and the page of a trainer.

10 questions of one package, each answered by the same 10,000 people. Times are of the processor, in one
process on SQLite, so that what else the machine does counts little.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator

QUESTIONS, PEOPLE = 10, 10_000


def run() -> Iterator[dict[str, object]]:
    """Yield the seconds that publishing takes, and milliseconds and queries of the trainer's page."""
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "DATA_DIR": data, "DJANGO_SETTINGS_MODULE": "lms.settings.development"}
        environment.pop("DATABASE_URL", None)
        module = "tests.benchmarks.question_statistics.items_stage"
        stage = [sys.executable, "-m", module, str(QUESTIONS), str(PEOPLE)]
        done = subprocess.run(stage, env=environment, check=True, stdout=subprocess.PIPE)  # noqa: S603 - ours
    figures = json.loads(done.stdout.splitlines()[-1])
    conditions = {"answers": QUESTIONS * PEOPLE, "questions": QUESTIONS, "engine": "sqlite"}
    for name, unit in (("publish_cpu_s", "s"), ("page_cpu_ms", "ms"), ("page_queries", "queries")):
        yield {"name": f"items.{name}", "value": figures[name], "unit": unit, **conditions}
