"""Pages of the list of people behind a figure, by status, in a municipality of 13,600 people.

Processor time of the test client, on the database of the bench of figures (BENCH_REPORTS_DIR keeps it).
PostgreSQL where BENCH_POSTGRES_URL points to a database THAT MAY BE EMPTIED.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator

from tests.benchmarks.reports.bench_reports import COMPLETIONS, MODULES, PEOPLE, databases
from tests.benchmarks.server import Engine

Row = dict[str, object]


def run() -> Iterator[Row]:
    """Yield one measurement a row."""
    for folder, url in databases():
        yield from _of_database(folder, url)


def _of_database(folder: str, url: str) -> Iterator[Row]:
    environment = Engine("", url, folder).environment("lms.settings.development")
    size = map(str, (PEOPLE, MODULES, COMPLETIONS))
    command = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.reports.lists_stage", *size]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 - ours
    conditions = {
        "database": "postgresql" if url else "sqlite",
        "load_average": round(os.getloadavg()[0], 1),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }
    for line in done.stdout.splitlines():
        yield {**json.loads(line), **conditions}
