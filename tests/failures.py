"""A pytest plugin that lists failed tests for `tests.rerun` in the file that `FAILED_TESTS` names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

#: what a single pass proves nothing about: a failure there may be the one in a thousand that matters
NEVER_RERUN = {"hypothesis", "no_rerun"}


def may_rerun(report: pytest.TestReport) -> bool:
    """Return False for faults, concurrency, kill and hypothesis tests, and where a worker process crashed."""
    is_crash = not report.keywords
    return not (is_crash or report.nodeid.startswith("tests/faults/") or NEVER_RERUN & set(report.keywords))


class FailedTests:
    """Write one line per failed test: `rerun` or `final`, a tab, and the node id."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not report.failed or report.nodeid in self._seen:
            return
        self._seen.add(report.nodeid)
        with self._path.open("a", encoding="utf-8") as lines:
            lines.write(f"{'rerun' if may_rerun(report) else 'final'}\t{report.nodeid}\n")


def pytest_configure(config: pytest.Config) -> None:
    """Listen in the main process alone: it receives the reports of all workers."""
    if not hasattr(config, "workerinput") and "FAILED_TESTS" in os.environ:
        config.pluginmanager.register(FailedTests(Path(os.environ["FAILED_TESTS"])))
