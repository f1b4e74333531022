"""`script/soak fuzz N`: the fuzz tests of tests/faults with N examples each, at random."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any


def run(number: int) -> Iterator[dict[str, Any]]:
    """Yield one row; the tests print what failed, with the example that makes it again."""
    command = [sys.executable, "-m", "pytest", "tests/faults", "-q", "-k", "fuzzed or commit"]
    environment = {
        **os.environ,
        "FUZZ_EXAMPLES": str(number),
        "DJANGO_SETTINGS_MODULE": "lms.settings.test",
    }
    ended = subprocess.run(command, env=environment, stdout=sys.stderr, check=False)  # noqa: S603 - ours
    yield {"name": "fuzz", "examples_each": number, "faults": int(ended.returncode != 0)}
