"""The texts of packages for the search, as rows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.files.storage import storages
from django.db import transaction

from content_import.archives.passages import ItemPassage
from content_import.h5p.passages import h5p_passages
from content_import.h5p.plan import H5P_PART
from content_import.h5p.reading import CONTENT
from courses.api import Package, PackageKind, PackagePassage
from lms.h5p.api import LibraryRef, LibraryStore, library_store

_BATCH_SIZE = 100


def store_passages(package: Package, passages: Iterable[ItemPassage]) -> None:
    """Store the texts of a package that has none, in the order of its screens."""
    rows = [
        PackagePassage(package=package, item=each.item, position=position, title=each.title, text=each.text)
        for position, each in enumerate(passages, start=1)
    ]
    PackagePassage.objects.bulk_create(rows, batch_size=_BATCH_SIZE)


@dataclass
class TextsRead:
    """The number of texts that were read, and the packages that keep those they had."""

    count: int = 0
    unreadable: list[Package] = field(default_factory=list)


def read_texts_anew() -> TextsRead:
    """Read the texts of all packages with H5P content from their files again.

    For packages from before texts were stored, and for content whose libraries got other semantics. A package
    whose file is lost or damaged, or whose library is not installed, keeps the texts that it has.
    """
    store, read = library_store(), TextsRead()
    for package in Package.objects.ready().filter(kind=PackageKind.H5P):
        try:
            found = _texts_of(package, store)
        except (LookupError, OSError, RecursionError, ValueError):
            read.unreadable.append(package)
            continue
        with transaction.atomic():
            package.passages.all().delete()
            store_passages(package, found)
        read.count += len(found)
    return read


def _texts_of(package: Package, store: LibraryStore) -> tuple[ItemPassage, ...]:
    """Return the texts of a package. Raises LookupError if its library is not installed."""
    main_library = LibraryRef.from_text(package.structure.schema_version)
    if main_library is None or main_library not in store.libraries:
        raise LookupError(package.structure.schema_version)
    with storages["packages"].open(f"{package.label}/{CONTENT}", "rb") as stream:
        content = json.loads(stream.read().decode("utf-8-sig"))
    return h5p_passages(main_library, content, H5P_PART, store)
