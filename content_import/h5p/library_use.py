"""Which packages and libraries use an installed H5P library, and which lack one."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from django.core.files.storage import storages

from content_import.h5p.reading import CONTENT, DEFINITION
from courses.api import Package, PackageKind
from lms.h5p.api import (
    DependencyKind,
    H5PDependency,
    H5PLibrary,
    InvalidStructure,
    LibraryRef,
    LibraryStore,
    evaluates_text,
    libraries_named_in,
    library_store,
    read_content_definition,
)


@dataclass(frozen=True)
class LibraryUse:
    """An installed library, and what would stop working without it."""

    library: H5PLibrary
    #: False: a newer patch version of it is installed, which plays all content
    is_newest: bool
    packages: tuple[Package, ...]
    #: libraries that are loaded with it
    libraries: tuple[LibraryRef, ...]

    @property
    def is_used(self) -> bool:
        return bool(self.packages or self.libraries)

    @property
    def evaluates_text(self) -> bool:
        """Whether the policy of pages with it lets scripts compile text."""
        return evaluates_text([self.library.ref])


@dataclass(frozen=True)
class Lack:
    """A package whose content can't be played whole, with the libraries that are not installed."""

    package: Package
    missing: tuple[LibraryRef, ...]


@dataclass(frozen=True)
class LibraryList:
    """All installed libraries by name and version, and the packages that lack some."""

    uses: tuple[LibraryUse, ...]
    lacks: tuple[Lack, ...]

    def use_of(self, library: H5PLibrary) -> LibraryUse | None:
        return next((use for use in self.uses if use.library == library), None)


def library_list() -> LibraryList:
    """Return the installed libraries with their uses.

    Reads two small files of each H5P package, once in each process, since packages never change.
    """
    store = library_store()
    packages: dict[LibraryRef, list[Package]] = defaultdict(list)
    lacks = []
    for package in _h5p_packages():
        needed = store.closure(libraries_of(package))
        for ref in needed:
            packages[ref].append(package)
        if missing := sorted(needed - store.libraries.keys()):
            lacks.append(Lack(package, tuple(missing)))
    needing = _libraries_needing(store)
    uses = [
        LibraryUse(
            library,
            is_newest := store.libraries[library.ref] == library,
            tuple(packages[library.ref]) if is_newest else (),
            tuple(needing[library.ref]) if is_newest else (),
        )
        for library in H5PLibrary.objects.ready()
    ]
    return LibraryList(tuple(uses), tuple(lacks))


def _h5p_packages() -> list[Package]:
    return list(Package.objects.ready().filter(kind=PackageKind.H5P).order_by("title", "version"))


def _libraries_needing(store: LibraryStore) -> dict[LibraryRef, list[LibraryRef]]:
    needing: dict[LibraryRef, list[LibraryRef]] = defaultdict(list)
    by_key = {library.pk: ref for ref, library in store.libraries.items()}
    for dependency in H5PDependency.objects.filter(kind=DependencyKind.PRELOADED, library__in=by_key):
        needing[dependency.ref].append(by_key[dependency.library_id])
    return needing


def libraries_of(package: Package) -> frozenset[LibraryRef]:
    """Return the libraries that the content of a package names."""
    return _named_in(package.label)


@lru_cache(maxsize=2000)
def _named_in(label: str) -> frozenset[LibraryRef]:
    try:
        definition = read_content_definition(_json(label, DEFINITION))
        return frozenset({*definition.dependencies, *libraries_named_in(_json(label, CONTENT))})
    except (FileNotFoundError, InvalidStructure, ValueError):  # its files are lost
        return frozenset()


def _json(label: str, name: str) -> dict[str, object]:
    with storages["packages"].open(f"{label}/{name}", "rb") as stream:
        found: dict[str, object] = json.loads(stream.read().decode("utf-8-sig"))
    return found
