"""h5p.json and library.json as plain data (H5P's own specification of both files).

What is read here is untrusted JSON: each value is checked, and all invalid ones are named together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

MACHINE_NAME = re.compile(r"[A-Za-z0-9_][\w.-]{0,99}", re.ASCII)
_VERSIONED = re.compile(r"(?P<name>[\w.-]{1,100}) (?P<major>\d{1,5})\.(?P<minor>\d{1,5})", re.ASCII)
#: of major, minor and patch versions
MAX_VERSION = 32_767
TITLE_LENGTH = 200


class InvalidStructure(ValueError):
    """Raised with the names of the values that are missing or invalid."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        super().__init__(", ".join(names))


@dataclass(frozen=True, order=True)
class LibraryRef:
    """A library by name, major and minor version, as content and other libraries refer to it."""

    machine_name: str
    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.machine_name} {self.major}.{self.minor}"

    @property
    def folder(self) -> str:
        """The name of its folder in packages, which the player requests."""
        return f"{self.machine_name}-{self.major}.{self.minor}"

    @classmethod
    def from_text(cls, text: str) -> Self | None:
        """Return the library of a text such as "H5P.Image 1.1", None for any other text."""
        match = _VERSIONED.fullmatch(text)
        if match is None or not MACHINE_NAME.fullmatch(match["name"]):
            return None
        return cls(match["name"], int(match["major"]), int(match["minor"]))

    @classmethod
    def from_folder(cls, folder: str) -> Self | None:
        """Return the library of a folder such as "H5P.Image-1.1", None for any other name."""
        name, _hyphen, version = folder.rpartition("-")
        return cls.from_text(f"{name} {version}")

    @classmethod
    def from_json(cls, data: object) -> Self | None:
        """Return the library of an entry of dependencies; older tools write the versions as texts."""
        if not isinstance(data, Mapping):
            return None
        name = data.get("machineName")
        major, minor = version_of(data.get("majorVersion")), version_of(data.get("minorVersion"))
        if not isinstance(name, str) or not MACHINE_NAME.fullmatch(name) or major is None or minor is None:
            return None
        return cls(name, major, minor)


@dataclass(frozen=True)
class ContentDefinition:
    """h5p.json: the main library of content and all libraries that it needs at once."""

    title: str
    main_library: LibraryRef
    dependencies: tuple[LibraryRef, ...]


@dataclass(frozen=True)
class LibraryDefinition:
    """library.json of one library."""

    ref: LibraryRef
    patch: int
    title: str
    #: whether content may have it as its main library
    is_runnable: bool
    preloaded: tuple[LibraryRef, ...]
    dynamic: tuple[LibraryRef, ...]
    editor: tuple[LibraryRef, ...]
    #: the scripts and style sheets that the player loads, by path in its folder
    files: tuple[str, ...]
    #: the version of H5P's core that it needs
    core_api: tuple[int, int]

    @property
    def version(self) -> str:
        return f"{self.ref.machine_name} {self.ref.major}.{self.ref.minor}.{self.patch}"


class _Reader:
    """Reads values of one JSON object and collects the names of the invalid ones."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.invalid: list[str] = []

    def refs(self, name: str) -> tuple[LibraryRef, ...]:
        entries = self.data.get(name, [])
        refs = [LibraryRef.from_json(entry) for entry in entries] if isinstance(entries, list) else [None]
        if None in refs:
            self.invalid.append(name)
        return tuple(ref for ref in refs if ref is not None)

    def paths(self, name: str) -> Iterator[str]:
        entries = self.data.get(name, [])
        for entry in entries if isinstance(entries, list) else [None]:
            path = entry.get("path") if isinstance(entry, Mapping) else None
            if isinstance(path, str) and path:
                yield path.removeprefix("./")
            else:
                self.invalid.append(name)

    def version(self, name: str) -> int:
        version = version_of(self.data.get(name))
        if version is None:
            self.invalid.append(name)
        return version or 0

    def title(self) -> str:
        title = self.data.get("title", "")
        shown = filter(str.isprintable, title) if isinstance(title, str) else ()
        return "".join(shown).strip()[:TITLE_LENGTH]

    def check(self) -> None:
        if self.invalid:
            raise InvalidStructure(list(dict.fromkeys(self.invalid)))


def read_content_definition(data: object) -> ContentDefinition:
    """Return what h5p.json says. Raises InvalidStructure."""
    if not isinstance(data, Mapping):
        raise InvalidStructure(["mainLibrary"])
    reader = _Reader(data)
    dependencies = reader.refs("preloadedDependencies")
    named = [ref for ref in dependencies if ref.machine_name == data.get("mainLibrary")]
    if not named:
        reader.invalid.append("mainLibrary")
    reader.check()
    return ContentDefinition(reader.title(), named[0], dependencies)


def read_library_definition(data: Mapping[str, Any]) -> LibraryDefinition:
    """Return what library.json says. Raises InvalidStructure."""
    reader = _Reader(data)
    ref = LibraryRef.from_json(data)
    if ref is None:
        reader.invalid.append("machineName, majorVersion, minorVersion")
    core_api = data.get("coreApi")
    core_api = core_api if isinstance(core_api, Mapping) else {}
    needed = [version_of(core_api.get(f"{part}Version")) for part in ("major", "minor")]
    definition = LibraryDefinition(
        ref=ref or LibraryRef("", 0, 0),
        patch=reader.version("patchVersion"),
        title=reader.title(),
        is_runnable=data.get("runnable") in (1, "1"),
        preloaded=reader.refs("preloadedDependencies"),
        dynamic=reader.refs("dynamicDependencies"),
        editor=reader.refs("editorDependencies"),
        files=(*reader.paths("preloadedJs"), *reader.paths("preloadedCss")),
        core_api=(needed[0] or 0, needed[1] or 0),
    )
    reader.check()
    return definition


def version_of(value: object) -> int | None:
    """Return a version as a number; None for anything else."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= len(str(MAX_VERSION)):
        value = int(value)
    is_version = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_VERSION
    return int(value) if is_version else None  # type: ignore[call-overload]  # a number, as tested


def libraries_named_in(content: object) -> Iterator[LibraryRef]:
    """Yield the libraries that content.json names as `library` of some part; iterative, at any depth."""
    remaining = [content]
    while remaining:
        value = remaining.pop()
        if isinstance(value, Mapping):
            named = value.get("library")
            ref = LibraryRef.from_text(named) if isinstance(named, str) and "params" in value else None
            if ref is not None:
                yield ref
            remaining.extend(value.values())
        elif isinstance(value, list):
            remaining.extend(value)
