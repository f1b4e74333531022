"""Reading of JSON, drawings and libraries in an H5P archive, with all problems collected."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from content_import.archives.archive import CHUNK, MANIFEST_MAX_BYTES, PackageArchive
from content_import.enums import ProblemCode
from content_import.exceptions import MemberRefused, Problem
from content_import.h5p.file_types import (
    CONTENT_TYPES,
    LIBRARY_TYPES,
    SVG_MAX_BYTES,
    extension,
    is_inert_svg,
)
from lms.h5p.api import InvalidStructure, LibraryDefinition, read_library_definition

DEFINITION = "h5p.json"
CONTENT = "content/content.json"
CONTENT_FOLDER = "content"
LIBRARY_JSON = "library.json"
#: the version of H5P's core in h5p-standalone (package.json)
CORE_API = (1, 28)


@dataclass(frozen=True)
class LibraryFolder:
    """A library in an archive: what it says, and its files by path in the library."""

    definition: LibraryDefinition
    files: dict[str, str]
    digest: str
    total_bytes: int


class H5PReader:
    """Reads the members of one archive; what is invalid is added to `problems`."""

    def __init__(self, archive: PackageArchive) -> None:
        self.archive = archive
        self.problems: list[Problem] = []

    def refuse(self, code: ProblemCode, where: str, **values: object) -> None:
        self.problems.append(Problem.of(code, where, **values))

    def json(self, name: str) -> Any:
        """Return the value of a JSON file, or None with a problem."""
        if name not in self.archive.members:
            self.refuse(ProblemCode.H5P_FILE_MISSING, name)
            return None
        text = self._read(name, MANIFEST_MAX_BYTES)
        try:
            value = None if text is None else json.loads(text.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            value = None
        if value is None:
            self.refuse(ProblemCode.H5P_JSON, name)
        return value

    def json_object(self, name: str) -> Mapping[str, Any] | None:
        """Return the object of a JSON file, or None with a problem."""
        value = self.json(name)
        if value is None or isinstance(value, dict):
            return value
        self.refuse(ProblemCode.H5P_JSON, name)
        return None

    def check_drawing(self, name: str) -> None:
        """Add a problem for a drawing with a script in it."""
        data = self._read(name, SVG_MAX_BYTES)
        if data is None or not is_inert_svg(data):
            self.refuse(ProblemCode.H5P_SVG, name)

    def folders(self) -> Iterator[str]:
        """Yield the folders at the top beside that of the content; H5P leaves out those with . or _ first."""
        tops = dict.fromkeys(name.split("/")[0] for name in self.archive.members if "/" in name)
        return (top for top in tops if top != CONTENT_FOLDER and not top.startswith((".", "_")))

    def library(self, folder: str) -> LibraryFolder | None:
        """Return the library in a folder at the top, or None with its problems."""
        known = len(self.problems)
        data = self.json_object(f"{folder}/{LIBRARY_JSON}")
        definition = None if data is None else self._definition(folder, data)
        if definition is None:
            return None
        prefix = f"{folder}/"
        members = {
            name.removeprefix(prefix): name for name in self.archive.members if name.startswith(prefix)
        }
        files = {path: name for path, name in members.items() if extension(path) in LIBRARY_TYPES}
        self._check_types(members)
        self._check_files(folder, definition, files)
        if len(self.problems) > known:
            return None
        try:
            digest, total_bytes = self._digest(files)
        except MemberRefused:
            return None  # damaged, which `check_contents` reports
        return LibraryFolder(definition, files, digest, total_bytes)

    def _definition(self, folder: str, data: Mapping[str, Any]) -> LibraryDefinition | None:
        try:
            definition = read_library_definition(data)
        except InvalidStructure as error:
            self.refuse(ProblemCode.H5P_VALUE, f"{folder}/{LIBRARY_JSON}", name=", ".join(error.names))
            return None
        if folder not in {definition.ref.folder, definition.ref.machine_name}:
            self.refuse(ProblemCode.H5P_LIBRARY_FOLDER, folder, other=definition.ref)
        if definition.core_api > CORE_API:
            needed, core = (".".join(map(str, version)) for version in (definition.core_api, CORE_API))
            self.refuse(ProblemCode.H5P_CORE_TOO_OLD, folder, other=needed, core=core)
        return definition

    def _check_types(self, members: Mapping[str, str]) -> None:
        """Refuse files that H5P allows nowhere; what a library does not need to run is left out."""
        for path, name in members.items():
            if extension(path) not in {"", *LIBRARY_TYPES, *CONTENT_TYPES}:
                self.refuse(ProblemCode.H5P_FILE_TYPE, name)

    def _check_files(self, folder: str, definition: LibraryDefinition, files: Mapping[str, str]) -> None:
        for path in definition.files:
            if path not in files:
                self.refuse(ProblemCode.H5P_LIBRARY_FILE, folder, other=path)
        for path, name in files.items():
            if extension(path) == "svg":
                self.check_drawing(name)

    def _read(self, name: str, limit: int) -> bytes | None:
        """Return a member's bytes; None if it is too large or damaged, which `check_contents` reports."""
        if self.archive.members[name].file_size > limit:
            return None
        try:
            with self.archive.open(name) as reader:
                return reader.read()
        except MemberRefused:
            return None

    def _digest(self, files: Mapping[str, str]) -> tuple[str, int]:
        """Return the SHA-256 of the paths and contents of files, in hexadecimal, and their bytes."""
        whole, total_bytes = hashlib.sha256(), 0
        for path in sorted(files):
            content = hashlib.sha256()
            with self.archive.open(files[path]) as reader:
                while chunk := reader.read(CHUNK):
                    content.update(chunk)
                    total_bytes += len(chunk)
            whole.update(f"{path}\0{content.hexdigest()}\n".encode())
        return whole.hexdigest(), total_bytes
