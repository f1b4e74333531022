"""What the editor's service gets: content, and all installed libraries that its editor may need."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.storage import storages
from django.utils.translation import gettext as _

from content_import.exceptions import FilesLost
from content_import.h5p.reading import CONTENT, DEFINITION
from content_import.h5p_editor.archive import read_json, write_content
from content_import.packages.storing import stored_files
from courses.api import Package
from lms.h5p.api import H5PDependency, H5PLibrary, LibraryRef, LibraryStore

#: what h5p.json may state, as h5p-server requires it; "U" is "undisclosed"
LICENCES = frozenset(
    {
        *("CC BY", "CC BY-SA", "CC BY-ND", "CC BY-NC", "CC BY-NC-SA", "CC BY-NC-ND", "CC0 1.0", "CC PDM"),
        *("GNU GPL", "PD", "ODC PDDL", "U", "C"),
    }
)


def write_bundle(target: BinaryIO, *, ref: LibraryRef, package: Package | None, store: LibraryStore) -> None:
    """Write an archive with the content of a package, if there is one, and the libraries for it.

    Raises FilesLost.
    """
    needed = [ref]
    if package is not None:
        content, definition = read_json(package, CONTENT), read_json(package, DEFINITION)
        if definition.get("license") not in LICENCES:
            definition = {**definition, "license": "U"}
        write_content(target, definition=definition, content=content, base=package, before=content)
        needed += _options_in(content)
    with ZipFile(target, "a", ZIP_DEFLATED) as archive:
        for library in libraries_for(needed, store):
            try:
                _write_library(archive, library)
            except FileNotFoundError as error:
                sentence = _("Files of %(library)s are missing. Those who run the site install it again.")
                raise FilesLost(sentence % {"library": library.ref}) from error


def _write_library(archive: ZipFile, library: H5PLibrary) -> None:
    for path in stored_files(library.label):
        with (
            storages["packages"].open(f"{library.label}/{path}", "rb") as stream,
            archive.open(f"{library.ref.folder}/{path}", "w") as written,
        ):
            shutil.copyfileobj(stream, written)


def libraries_for(refs: Iterable[LibraryRef], store: LibraryStore) -> Iterator[H5PLibrary]:
    """Yield the installed libraries that are loaded, used in the editor, or offered by it for parts."""
    keys = [library.pk for library in store.libraries.values()]
    needs: dict[int, list[LibraryRef]] = {}
    for dependency in H5PDependency.objects.filter(library__in=keys):
        needs.setdefault(dependency.library_id, []).append(dependency.ref)
    found: set[LibraryRef] = set()
    remaining = list(refs)
    while remaining:
        ref = remaining.pop()
        library = store.libraries.get(ref)
        if library is not None and ref not in found:
            found.add(ref)
            yield library
            remaining += [*needs.get(library.pk, ()), *_offered_by(library)]


def _offered_by(library: H5PLibrary) -> list[LibraryRef]:
    storage, path = storages["packages"], f"{library.label}/semantics.json"
    if not storage.exists(path):
        return []
    with storage.open(path, "rb") as stream:
        try:
            return list(_options_in(json.loads(stream.read().decode("utf-8-sig"))))
        except (ValueError, RecursionError):
            return []


def _options_in(value: Any) -> Iterator[LibraryRef]:
    """Yield the libraries that semantics offer, or that content has; iterative, at any depth."""
    remaining = [value]
    while remaining:
        part = remaining.pop()
        if isinstance(part, str):
            ref = LibraryRef.from_text(part)
            if ref is not None:
                yield ref
        elif isinstance(part, dict):
            remaining += [part.get("options"), part.get("library"), *part.values()]
        elif isinstance(part, list):
            remaining += part
