"""`script/soak figures N`: N random operations, each followed by a comparison with the oracle's figures.

SEED is the number of the first world (0 by default): what differs is made again from its seed. On SQLite, or
on a test database where DATABASE_URL says.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.test")
django.setup()

from django.db import transaction  # noqa: E402 - Django must be set up first
from django.test.utils import setup_databases, teardown_databases  # noqa: E402 - as above

from tests.integration.reports.oracle.operations import OPERATIONS_A_WORLD, run_operations  # noqa: E402 - as above


def run(number: int) -> Iterator[dict[str, Any]]:
    """Yield a row for each operation after which figures differ, and one for all."""
    config = setup_databases(verbosity=0, interactive=False)
    try:
        yield from _operations(number)
    finally:
        teardown_databases(config, verbosity=0)


def _operations(number: int) -> Iterator[dict[str, Any]]:
    figures = rows = faults = 0
    left = number
    for seed in count(int(os.environ.get("SEED", "0"))):
        with transaction.atomic():
            for operations, found in run_operations(seed, min(left, OPERATIONS_A_WORLD)):
                figures += found.figures
                rows += found.rows
                faults += len(found.differences)
                if found.differences:
                    about = {"seed": seed, "operations": operations.performed}
                    yield {"name": "figures.fault", **about, "faults": found.differences}
            transaction.set_rollback(True)
        left -= OPERATIONS_A_WORLD
        if left <= 0:
            break
    yield {"name": "figures", "operations": number, "figures": figures, "rows": rows, "faults": faults}
