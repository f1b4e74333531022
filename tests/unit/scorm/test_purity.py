"""The scorm package is pure Python: it imports the standard library and itself, and nothing that does I/O."""

from __future__ import annotations

import ast
from pathlib import Path

import scorm

ALLOWED = {
    "__future__",
    "collections",
    "contextlib",
    "dataclasses",
    "datetime",
    "defusedxml",
    "enum",
    "functools",
    "itertools",
    "json",
    "math",
    "posixpath",
    "re",
    "scorm",
    "statistics",
    "typing",
    "unicodedata",
    "urllib.parse",
    "xml",
    "uuid",
}


def test_scorm_imports_nothing_but_pure_parts_of_the_library() -> None:
    files = list(Path(scorm.__path__[0]).rglob("*.py"))

    names = {name for file in files for name in _imports(file)}
    imported = {name if name in ALLOWED else name.partition(".")[0] for name in names}

    assert len(files) > 20
    assert imported - ALLOWED == set()


def _imports(file: Path) -> list[str]:
    names: list[str] = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
    return names
