"""The files of an export: those of the site that its pages refer to, by their addresses here."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import Storage, storages
from django.db.models.fields.files import FieldFile
from django.templatetags.static import static
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from courses.api import Recording, ascii_slug, file_readers
from lms.export.building.plan import ExportedStep

MANIFEST = "imsmanifest.xml"
#: the scripts of the player
SCRIPTS = ("grading", "lms", "outcome", "player", "plays", "shown")
FONT = "vendor/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2"
STYLESHEET = "css/narlara.css"
#: static file -> its path in the package
STATIC_FILES = {
    **{f"js/export/{name}.js": f"player/{name}.js" for name in SCRIPTS},
    "js/media.js": "player/media.js",
    "js/native/order_list.js": "player/order_list.js",
    "js/native/hotspot_picture.js": "player/hotspot_picture.js",
    "icons.svg": "icons.svg",
    FONT: "fonts/inter.woff2",
    STYLESHEET: "css/narlara.css",
}


@dataclass(frozen=True)
class PackagedFile:
    """A file of the package."""

    #: in the package
    path: str
    open: Callable[[], IO[bytes]]


def static_files() -> Iterator[PackagedFile]:
    """Yield the player's scripts, style sheet, icons and font."""
    for name, path in STATIC_FILES.items():
        if name == STYLESHEET:
            yield PackagedFile(path, _stylesheet)
        else:
            yield PackagedFile(path, opener_of_static(name))


def opener_of_static(name: str) -> Callable[[], IO[bytes]]:
    def opened() -> IO[bytes]:
        found = finders.find(name)
        return Path(found).open("rb") if found else staticfiles_storage.open(name)

    return opened


def _stylesheet() -> IO[bytes]:
    """Return the site's style sheet with the address that the font has in the package."""
    with opener_of_static(STYLESHEET)() as stream:
        text = stream.read().decode()
    return io.BytesIO(text.replace(f"../{FONT.replace('@', '%40')}", "../fonts/inter.woff2").encode())


class SiteFiles:
    """Finds the file at an address of the site among those that steps use.

    Renditions of pictures exist only after the page with them was rendered; `refresh` adds them.
    """

    def __init__(self, steps: Iterable[ExportedStep], *, with_recordings: bool) -> None:
        self.keys = [pair for step in steps for pair in step.files()]
        self.with_recordings = with_recordings
        self.by_url: dict[str, PackagedFile] = {}
        #: those that pages refer to, by their path in the package
        self.used: dict[str, PackagedFile] = {}

    def refresh(self) -> None:
        """Find the files of the steps. Addresses are those of the active language."""
        found = dict([*self._documents(), *self._recordings(), *self._renditions()])
        self.by_url = {**found, static("icons.svg"): PackagedFile("icons.svg", lambda: io.BytesIO())}

    def use(self, url: str) -> str | None:
        """Return the path in the package of what has the address on the site, None for what isn't in it."""
        address, mark, fragment = url.partition("#")
        file = self.by_url.get(address)
        if file is None:
            return None
        if file.path != "icons.svg":
            self.used[file.path] = file
        return f"{file.path}{mark}{fragment}"

    def _keys_of(self, model: object) -> set[int]:
        return {key for used, key in self.keys if used is model}

    def _documents(self) -> Iterator[tuple[str, PackagedFile]]:
        model = get_document_model()
        for document in model.objects.filter(pk__in=self._keys_of(model)):
            yield document.url, _stored("dokument", document.pk, document.file)
            captions = reverse("courses:film_captions", args=[document.pk])
            yield captions, PackagedFile(f"files/text-{document.pk}.vtt", _captions(document.file))

    def _recordings(self) -> Iterator[tuple[str, PackagedFile]]:
        if self.with_recordings:
            for recording in Recording.objects.filter(pk__in=self._keys_of(Recording)):
                yield recording.url, _stored("film", recording.pk, recording.file)

    def _renditions(self) -> Iterator[tuple[str, PackagedFile]]:
        model = get_image_model()
        renditions = model.get_rendition_model().objects.filter(image__in=self._keys_of(model))
        for rendition in renditions:
            yield rendition.url, _stored("bild", rendition.pk, rendition.file)


def _stored(kind: str, pk: int, file: FieldFile) -> PackagedFile:
    """Return a stored file under a name of ASCII letters, digits and hyphens."""
    name = PurePosixPath(file.name or "")
    slug = ascii_slug(name.stem)[:60] or kind
    return PackagedFile(
        f"files/{kind}-{pk}-{slug}{name.suffix.lower()}", opener_of_stored(file.storage, file.name or "")
    )


def opener_of_stored(storage: Storage, name: str) -> Callable[[], IO[bytes]]:
    return lambda: storage.open(name, "rb")


def _captions(file: FieldFile) -> Callable[[], IO[bytes]]:
    def opened() -> IO[bytes]:
        with file.storage.open(file.name or "", "rb") as stream:
            return io.BytesIO(file_readers.captions(stream).encode())

    return opened


def package_files(label: str, folder: str) -> Iterator[PackagedFile]:
    """Yield the files of an imported package, below `folder` in the export; its manifest has no use there."""
    storage = storages["packages"]
    for path in stored_paths(label):
        if path != MANIFEST:
            yield PackagedFile(f"{folder}/{path}", opener_of_stored(storage, f"{label}/{path}"))


def stored_paths(label: str, folder: str = "") -> Iterator[str]:
    """Yield the paths of the files of an imported package, folder by folder."""
    folders, names = storages["packages"].listdir(f"{label}/{folder}".rstrip("/"))
    yield from (f"{folder}{name}" for name in sorted(names))
    for name in sorted(folders):
        yield from stored_paths(label, f"{folder}{name}/")
