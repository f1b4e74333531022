"""A module of 60 steps in the editor: opening, an automatic save, and publication.

Beside it a plain page of Wagtail with a StreamField of the same texts and fields. Both are sent to by turns,
in one process with Django's test client on SQLite. Times are of the processor; publications always change
every question.
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

STEPS, RUNS = 60, 7


def run() -> Iterator[dict[str, object]]:
    """Yield milliseconds of both pages, medians over the runs, their ratio, and the queries of the module."""
    with tempfile.TemporaryDirectory() as data:
        settings = {"DATA_DIR": data, "DJANGO_SETTINGS_MODULE": "tests.benchmarks.editor.settings"}
        environment = {**os.environ, **settings}
        environment.pop("DATABASE_URL", None)
        stage = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.editor.editor_stage"]
        stage += [str(STEPS), str(RUNS)]
        done = subprocess.run(stage, env=environment, check=True, stdout=subprocess.PIPE)  # noqa: S603 - ours
    conditions = {
        "steps": STEPS,
        "runs": RUNS,
        "load_average": round(os.getloadavg()[0], 1),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }
    for work, figures in json.loads(done.stdout.splitlines()[-1]).items():
        module, plain = (statistics.median(figures[page]) for page in ("module", "plain"))
        ratios = [a / b for a, b in zip(figures["module"], figures["plain"], strict=True)]
        row = {"name": f"editor.{work}_cpu_ms", "value": round(module), "unit": "ms", "plain": round(plain)}
        ratio = {
            "ratio": round(statistics.median(ratios), 2),
            "ratios": [round(r, 2) for r in sorted(ratios)],
        }
        queries = {"queries": figures["queries"]["module"], "plain_queries": figures["queries"]["plain"]}
        yield {**row, **ratio, **queries, **conditions}
