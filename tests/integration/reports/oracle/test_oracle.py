"""300 random operations, each followed by figures of a place and a period, today's or past, and the oracle's.

The engines share the worlds: three run on SQLite and two on PostgreSQL.

`script/soak figures N` performs N operations from SEED on.
"""

from __future__ import annotations

import ast
import os
import random
from pathlib import Path

import pytest

import tests.oracle
from lms.reports.queries.counts import Share
from lms.reports.queries.disclosure import publish
from tests.engines import shared_by_engines
from tests.integration.reports.oracle.operations import OPERATIONS_A_WORLD, run_operations
from tests.oracle.suppression import discloses, published

pytestmark = pytest.mark.slow

OPERATIONS = 300
SEED = int(os.environ.get("SEED", "0"))
WORLDS = range(SEED, SEED + OPERATIONS // OPERATIONS_A_WORLD)
#: the oracle reads raw rows through Django's connection and otherwise the standard library
ORACLE_MAY_IMPORT = {"django.db", "tests.oracle.figures", "tests.oracle.rows"}


@pytest.mark.django_db
@pytest.mark.parametrize("seed", shared_by_engines(WORLDS, on_second=2))
def test_figures_after_random_operations_equal_the_oracles(seed: int) -> None:
    figures = rows = 0
    for operations, found in run_operations(seed):
        assert not found.differences, (operations.performed, found.differences)
        figures += found.figures
        rows += found.rows
    assert figures > 30 * OPERATIONS_A_WORLD
    assert rows > 10 * OPERATIONS_A_WORLD


def test_published_rows_of_random_counts_equal_the_oracles() -> None:
    chance = random.Random(SEED)  # noqa: S311 - repeatable
    for _ in range(OPERATIONS):
        cells = {}
        for number in range(chance.randint(1, 13)):
            of = chance.choice([0, 3, 9, 12, 40, 300])
            cells[f"m{number}"] = (chance.randint(0, of), of)
        total = sum(done for done, _ in cells.values()), sum(of for _, of in cells.values())

        row = publish({name: Share(*cell) for name, cell in cells.items()}, Share(*total))

        shown = {name: share and (share.done, share.counted) for name, share in row.cells.items()}
        shown_total = row.total and (row.total.done, row.total.counted)
        assert (shown, shown_total) == published(cells, total), cells
        assert not discloses(cells, shown, shown_total), cells


def test_oracle_imports_nothing_of_the_product() -> None:
    imported = set()
    for path in Path(tests.oracle.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(node.module or "")

    ours = {name for name in imported if name.split(".")[0] in {"lms", "courses", "tests", "django"}}

    assert ours == ORACLE_MAY_IMPORT
