"""Run pytest, and each failed test once more by itself: `python -m tests.rerun [PYTEST ARGUMENTS]`.

A test that passes alone is printed as `flaky: NODE-ID` and does not fail the run. Tests in `tests/faults`,
hypothesis tests and tests with the marker `no_rerun` (concurrency, kills) are never run again.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

#: more failures than this are no accident, and running each alone would take long
MOST_RERUNS = 10


def main(arguments: Sequence[str]) -> int:
    """Return the exit code of the run: 0 if every test passed at once or alone, else pytest's."""
    code, failed = run_and_collect(arguments)
    if code != 1 or any(kind == "final" for kind, _ in failed) or not 0 < len(failed) <= MOST_RERUNS:
        return code
    flaky = [node for _, node in failed if run_alone(node)]
    for node in flaky:
        print(f"flaky: {node}", flush=True)  # noqa: T201 - for the person who reads the run's output
    return 0 if len(flaky) == len(failed) else code


def run_and_collect(arguments: Sequence[str]) -> tuple[int, list[tuple[str, str]]]:
    """Return pytest's exit code, and `("rerun" | "final", node id)` of each failed test."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "failed"
        code = run_pytest(["-p", "tests.failures", *arguments], FAILED_TESTS=str(listed))
        lines = listed.read_text(encoding="utf-8").splitlines() if listed.exists() else []
    return code, [(kind, node) for kind, _, node in (line.partition("\t") for line in lines)]


def run_alone(node: str) -> bool:
    """Return True if the test passes in a process of its own."""
    print(f"\nRunning by itself: {node}", flush=True)  # noqa: T201 - as above
    # PYTEST_ADDOPTS may name a report of the whole run, which that of one test would overwrite
    return run_pytest([node, "--tb=native", "--junitxml="]) == 0


def run_pytest(arguments: Sequence[str], **environment: str) -> int:
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, env={**os.environ, **environment}).returncode  # noqa: S603 - our own Python


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
