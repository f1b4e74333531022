"""Figures compared with the oracle's: places and periods, today's and past, after random operations."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterator

from tests.soak import figures

OPERATIONS = 1000
GOAL_FIGURES = 30_000

Row = dict[str, object]


def run() -> Iterator[Row]:
    """Yield each difference, and one row for all: the number of differences among the figures compared."""
    began, differences = time.process_time(), 0
    for row in figures.run(OPERATIONS):
        if row["name"] != "figures":
            differences += len(row["faults"])
            yield row
            continue
        assert row["figures"] >= GOAL_FIGURES, row
        yield {
            "name": "reports.oracle",
            "value": differences,
            "unit": "differences",
            "goal": 0,
            "figures": row["figures"],
            "rows_of_lists": row["rows"],
            "operations": OPERATIONS,
            "cpu_s": round(time.process_time() - began),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
        }
