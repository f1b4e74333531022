"""Installation of H5P libraries from an archive: plan, then execute.

Only operators install libraries, since they are code that runs for every learner. An installation stores the
rows first, as not ready, then the files, and marks all rows as ready in one transaction; the next one removes
what a killed one has left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from content_import.archives.archive import PackageArchive
from content_import.enums import ProblemCode
from content_import.exceptions import PackageRefused, Problem
from content_import.h5p.reading import H5PReader, LibraryFolder
from content_import.packages.locks import import_lock
from content_import.packages.storing import delete_files, store_members
from lms.h5p.api import DependencyKind, H5PDependency, H5PLibrary, LibraryRef, LibraryStore, library_store

#: of the lock that one installation holds at a time; no package has this label
INSTALL_LOCK = "0" * 32


@dataclass(frozen=True)
class InstallPlan:
    """What an installation would do; nothing where there are problems."""

    problems: tuple[Problem, ...]
    new: tuple[LibraryFolder, ...] = ()
    #: libraries of the archive that are installed already, or in a newer patch version
    known: tuple[LibraryFolder, ...] = ()
    #: those that are installed with other files under the same version: the installed ones are kept
    altered: tuple[LibraryFolder, ...] = ()

    @property
    def is_sound(self) -> bool:
        return not self.problems


def plan_libraries(*, archive: Path) -> InstallPlan:
    """Return the plan of installing the archive's libraries, with all problems. Stores nothing."""
    try:
        with archive.open("rb") as stream, PackageArchive(stream) as package_archive:
            return _plan(package_archive)
    except PackageRefused as refusal:
        return InstallPlan(refusal.problems)


def install_libraries(*, archive: Path) -> InstallPlan:
    """Install the archive's libraries and return the plan. Raises PackageRefused with all problems."""
    with import_lock(INSTALL_LOCK) as is_held:
        if not is_held:
            raise PackageRefused([Problem.of(ProblemCode.H5P_BEING_INSTALLED)])
        remove_unfinished_installations()
        with archive.open("rb") as stream, PackageArchive(stream) as package_archive:
            plan = _plan(package_archive)
            if not plan.is_sound:
                raise PackageRefused(plan.problems)
            _execute(package_archive, plan)
    return plan


def sweep_unfinished_installations() -> int:
    """Remove the remains of killed installations and return their number; a running one is left alone."""
    with import_lock(INSTALL_LOCK) as is_held:
        return remove_unfinished_installations() if is_held else 0


def remove_unfinished_installations() -> int:
    """Remove libraries that are not ready, files first. The caller holds the lock of installations."""
    unfinished = list(H5PLibrary.objects.filter(is_ready=False))
    for library in unfinished:
        delete_files(library.label)
        library.delete()
    return len(unfinished)


def _plan(archive: PackageArchive) -> InstallPlan:
    problems = [*archive.problems, *archive.check_contents()]
    archive.unpacked = 0
    reader = H5PReader(archive)
    folders = list(reader.folders())
    if not folders:
        reader.refuse(ProblemCode.H5P_NO_LIBRARY, "")
    libraries = [library for folder in folders if (library := reader.library(folder)) is not None]
    store = library_store()
    new = [library for library in libraries if _is_new(library, store)]
    altered = [library for library in libraries if _is_altered(library, store)]
    known = [library for library in libraries if library not in (*new, *altered)]
    if not reader.problems:  # a library that can't be read would be reported as missing, too
        _check_needs(reader, new, store)
    problems += reader.problems
    if problems:
        return InstallPlan(tuple(problems))
    return InstallPlan((), tuple(new), tuple(known), tuple(altered))


def _is_new(library: LibraryFolder, store: LibraryStore) -> bool:
    """Return whether neither the library nor a newer patch version of it is installed."""
    installed = store.libraries.get(library.definition.ref)
    return installed is None or installed.patch < library.definition.patch


def _is_altered(library: LibraryFolder, store: LibraryStore) -> bool:
    """Return whether the same version is installed with other files."""
    installed = store.libraries.get(library.definition.ref)
    if installed is None or installed.patch != library.definition.patch:
        return False
    return installed.digest != library.digest


def _check_needs(reader: H5PReader, new: list[LibraryFolder], store: LibraryStore) -> None:
    """Refuse libraries that would be installed without others that are loaded with them."""
    present = store.libraries.keys() | {library.definition.ref for library in new}
    needed = {ref for library in new for ref in library.definition.preloaded}
    for ref in sorted(needed - present):
        reader.refuse(ProblemCode.H5P_LIBRARY_NEEDS, str(ref))


def _execute(archive: PackageArchive, plan: InstallPlan) -> None:
    rows = [_row(library) for library in plan.new]
    try:
        with transaction.atomic(durable=True):
            for row in rows:
                row.save(force_insert=True)
        store_members(archive, _members(plan, rows))
        with transaction.atomic():
            H5PDependency.objects.bulk_create(
                dependency
                for library, row in zip(plan.new, rows, strict=True)
                for dependency in _dependencies(library, row)
            )
            H5PLibrary.objects.filter(pk__in=[row.pk for row in rows]).update(is_ready=True)
    except BaseException:
        remove_unfinished_installations()
        raise


def _row(library: LibraryFolder) -> H5PLibrary:
    definition = library.definition
    return H5PLibrary(
        machine_name=definition.ref.machine_name,
        major=definition.ref.major,
        minor=definition.ref.minor,
        patch=definition.patch,
        title=definition.title,
        is_runnable=definition.is_runnable,
        digest=library.digest,
        total_bytes=library.total_bytes,
    )


def _members(plan: InstallPlan, rows: list[H5PLibrary]) -> Mapping[str, str]:
    return {
        f"{row.label}/{path}": name
        for library, row in zip(plan.new, rows, strict=True)
        for path, name in library.files.items()
    }


def _dependencies(library: LibraryFolder, row: H5PLibrary) -> Iterator[H5PDependency]:
    definition = library.definition
    kinds: dict[DependencyKind, tuple[LibraryRef, ...]] = {
        DependencyKind.PRELOADED: definition.preloaded,
        DependencyKind.DYNAMIC: definition.dynamic,
        DependencyKind.EDITOR: definition.editor,
    }
    for kind, refs in kinds.items():
        for ref in dict.fromkeys(refs):
            yield H5PDependency(
                library=row, kind=kind, machine_name=ref.machine_name, major=ref.major, minor=ref.minor
            )
