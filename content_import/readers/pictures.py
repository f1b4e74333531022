"""Pictures, decoded by an unprivileged process and encoded again by this one."""

import io
import threading
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import IO, Any

import PIL.Image
from django.core.files import File
from django.utils.translation import gettext as _
from wagtail.images.models import SourceImageIOError
from willow.image import INITIAL_IMAGE_CLASSES, ImageFile, SvgImageFile
from willow.plugins.pillow import PillowImage
from willow.registry import registry

from content_import.confined.picture import MAX_PIXELS
from content_import.readers.confined_reading import copy_on_disk, read_confined
from courses.api import CleanPicture, UnreadableMaterial

#: the longest side of a picture that is stored, in pixels
LONGEST_SIDE = 4096
#: Processes at a time, and how long a picture waits for one. Each may take 2 GB.
PROCESSES = 2
SECONDS_TO_WAIT = 60
_BYTES_A_PIXEL: dict[str, int] = {"L": 1, "RGB": 3, "RGBA": 4}
_JPEG = ("JPEG", ".jpg", {"quality": 90})
_PNG = ("PNG", ".png", {"compress_level": 4})
_WEBP = ("WEBP", ".webp", {"quality": 90})
#: how each kind of picture is stored; of an animation the first frame
_STORED_AS: dict[str, tuple[str, str, dict[str, int]]] = {
    "JPEG": _JPEG,
    "PNG": _PNG,
    "GIF": _PNG,
    "WEBP": _WEBP,
    "AVIF": _WEBP,
}
_process_slots = threading.BoundedSemaphore(PROCESSES)


def read_picture(file: File[bytes], name: str, crop: Sequence[float] | None = None) -> CleanPicture:
    """Return a picture's first frame, upright, without metadata, at most `LONGEST_SIDE` wide and high.

    `crop` has the shares of the picture that are cut off: left, top, right, bottom. Raises
    UnreadableMaterial for an unknown format, a damaged file and more than `MAX_PIXELS`.
    """
    image_format, picture = _decode(file, name, LONGEST_SIDE)
    picture = _cropped(picture, crop) if crop else picture
    return encoded(picture, image_format, name)


def encoded(picture: PIL.Image.Image, image_format: str, name: str) -> CleanPicture:
    """Return pixels as the file of a picture, as one that had the format is stored."""
    encoder, suffix, options = _STORED_AS[image_format]
    stored = io.BytesIO()
    picture.save(stored, encoder, **options)
    return CleanPicture(
        stored.getvalue(),
        name=str(PurePosixPath(name).with_suffix(suffix)),
        dimensions=picture.size,
        content_type=PIL.Image.MIME[encoder],
    )


def _cropped(picture: PIL.Image.Image, crop: Sequence[float]) -> PIL.Image.Image:
    """Return the picture without the given shares; unchanged if nothing is cut off or would be left."""
    left, top, right, bottom = (min(max(float(share), 0.0), 1.0) for share in crop)
    width, height = picture.size
    box = (round(left * width), round(top * height), round((1 - right) * width), round((1 - bottom) * height))
    return picture.crop(box) if box[0] < box[2] and box[1] < box[3] else picture


def register_decoder() -> None:
    """Register the confined decoder with Willow, with which Wagtail makes renditions, for every format."""
    for kind in INITIAL_IMAGE_CLASSES.values():
        if kind is not SvgImageFile:
            registry.register_converter(kind, PillowImage, _decode_original)


def _decode_original(image: ImageFile) -> PillowImage:
    """Return a stored picture in full size. Wagtail shows a placeholder for one that can't be read."""
    try:
        return PillowImage(_decode(image.f, str(getattr(image.f, "name", "")), 0)[1])
    except UnreadableMaterial as unreadable:
        raise SourceImageIOError(str(unreadable)) from unreadable


def _decode(file: IO[bytes] | File[bytes], name: str, longest_side: int) -> tuple[str, PIL.Image.Image]:
    """Return the format and the pixels of a picture. Raises UnreadableMaterial."""
    if not _process_slots.acquire(timeout=SECONDS_TO_WAIT):
        raise UnreadableMaterial([_("Many pictures are being read just now. Wait a minute and try again.")])
    try:
        with copy_on_disk(file) as copy:
            most_bytes = (longest_side**2 if longest_side else MAX_PIXELS) * 4
            answer = read_confined("picture", copy, str(longest_side), max_pixel_bytes=most_bytes)
        return _picture_of(answer, name)
    finally:
        _process_slots.release()


def _picture_of(answer: dict[str, Any], name: str) -> tuple[str, PIL.Image.Image]:
    """Return the format and the picture in the program's result. Raises UnreadableMaterial."""
    image_format, mode = str(answer.get("kind")), str(answer.get("mode"))
    width, height = _number(answer.get("width")), _number(answer.get("height"))
    if width * height > MAX_PIXELS:
        raise UnreadableMaterial([too_large(name, width, height)])
    pixels = answer.get("pixels", b"")
    size = width * height * _BYTES_A_PIXEL.get(mode, 0)
    if image_format not in _STORED_AS or not isinstance(pixels, bytes) or len(pixels) != size or not pixels:
        raise UnreadableMaterial([_unreadable(name)])
    return image_format, PIL.Image.frombytes(mode, (width, height), pixels)


def _number(value: object) -> int:
    """Return a width or height of the result, 0 if it is invalid."""
    return value if isinstance(value, int) and value > 0 else 0


def too_large(name: str, width: int, height: int) -> str:
    """Return the sentence about a picture of more than `MAX_PIXELS`."""
    sentence = _(
        "“%(name)s” is too large: %(width)d × %(height)d pixels, and the most is %(most)d million. "
        "Make it smaller and try again."
    )
    return sentence % {"name": name, "width": width, "height": height, "most": MAX_PIXELS // 10**6}


def _unreadable(name: str) -> str:
    sentence = _(
        "“%(name)s” can't be shown: it is not a picture in JPEG, PNG, WebP, GIF or AVIF, or it is damaged. "
        "Open it in a picture program, save it as JPEG or PNG and try again."
    )
    return sentence % {"name": name}
