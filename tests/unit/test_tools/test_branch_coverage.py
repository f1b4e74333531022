"""Packages that lose covered branches are reported."""

from __future__ import annotations

import pytest

from tests.measuring.branch_coverage import Branches, branches_by_package, losses


def report(**files: tuple[int, int]) -> dict[str, object]:
    """Return a report as coverage.py writes it; `__` in a name is a slash."""
    summaries = {
        f"{name.replace('__', '/')}.py": {"summary": {"covered_branches": covered, "num_branches": total}}
        for name, (covered, total) in files.items()
    }
    return {"files": summaries}


def test_branches_are_summed_by_package_and_those_of_lms_by_sub_package() -> None:
    measured = branches_by_package(
        report(
            search__query=(1, 2),
            search__engines__sqlite=(3, 4),
            lms__records__models=(5, 6),
            lms__wsgi=(7, 8),
        )
    )

    assert measured == {"lms": Branches(7, 8), "lms.records": Branches(5, 6), "search": Branches(4, 6)}


@pytest.mark.parametrize(
    ("covered", "is_loss"), [(899, True), (900, False), (950, False)], ids=["less", "as before", "more"]
)
def test_package_with_a_smaller_part_covered_is_a_loss(covered: int, is_loss: bool) -> None:
    found = losses({"search": Branches(covered - 1, 1_000)}, {"search": Branches(900, 1_000)})

    assert bool(found) is is_loss


def test_package_that_is_new_or_gone_is_no_loss() -> None:
    assert losses({"new": Branches(0, 9)}, {"old": Branches(9, 9)}) == []
