"""`script/soak layers N`: the layers of 13 municipalities follow 20 random edits of the core, N times."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, given, settings

from tests.factories.steps.layer_merges import EDITS, LAYERS, play, strategy


def run(number: int) -> Iterator[dict[str, Any]]:
    """Yield one row; a fault is printed with the smallest case that makes it again."""
    cases, began = 0, time.monotonic()

    @settings(
        max_examples=number,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(strategy())
    def check(case: Any) -> None:
        nonlocal cases
        cases += 1
        assert play(*case) == []

    check()
    seconds = round(time.monotonic() - began, 1)
    yield {
        "name": "layers",
        "cases": cases,
        "merges": cases * LAYERS * EDITS,
        "seconds": seconds,
        "faults": 0,
    }
