"""An archive of edited content, which is imported like one that a trainer uploads."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from typing import IO, Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.core.files.storage import storages
from django.utils.translation import gettext as _

from content_import.exceptions import FilesLost
from content_import.h5p.reading import CONTENT, CONTENT_FOLDER, DEFINITION
from content_import.h5p_editor.base import ORIGIN
from content_import.h5p_editor.files import Chosen, ChosenPicture, ChosenRecording, chosen_in, path_of
from content_import.packages.storing import stored_files
from courses.api import Package
from lms.h5p.api import LibraryRef, LibraryStore, libraries_named_in

#: the same content gives the same archive, so that one saved twice is recognised
EPOCH = (1980, 1, 1, 0, 0, 0)


def read_json(package: Package, name: str) -> dict[str, Any]:
    """Return the object in a JSON file of a package. Raises FilesLost."""
    with opened_file(package, name) as stream:
        try:
            found = json.loads(stream.read().decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise _lost(package, name) from error
    if not isinstance(found, dict):
        raise _lost(package, name)
    return found


def opened_file(package: Package, path: str) -> IO[bytes]:
    """Open a stored file of a package. Raises FilesLost."""
    try:
        opened: IO[bytes] = storages["packages"].open(f"{package.label}/{path}", "rb")
    except FileNotFoundError as error:
        raise _lost(package, path) from error
    return opened


def _lost(package: Package, path: str) -> FilesLost:
    sentence = _(
        "A file of “%(package)s” is missing or damaged: %(file)s. "
        "Import the package again from the file that you have of it."
    )
    return FilesLost(sentence % {"package": package, "file": path})


def new_definition(
    before: Mapping[str, Any],
    *,
    title: str,
    main: LibraryRef,
    content: Any,
    store: LibraryStore,
    language: str,
) -> dict[str, Any]:
    """Return the h5p.json of content; authors and licence of `before` are kept."""
    needed = store.closure([main, *libraries_named_in(content)])
    references = [
        {"machineName": ref.machine_name, "majorVersion": ref.major, "minorVersion": ref.minor}
        for ref in sorted(needed)
    ]
    return {
        "language": language,
        "embedTypes": ["div"],
        "license": "U",
        **before,
        "title": title,
        "mainLibrary": main.machine_name,
        "preloadedDependencies": references,
    }


def write_content(
    target: BinaryIO, *, definition: Mapping[str, Any], content: Any, base: Package | None, before: Any
) -> None:
    """Write the archive of edited content to a file.

    Files of `base` stay, but those that its content `before` refers to and the new content no longer does.
    Raises FilesLost.
    """
    stored = stored_value(content)
    chosen = {f"{CONTENT_FOLDER}/{path_of(each)}": each for each in chosen_in(content)}
    dropped = set(paths_in(before)) - set(paths_in(stored))
    with ZipFile(target, "w") as archive:
        _write(archive, DEFINITION, json.dumps(definition, ensure_ascii=False, sort_keys=True).encode())
        _write(archive, CONTENT, json.dumps(stored, ensure_ascii=False).encode())
        if base is not None:
            for path in _kept(base, dropped, chosen):
                with opened_file(base, path) as stream:
                    _copy(archive, path, stream)
        for path, each in sorted(chosen.items()):
            with each.open() as stream:
                _copy(archive, path, stream)


def _kept(base: Package, dropped: set[str], chosen: Mapping[str, Chosen]) -> Iterator[str]:
    for path in stored_files(base.label, f"{CONTENT_FOLDER}/"):
        if path not in {CONTENT, *chosen} and path.removeprefix(f"{CONTENT_FOLDER}/") not in dropped:
            yield path


def _write(archive: ZipFile, name: str, data: bytes) -> None:
    member = ZipInfo(name, EPOCH)
    member.compress_type = ZIP_DEFLATED
    archive.writestr(member, data)


def _copy(archive: ZipFile, name: str, stream: IO[bytes]) -> None:
    member = ZipInfo(name, EPOCH)
    member.compress_type = ZIP_STORED  # pictures, sound and film are compressed already
    with archive.open(member, "w", force_zip64=True) as written:
        shutil.copyfileobj(stream, written)


def stored_value(value: Any) -> Any:
    """Return edited content as it is stored: chosen files by their paths, without the numbers of items."""
    if isinstance(value, (ChosenPicture, ChosenRecording)):
        return value.as_value()
    if isinstance(value, Mapping):
        return {key: stored_value(part) for key, part in value.items() if key != ORIGIN}
    if isinstance(value, list):
        return [stored_value(part) for part in value]
    return value


def paths_in(value: Any) -> Iterator[str]:
    """Yield the paths of files that content refers to."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            if key == "path" and isinstance(part, str):
                yield part.partition("#")[0]
            else:
                yield from paths_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from paths_in(part)
