"""Compare the covered branches of each package with those recorded.

`python -m tests.measuring.branch_coverage [--record]`. `script/coverage` runs the tests and then this.
Migrations and settings are not measured, nor processes that a test kills or that run in the sandbox, without
environment.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coverage import Coverage

RECORD = Path(__file__).with_suffix(".json")
#: how much smaller the covered part of a package may be, in percent: what depends on time and order
TOLERANCE = 0.1


@dataclass(frozen=True)
class Branches:
    """How many branches a package has, and how many of them were taken."""

    covered: int = 0
    total: int = 0

    @property
    def percent(self) -> float:
        return 100 * self.covered / self.total if self.total else 100.0

    def __add__(self, other: Branches) -> Branches:
        return Branches(self.covered + other.covered, self.total + other.total)


def main(arguments: Sequence[str]) -> int:
    """Print the covered branches of each package; return 1 if a package has fallen below the record."""
    measured = branches_by_package(read_report())
    for package, branches in measured.items():
        print(f"{package:24} {branches.covered:5} of {branches.total:5} branches, {branches.percent:.1f} %")  # noqa: T201
    if "--record" in arguments:
        write_record(measured)
        return 0
    lost = losses(measured, read_record())
    for line in lost:
        print(line)  # noqa: T201 - for the person who reads the run's output
    return 1 if lost else 0


def read_report() -> Mapping[str, Any]:
    """Combine the data of all processes; return coverage.py's JSON report."""
    coverage = Coverage()
    coverage.combine(keep=True)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        coverage.json_report(outfile=str(report))
        return json.loads(report.read_text(encoding="utf-8"))  # type: ignore[no-any-return]  # JSON


def branches_by_package(report: Mapping[str, Any]) -> dict[str, Branches]:
    """Return the branches of each package, `lms` by its sub-packages, sorted by name."""
    found: dict[str, Branches] = {}
    for path, file in report["files"].items():
        summary = file["summary"]
        branches = Branches(summary["covered_branches"], summary["num_branches"])
        package = package_of(path)
        found[package] = found.get(package, Branches()) + branches
    return dict(sorted(found.items()))


def package_of(path: str) -> str:
    """Return the package of a file: `lms.records` of `lms/records/days.py`, `lms` of `lms/urls.py`."""
    first, *folders = Path(path).parts[:-1]
    return f"{first}.{folders[0]}" if first == "lms" and folders else first


def losses(measured: Mapping[str, Branches], recorded: Mapping[str, Branches]) -> list[str]:
    """Return a line for each recorded package that has a smaller part of its branches covered now."""
    return [
        f"{package}: {measured[package].percent:.1f} % of the branches, {before.percent:.1f} % recorded"
        for package, before in recorded.items()
        if package in measured and measured[package].percent < before.percent - TOLERANCE
    ]


def read_record() -> dict[str, Branches]:
    data = json.loads(RECORD.read_text(encoding="utf-8"))
    return {package: Branches(**numbers) for package, numbers in data.items()}


def write_record(measured: Mapping[str, Branches]) -> None:
    data = {name: {"covered": one.covered, "total": one.total} for name, one in measured.items()}
    RECORD.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
