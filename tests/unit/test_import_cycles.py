"""Modules of a package do not import each other in a circle, imports inside functions included."""

from __future__ import annotations

import graphlib

import grimp
import pytest

PACKAGES = ("content_import", "demo", "infrastructure", "people", "scorm", "search")


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_of_a_package_have_no_cycle(package: str) -> None:
    graph = grimp.build_graph(package, exclude_type_checking_imports=True)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}

    order = list(graphlib.TopologicalSorter(imports).static_order())

    assert sorted(order) == sorted(imports)
