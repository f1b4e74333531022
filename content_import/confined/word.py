"""The content of Word documents as HTML, converted with mammoth."""

from __future__ import annotations

import hashlib
import io
import xml.dom.expatbuilder  # noqa: F401 - see `prepare`
import zipfile
from typing import Any
from xml.parsers.expat import ExpatError

import mammoth

from content_import.confined import office

MEMORY_BYTES = 2 * 1024**3
CPU_SECONDS = 60


def prepare() -> None:
    """Load what the libraries otherwise import on first use; minidom, which mammoth uses, its parser."""
    office.prepare()


def read(source: io.BufferedReader) -> dict[str, Any]:
    """Return `{"html", "pictures"}`, `{}` for no Word document.

    The `src` of a picture in the HTML is the SHA-256 of its file, by which `pictures` has its width and
    height, 0 for a format that is not shown here.
    """
    pictures: dict[str, tuple[int, int]] = {}

    def attributes(image: Any) -> dict[str, str]:
        with image.open() as stream:
            data = stream.read()
        digest = hashlib.sha256(data).hexdigest()
        pictures[digest] = office.picture_size(data)
        return {"src": digest}

    try:
        result = mammoth.convert_to_html(source, convert_image=mammoth.images.img_element(attributes))
    except (zipfile.BadZipFile, ExpatError, KeyError, ValueError, AttributeError, OSError):
        return {}
    return {"html": result.value, "pictures": pictures}
