"""The plan of importing H5P content: its own files alone, since the site's libraries play it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from content_import.archives.archive import PackageArchive
from content_import.archives.plan import ImportPlan, find_manifest
from content_import.enums import ProblemCode
from content_import.exceptions import printable
from content_import.h5p.file_types import CONTENT_TYPES, extension
from content_import.h5p.passages import h5p_passages
from content_import.h5p.reading import CONTENT, CONTENT_FOLDER, DEFINITION, H5PReader, LibraryFolder
from courses.api import PackageKind
from lms.h5p.api import (
    ContentDefinition,
    InvalidStructure,
    LibraryRef,
    LibraryStore,
    libraries_named_in,
    library_store,
    read_content_definition,
)
from scorm.api import ItemKind, Manifest, ManifestItem, PackageStandard

#: the identifier of the only part
H5P_PART = "h5p"


def is_h5p(archive: PackageArchive) -> bool:
    """Return whether the archive is H5P; some SCORM packages have H5P content inside."""
    return DEFINITION in archive.members and find_manifest(archive.members) is None


def plan_h5p(archive: PackageArchive) -> ImportPlan:
    """Return the plan without storing anything. The library folders of the archive are not stored."""
    problems = [*archive.problems, *archive.check_contents()]
    archive.unpacked = 0
    reader = H5PReader(archive)
    store = library_store()
    definition = _definition(reader)
    content = reader.json(CONTENT)
    files = {name: name for name in archive.members if name.startswith(f"{CONTENT_FOLDER}/")}
    _check_files(reader, files)
    named = [*(definition.dependencies if definition else ()), *libraries_named_in(content)]
    _check_libraries(reader, store, definition, named)
    archive.unpacked = 0
    notices = list(_notices(reader, store))
    problems += reader.problems
    if problems or definition is None:
        return ImportPlan(tuple(problems), kind=PackageKind.H5P)
    files[DEFINITION] = DEFINITION
    return ImportPlan(
        (),
        _manifest(definition),
        archive.digest(),
        files,
        sum(archive.members[name].file_size for name in files.values()),
        kind=PackageKind.H5P,
        notices=tuple(notices),
        passages=h5p_passages(definition.main_library, content, H5P_PART, store),
    )


def _definition(reader: H5PReader) -> ContentDefinition | None:
    data = reader.json_object(DEFINITION)
    if data is None:
        return None
    try:
        return read_content_definition(data)
    except InvalidStructure as error:
        reader.refuse(ProblemCode.H5P_VALUE, DEFINITION, name=", ".join(error.names))
        return None


def _check_files(reader: H5PReader, files: dict[str, str]) -> None:
    for name in files:
        if extension(name) not in CONTENT_TYPES:
            reader.refuse(ProblemCode.H5P_FILE_TYPE, name)
        elif extension(name) == "svg":
            reader.check_drawing(name)


def _check_libraries(
    reader: H5PReader, store: LibraryStore, definition: ContentDefinition | None, named: list[LibraryRef]
) -> None:
    """Refuse content whose libraries are not installed; those in the archive do not count."""
    for ref in store.missing(named):
        reader.refuse(ProblemCode.H5P_LIBRARY_MISSING, str(ref))
    if definition is None:
        return
    main = store.libraries.get(definition.main_library)
    if main is not None and not main.is_runnable:
        reader.refuse(ProblemCode.H5P_NOT_RUNNABLE, str(main.ref))


def _notices(reader: H5PReader, store: LibraryStore) -> Iterator[str]:
    """Yield what differs between the libraries of the archive and those that will play it."""
    for folder in reader.folders():
        library = reader.library(folder)
        if library is not None:
            yield from _differences(library, store)


def _differences(library: LibraryFolder, store: LibraryStore) -> Iterator[str]:
    installed = store.libraries.get(library.definition.ref)
    if installed is None:
        return
    values = {"library": printable(library.definition.version), "patch": installed.patch}
    if library.definition.patch > installed.patch:
        yield (
            _("The content comes with %(library)s, which is newer: here patch version %(patch)s plays it.")
            % values
        )
    elif library.definition.patch == installed.patch and library.digest != installed.digest:
        yield _("%(library)s in the file has been changed: the one installed here plays it.") % values


def _manifest(definition: ContentDefinition) -> Manifest:
    """Return the structure of one part, for which the site makes the page: its `href` names no file."""
    title = definition.title or definition.main_library.machine_name
    part = ManifestItem(H5P_PART, title, ItemKind.SCO, href="#")
    return Manifest(
        PackageStandard.SCORM_2004,
        str(definition.main_library),
        definition.main_library.folder,
        title,
        (part,),
    )
