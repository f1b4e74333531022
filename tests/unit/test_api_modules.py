"""The `api.py` of a package lists names that other packages import, and no others."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.source_files import ROOT, source_files


def product_files() -> list[str]:
    return [path for path in source_files(".py") if not path.startswith("tests/")]


def imports_from(path: str) -> Iterator[tuple[str, str]]:
    """Yield (module, name) of each import in a file."""
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)


APIS = [path for path in product_files() if path.endswith("/api.py")]


@pytest.fixture(scope="module")
def imported() -> set[tuple[str, str]]:
    return {pair for path in product_files() for pair in imports_from(path)}


@pytest.mark.parametrize("path", APIS)
def test_api_of_a_package_lists_only_names_that_others_import(
    path: str, imported: set[tuple[str, str]]
) -> None:
    module = path.removesuffix(".py").replace("/", ".")
    names = [name for _, name in imports_from(path)]

    assert names != []
    assert [name for name in names if (module, name) not in imported] == []
