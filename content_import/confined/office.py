"""What the readers of presentations and Word documents have in common."""

from __future__ import annotations

import codecs
import io

import PIL.Image

from content_import.confined.picture import FORMATS

#: encodings of names in archives and of XML, which Python otherwise imports on first use
ENCODINGS = ("ascii", "cp437", "iso8859-1", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")


def prepare() -> None:
    """Load encodings and Pillow's formats, without its limit of size: only headers are read here."""
    for name in ENCODINGS:
        codecs.lookup(name)
    PIL.Image.preinit()
    PIL.Image.init()
    PIL.Image.MAX_IMAGE_PIXELS = None


def picture_size(data: bytes) -> tuple[int, int]:
    """Return a picture's width and height by its header, 0 for a format that is not shown here."""
    try:
        with PIL.Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            return picture.size
    except (OSError, ValueError, SyntaxError):
        return 0, 0
