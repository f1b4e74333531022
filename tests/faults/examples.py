"""How many examples a fuzz test takes: few and always the same in the suite, many in `script/soak fuzz N`."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

EXAMPLE_COUNT = int(os.environ.get("FUZZ_EXAMPLES", "0"))


def examples(number: int) -> settings:
    """Return the settings of a test that takes `number` examples in the suite, 30 s each at most.

    The database's fixture stays from example to example: each makes what it needs.
    """
    return settings(
        max_examples=EXAMPLE_COUNT or number,
        derandomize=not EXAMPLE_COUNT,
        database=None,
        deadline=30_000,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
