"""Lines of product code per package, at one or more revisions.

Run it by `python -m tests.measuring.code_lines [--without-imports] [REVISION …]`; the default is HEAD.

What is counted: the Python files that the revision holds, without `tests`, `migrations` and files without the
suffix .py. A line counts if a token of code lies on it. Comments, docstrings and blank lines do not count; a
string over several lines counts with each of its lines that is not blank.
"""

from __future__ import annotations

import argparse
import ast
import io
import subprocess
import tokenize
from collections import Counter
from collections.abc import Iterator

WITHOUT_CODE = frozenset(
    {
        *(tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE),
        *(tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER),
    }
)
WITH_DOCSTRING = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def code_lines(source: str, *, without_imports: bool = False) -> int:
    """Return how many lines of a source file hold code."""
    lines = {
        line
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type not in WITHOUT_CODE
        for line in range(token.start[0], token.end[0] + 1)
    }
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, WITH_DOCSTRING) and ast.get_docstring(node, clean=False) is not None:
            lines -= _lines_of(node.body[0])
        elif without_imports and isinstance(node, ast.Import | ast.ImportFrom):
            lines -= _lines_of(node)
    text = source.split("\n")
    return sum(bool(text[line - 1].strip()) for line in lines)


def _lines_of(node: ast.stmt) -> set[int]:
    return set(range(node.lineno, (node.end_lineno or node.lineno) + 1))


def product_sources(revision: str) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of each product file of a revision."""
    for path in _git("ls-tree", "-r", "--name-only", revision).splitlines():
        is_product = not path.startswith("tests/") and "/migrations/" not in path
        if path.endswith(".py") and is_product:
            yield path, _git("show", f"{revision}:{path}")


def package_of(path: str) -> str:
    """Return the folder by which a file is counted: within `lms` the second level, else the first."""
    folders = path.split("/")[:-1]
    return "/".join(folders[:2] if folders[:1] == ["lms"] else folders[:1]) or path


def counts_of(revision: str, *, without_imports: bool = False) -> Counter[str]:
    """Return the lines of code of each package at a revision."""
    counts: Counter[str] = Counter()
    for path, source in product_sources(revision):
        counts[package_of(path)] += code_lines(source, without_imports=without_imports)
    return counts


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], capture_output=True, text=True, check=True).stdout  # noqa: S603, S607 - git of this checkout


def main() -> None:
    parser = argparse.ArgumentParser(description="Count the lines of product code.")
    parser.add_argument("revisions", nargs="*", default=["HEAD"])
    parser.add_argument("--without-imports", action="store_true")
    options = parser.parse_args()
    columns = [counts_of(each, without_imports=options.without_imports) for each in options.revisions]
    lines = [["package", *(each[:10] for each in options.revisions)]]
    for package in sorted(set().union(*columns)):
        lines.append([package, *(f"{counts[package]:,}" for counts in columns)])
    lines.append(["total", *(f"{counts.total():,}" for counts in columns)])
    for name, *figures in lines:
        print(f"{name:26}", *(f"{figure:>10}" for figure in figures))  # noqa: T201 - the result


if __name__ == "__main__":
    main()
