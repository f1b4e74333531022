"""The H5P libraries that packages of a backup need. Operators install libraries; an import never does."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from lms.export.backup.layout import Json
from lms.h5p.api import LibraryRef, library_store


def problems_of_libraries(packages: Sequence[Json]) -> list[str]:
    """Return a sentence for each library that is not installed, with its version in the backup."""
    installed = library_store().libraries
    sentence = _(
        "The H5P library %(library)s is not installed here. These need it: %(packages)s. An operator "
        "installs it with install_h5p_libraries."
    )
    return [
        sentence % {"library": text, "packages": ", ".join(titles)}
        for text, titles in _needed(packages).items()
        if _ref(text) not in installed
    ]


def older_libraries(packages: Sequence[Json]) -> list[str]:
    """Return a sentence for each library whose installed patch version is older than that of the backup."""
    installed = library_store().libraries
    sentence = _("%(library)s plays content of the backup; here patch version %(patch)s plays it.")
    return [
        sentence % {"library": text, "patch": installed[ref].patch}
        for text in _needed(packages)
        if (ref := _ref(text)) in installed and installed[ref].patch < _patch(text)
    ]


def _needed(packages: Sequence[Json]) -> dict[str, list[str]]:
    """Return library with version -> the titles of the packages that need it."""
    needed: dict[str, list[str]] = {}
    for package in packages:
        for library in package.get("libraries", ()):
            needed.setdefault(str(library), []).append(f"“{str(package['title'])[:200]}”")
    return dict(sorted(needed.items()))


def _ref(text: str) -> LibraryRef:
    """Return the library of a text such as "H5P.Image 1.1.22". Raises ValueError for any other."""
    major_and_minor = text if text.count(".", text.rfind(" ")) == 1 else text.rpartition(".")[0]
    ref = LibraryRef.from_text(major_and_minor)
    if ref is None:
        raise ValueError(text)
    return ref


def _patch(text: str) -> int:
    version = text.rpartition(" ")[2].split(".")
    return int(version[2]) if len(version) > 2 else 0
