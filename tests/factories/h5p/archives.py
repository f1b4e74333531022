"""Small H5P archives of the project's own, built from options.

    write_h5p(path)                                    # content of the type Narlara.Quiz, with its library
    write_h5p(path, libraries=[])                      # the content alone
    write_h5p(path, files={"content/bild.svg": SVG})   # with one more file, or another one
    install(tmp_path)                                  # the site has the libraries of both types

Each type is a script beside this file. `Narlara.Quiz` asks one question and reports a result, `Narlara.Page`
is only read, and both need `Narlara.Base`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from content_import.h5p.installing import InstallPlan, install_libraries
from content_import.packages.actions import ImportPackage
from courses.models import Package
from tests.factories.packages import approve, write_zip

HERE = Path(__file__).parent
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9v9z"/></svg>'


@dataclass(frozen=True)
class Library:
    """A library of an archive. `values` are put over those of its library.json."""

    name: str
    version: tuple[int, int, int] = (1, 0, 0)
    needs: Sequence[str] = ()
    script: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def folder(self) -> str:
        return f"{self.name}-{self.version[0]}.{self.version[1]}"

    def definition(self) -> dict[str, Any]:
        major, minor, patch = self.version
        return {
            "machineName": self.name,
            "title": self.name.rpartition(".")[2],
            "majorVersion": major,
            "minorVersion": minor,
            "patchVersion": patch,
            "runnable": int(bool(self.needs)),
            "preloadedJs": [{"path": "scripts/type.js"}],
            "preloadedCss": [{"path": "styles/type.css"}],
            "preloadedDependencies": [reference(name) for name in self.needs],
            **self.values,
        }

    def members(self) -> dict[str, bytes]:
        files = {
            "library.json": json.dumps(self.definition()).encode(),
            "scripts/type.js": (self.script or "// nothing\n").encode(),
            "styles/type.css": b".narlara-type { padding: 1rem }\n",
            "semantics.json": b"[]",
            "README.md": b"Not needed to run",
            **self.files,
        }
        return {f"{self.folder}/{path}": content for path, content in files.items()}


def reference(text: str) -> dict[str, Any]:
    """Return the dependency of a text such as "Narlara.Base 1.0"."""
    name, _space, version = text.partition(" ")
    major, minor = version.split(".")
    return {"machineName": name, "majorVersion": int(major), "minorVersion": int(minor)}


def script(name: str) -> str:
    return (HERE / f"{name}.js").read_text()


BASE = Library("Narlara.Base", (1, 0, 2), script="window.Narlara = window.Narlara || {};\n")
QUIZ = Library("Narlara.Quiz", (1, 2, 3), ["Narlara.Base 1.0"], script("quiz"))
PAGE = Library("Narlara.Page", (2, 0, 0), ["Narlara.Base 1.0"], script("page"))
QUESTION = {
    "question": "Vad gör du först när Åke har ramlat?",
    "answers": ["Frågar hur det är", "Lyfter upp honom"],
    "right": 0,
}


def h5p_members(
    library: Library = QUIZ,
    *,
    libraries: Sequence[Library] = (BASE, QUIZ),
    content: object = QUESTION,
    definition: Mapping[str, Any] | None = None,
    files: Mapping[str, bytes] | None = None,
    title: str = "Fallolyckor på Björkgården",
) -> dict[str, bytes]:
    """Return the files of an archive by path; `definition` and `files` are put over the others."""
    h5p_json = {
        "title": title,
        "language": "sv",
        "mainLibrary": library.name,
        "embedTypes": ["div"],
        "license": "U",
        "preloadedDependencies": [
            reference(f"{each.name} {each.version[0]}.{each.version[1]}") for each in (BASE, library)
        ],
        **(definition or {}),
    }
    members = {
        "h5p.json": json.dumps(h5p_json).encode(),
        "content/content.json": json.dumps(content).encode(),
    }
    for each in libraries:
        members |= each.members()
    return {**members, **(files or {})}


def write_h5p(path: Path, *args: Any, without: Sequence[str] = (), **options: Any) -> Path:
    """Write an archive (see `h5p_members`) without some members, and return its path."""
    members = h5p_members(*args, **options)
    write_zip(path, {name: content for name, content in members.items() if name not in without})
    return path


def install(folder: Path, *libraries: Library) -> InstallPlan:
    """Install the libraries from an archive of theirs, by default those of both types."""
    return install_libraries(
        archive=write_h5p(folder / "bibliotek.h5p", libraries=libraries or (BASE, QUIZ, PAGE))
    )


def make_h5p_package(folder: Path, library: Library = QUIZ, **options: Any) -> Package:
    """Import content of an installed type and return the package, ready and approved."""
    archive = write_h5p(folder / "innehall.h5p", library, **{"libraries": [], **options})
    return approve(ImportPackage(archive=archive, title="", by=None).run())
