"""The `api.py` of a package lists names that other packages import, and no others."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
#: the engine's own functions, not a list of names
NO_LIST = "scorm/sequencing/api.py"


def product_files() -> list[str]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()  # noqa: S603 - fixed arguments
    return [path for path in listed if not path.startswith("tests/") and (ROOT / path).exists()]


def imports_from(path: str) -> Iterator[tuple[str, str]]:
    """Yield (module, name) of each import in a file."""
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)


APIS = [path for path in product_files() if path.endswith("/api.py") and path != NO_LIST]


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
