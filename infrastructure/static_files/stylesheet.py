"""The site's one style sheet, composed of Designsystemet's files and our own.

A phone with poor coverage sends one request instead of thirty, and gets only the components that are used.
Our own parts are `static/css/*.css` in the order of `OWN`, then every file below
`static/css/components/` by its name.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage, Storage

#: the path that templates link to
STYLESHEET = "css/narlara.css"

DESIGN_SYSTEM = Path(settings.BASE_DIR) / "node_modules/@digdir/designsystemet-css/dist"
BASE_PARTS = ("base", "label", "validation-message")
COMPONENT_PARTS = ("button", "card", "field", "input", "fieldset", "table")
OWN = ("tokens", "base", "layout", "print")
OWN_FOLDER = Path(settings.BASE_DIR) / "static/css"


def parts() -> list[tuple[str, Path]]:
    """Return each part's cascade layer ("" where the file names its own) and file, in order."""
    theme = [("", DESIGN_SYSTEM / "theme/designsystemet.css")]
    base = [("ds.base", DESIGN_SYSTEM / f"src/{name}.css") for name in BASE_PARTS]
    base += [("ds.base", OWN_FOLDER / "links.css")]
    components = [("ds.components", DESIGN_SYSTEM / f"src/{name}.css") for name in COMPONENT_PARTS]
    own = [("narlara", OWN_FOLDER / f"{name}.css") for name in OWN[:-1]]
    components_of_ours = sorted((OWN_FOLDER / "components").rglob("*.css"), key=lambda path: path.name)
    own += [("narlara", path) for path in components_of_ours]
    return [*theme, *base, *components, *own, ("narlara", OWN_FOLDER / f"{OWN[-1]}.css")]


def compose() -> str:
    """Return the whole style sheet; our own rules, in the last layer, override Designsystemet's."""
    sheets = ["@layer ds.theme, ds.base, ds.components, narlara;"]
    for layer, path in parts():
        text = path.read_text()
        sheets.append(f"@layer {layer}{{{text}}}" if layer else text)
    return "\n".join(sheets)


class StylesheetFinder(BaseFinder):
    """A finder of `STYLESHEET`, which is composed again when one of its files is newer."""

    @property
    def storage(self) -> FileSystemStorage:
        return FileSystemStorage(location=Path(settings.DATA_DIR) / "tmp/stylesheet")

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path != STYLESHEET:
            return []  # also without `find_all`: staticfiles takes None for a path
        composed = str(self._write())
        return [composed] if find_all else composed

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        self._write()
        yield STYLESHEET, self.storage

    def _write(self) -> Path:
        target = Path(self.storage.path(STYLESHEET))
        newest = max(path.stat().st_mtime for _, path in parts())
        if not target.exists() or target.stat().st_mtime < newest:
            target.parent.mkdir(parents=True, exist_ok=True)
            draft = target.with_suffix(f".{os.getpid()}")
            draft.write_text(compose())
            draft.replace(target)
        return target
