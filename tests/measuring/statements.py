"""Record which SQL statements each test runs, and list those that only tests without `both_engines` run.

A pytest plugin: `RECORD_STATEMENTS=FOLDER pytest -p tests.measuring.statements …` writes a file for each
process, of one JSON object a test: `test`, `both_engines`, `statements` (a list of normalised texts). Then
`python -m tests.measuring.statements FOLDER` prints each statement that a second engine would no longer run,
with one test that runs it. Statements of processes that a test starts are not recorded.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.db.backends.signals import connection_created

MARKER = "both_engines"
#: what depends on the number of values alone: lists of placeholders, repeated rows, names of savepoints
SAME = [
    (re.compile(r"\(%s(?:, (?:%s|…))*\)"), "(%s, …)"),
    (re.compile(r"\bVALUES .*?(?= RETURNING | ON CONFLICT |$)"), "VALUES …"),
    (re.compile(r"\bUNION ALL SELECT %s(?:, %s)*"), "UNION ALL …"),
    (re.compile(r'"?s\d+_x\d+"?'), "savepoint"),
    (re.compile(r"\bLIMIT \d+( OFFSET \d+)?"), "LIMIT n"),
]


def normalise(statement: str) -> str:
    """Return the statement without what depends on the number of values."""
    statement = " ".join(statement.split())
    for pattern, replacement in SAME:
        statement = pattern.sub(replacement, statement)
    return statement


class StatementRecorder:
    """Write what each test ran to a file, one line a test."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._statements: set[str] = set()
        connection_created.connect(self._wrap, weak=False)

    def _wrap(self, *, connection: Any, **_signal: object) -> None:
        if self._record not in connection.execute_wrappers:
            connection.execute_wrappers.append(self._record)

    def _record(self, execute: Callable[..., Any], sql: object, *arguments: Any) -> Any:
        self._statements.add(str(sql))
        return execute(sql, *arguments)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self._statements.clear()
        result = yield
        line = {
            "test": item.nodeid,
            MARKER: item.get_closest_marker(MARKER) is not None,
            "statements": sorted({normalise(statement) for statement in list(self._statements)}),
        }
        with self._path.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(line, ensure_ascii=False) + "\n")
        return result


def pytest_configure(config: pytest.Config) -> None:
    if folder := os.environ.get("RECORD_STATEMENTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        config.pluginmanager.register(StatementRecorder(Path(folder) / f"{worker}.jsonl"))


def read_records(folder: Path) -> Iterator[Mapping[str, Any]]:
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def left_out(records: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the statements that no test with the marker runs, each with the first test that runs it."""
    kept = {statement for record in records if record[MARKER] for statement in record["statements"]}
    found: dict[str, str] = {}
    for record in records:
        for statement in record["statements"]:
            if statement not in kept:
                found.setdefault(statement, record["test"])
    return found


def main(arguments: Sequence[str]) -> int:
    records = list(read_records(Path(arguments[0])))
    for statement, test in sorted(left_out(records).items(), key=lambda pair: pair[1]):
        print(f"{test}\n    {statement}")  # noqa: T201 - for the person who reads the output
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
