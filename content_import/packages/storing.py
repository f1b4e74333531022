"""The files of packages in the storage "packages": `<label>/<path in the package>`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from typing import IO, cast

from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages

from content_import.archives.archive import PackageArchive
from content_import.archives.plan import ImportPlan
from content_import.enums import ProblemCode
from content_import.exceptions import MemberRefused, PackageRefused, Problem


def store_files(archive: PackageArchive, plan: ImportPlan, label: str, *, check: Callable[[], None]) -> None:
    """Stream the planned members of a package to storage; raises as `store_members`."""
    members = {f"{label}/{path}": name for path, name in plan.files.items()}
    store_members(archive, members, check=check)


def store_members(
    archive: PackageArchive, members: Mapping[str, str], *, check: Callable[[], None] = lambda: None
) -> None:
    """Stream members to storage by their names there; their contents are checked again.

    Returns after a sync to disk. Raises PackageRefused, and whatever `check` raises, which is called before
    each file; the caller removes what was stored until then.
    """
    storage = storages["packages"]
    archive.unpacked = 0
    try:
        for target, name in members.items():
            check()
            with archive.open(name) as reader:
                content: File[bytes] = File(cast("IO[bytes]", reader), name=target)
                saved_as = storage.save(target, content)
            if saved_as != target:
                raise FileExistsError(saved_as)
    except MemberRefused as error:
        raise PackageRefused([error.problem]) from error
    except OSError as error:
        problem = Problem.of(ProblemCode.NOT_STORED, detail=error.strerror or type(error).__name__)
        raise PackageRefused([problem]) from error
    if isinstance(storage, FileSystemStorage):
        os.sync()


def stored_files(label: str, folder: str = "") -> Iterator[str]:
    """Yield the paths of the files stored under the label, folder by folder."""
    folders, files = storages["packages"].listdir(f"{label}/{folder}".rstrip("/"))
    for name in sorted(files):
        yield f"{folder}{name}"
    for name in sorted(folders):
        yield from stored_files(label, f"{folder}{name}/")


def delete_files(label: str) -> None:
    """Delete all files stored under the label, if there are any."""
    delete_tree(storages["packages"], label)


def delete_tree(storage: Storage, folder: str) -> None:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        storage.delete(f"{folder}/{name}")
    for name in folders:
        delete_tree(storage, f"{folder}/{name}")
    storage.delete(folder)
