"""Import cycles between the project's files, counting imports inside functions."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from django.conf import settings

PACKAGES = ("content_import", "courses", "demo", "infrastructure", "lms", "people", "scorm", "search")


def module_name(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def run_time_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a syntax tree without the bodies of `if TYPE_CHECKING`."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            for branch in node.orelse:
                yield branch
                yield from run_time_nodes(branch)
            continue
        yield node
        yield from run_time_nodes(node)


def imported_names(source: str) -> set[str]:
    """Return the dotted names that a file imports at run time: modules, and names within them."""
    names: set[str] = set()
    for node in run_time_nodes(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def imports_of(module: str, source: str, modules: Mapping[str, str]) -> set[str]:
    """Return the modules of the project that a module imports; a name within a module counts as it."""
    targets = {name if name in modules else name.rpartition(".")[0] for name in imported_names(source)}
    return (targets & modules.keys()) - {module}


def import_graph(modules: Mapping[str, str]) -> dict[str, set[str]]:
    """Return the imports of each module, given the source of each by its name."""
    return {module: imports_of(module, source, modules) for module, source in modules.items()}


def project_modules() -> dict[str, str]:
    root = Path(settings.BASE_DIR)
    files = (path for package in PACKAGES for path in (root / package).rglob("*.py"))
    return {
        module_name(path.relative_to(root)): path.read_text()
        for path in files
        if "migrations" not in path.parts
    }


def find_cycles(graph: dict[str, set[str]]) -> set[frozenset[str]]:
    """Return the groups of modules that import each other, directly or by others."""
    cycles = set()
    graph = {module: set(targets) for module, targets in graph.items()}
    while True:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            group = connected_with(error.args[1][0], graph)
            cycles.add(group)
            for module in group:
                graph[module] -= group
        else:
            return cycles


def connected_with(module: str, graph: Mapping[str, set[str]]) -> frozenset[str]:
    """Return the modules that `module` reaches and that reach it."""
    reversed_graph: dict[str, set[str]] = {name: set() for name in graph}
    for name, targets in graph.items():
        for target in targets:
            reversed_graph[target].add(name)
    return frozenset(reachable(module, graph) & reachable(module, reversed_graph))


def reachable(start: str, graph: Mapping[str, set[str]]) -> set[str]:
    visited, queue = {start}, [start]
    while queue:
        for target in graph[queue.pop()] - visited:
            visited.add(target)
            queue.append(target)
    return visited


def test_cycles_with_imports_inside_functions_are_found() -> None:
    modules = {
        "a": "from b import name",
        "b": "def late() -> None:\n    import c",
        "c": "if True:\n    from a import name",
        "d": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import e",
        "e": "import d",
    }

    assert find_cycles(import_graph(modules)) == {frozenset({"a", "b", "c"})}


def test_project_modules_when_their_imports_are_followed_form_no_cycle() -> None:
    graph = import_graph(project_modules())

    assert len(graph) > 400
    assert find_cycles(graph) == set()
