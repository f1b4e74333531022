"""No file of the product but the step types themselves branches on a kind of step."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from courses.steps.types import step_types
from tests.source_files import ROOT, source_files

KIND_IN_TEMPLATE = re.compile(rf"""[=!]= *["']({"|".join(step_types)})["']""")
STEP_TYPE_NAMES = {type(block).__name__ for block in step_types.values()}


def compares_kind(node: ast.AST) -> bool:
    """Return whether a node compares with the kind of a built-in step type, or with one by name."""
    if isinstance(node, ast.MatchValue):
        return is_kind(node.value)
    return isinstance(node, ast.Compare) and any(map(is_kind, [node.left, *node.comparators]))


def is_kind(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return node.value in step_types
    is_attribute = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    return is_attribute and (node.attr == "block_type" or node.value.id in STEP_TYPE_NAMES)


def branches() -> Iterator[str]:
    for path in source_files(".py"):
        if not path.startswith(("tests/", "courses/steps/")) and "/migrations/" not in path:
            tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
            yield from (f"{path}:{node.lineno}" for node in ast.walk(tree) if compares_kind(node))
    for path in source_files(".html"):
        if KIND_IN_TEMPLATE.search((ROOT / path).read_text(encoding="utf-8")):
            yield path


def test_product_outside_the_step_types_compares_no_kind_of_step() -> None:
    assert {"text", "film", "package"} <= set(step_types)
    assert list(branches()) == []


def test_comparisons_with_kinds_are_found() -> None:
    sources = ('kind == "film"', "block.block_type == kind", "step.kind != TextStep.kind", 'kind == "scorm"')

    found = [any(map(compares_kind, ast.walk(ast.parse(source)))) for source in sources]

    assert found == [True, True, True, False]
