"""Reads of the installed libraries and what they need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Max

from lms.h5p.enums import DependencyKind
from lms.h5p.models import H5PDependency, H5PLibrary
from lms.h5p.structure import LibraryRef


@dataclass(frozen=True)
class LibraryStore:
    """The installed libraries at one time, the newest patch version of each."""

    libraries: dict[LibraryRef, H5PLibrary]

    @cached_property
    def _preloaded(self) -> dict[int, list[LibraryRef]]:
        """The libraries loaded with each one, by primary key."""
        needed: dict[int, list[LibraryRef]] = defaultdict(list)
        keys = [library.pk for library in self.libraries.values()]
        for dependency in H5PDependency.objects.filter(kind=DependencyKind.PRELOADED, library__in=keys):
            needed[dependency.library_id].append(dependency.ref)
        return needed

    def closure(self, refs: Iterable[LibraryRef]) -> set[LibraryRef]:
        """Return the libraries with all that are loaded with them; also those that are not installed."""
        found: set[LibraryRef] = set()
        remaining = list(refs)
        while remaining:
            ref = remaining.pop()
            if ref not in found:
                found.add(ref)
                library = self.libraries.get(ref)
                remaining.extend(self._preloaded[library.pk] if library else ())
        return found

    def missing(self, refs: Iterable[LibraryRef]) -> list[LibraryRef]:
        """Return the libraries that are needed and not installed, in order of name."""
        return sorted(self.closure(refs) - self.libraries.keys())


def library_store() -> LibraryStore:
    """Return the libraries that are installed now."""
    ready = H5PLibrary.objects.ready().order_by("patch")
    return LibraryStore({library.ref: library for library in ready})


def store_revision() -> int:
    """Return a number that grows with each installation; with it a library's address keeps its contents."""
    return H5PLibrary.objects.ready().aggregate(newest=Max("pk"))["newest"] or 0


def library_at(ref: LibraryRef, revision: int) -> H5PLibrary | None:
    """Return the newest patch version of a library that a revision of the store has."""
    return H5PLibrary.objects.ready().of(ref).filter(pk__lte=revision).first()
