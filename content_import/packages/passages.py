"""The texts of packages for the search, as rows."""

from __future__ import annotations

import json
from collections.abc import Iterable

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


def read_texts_anew() -> int:
    """Read the texts of all packages with H5P content from their files again; return the number of texts.

    For packages from before texts were stored, and for content whose libraries got other semantics.
    """
    store = library_store()
    return sum(_read_anew(package, store) for package in Package.objects.ready().filter(kind=PackageKind.H5P))


def _read_anew(package: Package, store: LibraryStore) -> int:
    main_library = LibraryRef.from_text(package.structure.schema_version)
    content = _stored_content(package.label)
    found = h5p_passages(main_library, content, H5P_PART, store) if main_library else ()
    with transaction.atomic():
        package.passages.all().delete()
        store_passages(package, found)
    return len(found)


def _stored_content(label: str) -> object:
    """Return the value of a package's content.json, None if the file is lost."""
    try:
        with storages["packages"].open(f"{label}/{CONTENT}", "rb") as stream:
            content: object = json.loads(stream.read().decode("utf-8-sig"))
    except FileNotFoundError:
        return None
    return content
