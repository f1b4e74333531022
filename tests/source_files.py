"""The files of the project's source, found on disk: a checkout need not have a repository."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDERS = (
    "content_import",
    "courses",
    "demo",
    "deploy",
    "docs",
    "infrastructure",
    "lms",
    "locale",
    "locale_packages",
    "people",
    "scorm",
    "script",
    "search",
    "static",
    "templates",
    "tests",
)
#: made by tools
MADE = ("__pycache__", "build")


def source_files(*suffixes: str) -> list[str]:
    """Return the paths of files with one of the suffixes, without migrations, sorted."""
    return sorted(path for folder in FOLDERS for path in _within(ROOT / folder) if path.endswith(suffixes))


def _within(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        own = path.relative_to(ROOT)
        if path.is_file() and not set(own.parts) & {*MADE, "migrations"}:
            yield str(own)
