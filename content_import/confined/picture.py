"""Decoding of pictures with Pillow."""

import copy
import io
from typing import Any

import PIL.Image
from PIL import (
    AvifImagePlugin,
    GifImagePlugin,
    ImageCms,
    ImageOps,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

MEMORY_BYTES = 2 * 1024**3
CPU_SECONDS = 20
MAX_PIXELS = 64_000_000
#: each format's plug-in, and the modules that Pillow otherwise imports on first use
PLUGINS = (AvifImagePlugin, GifImagePlugin, JpegImagePlugin, PngImagePlugin, WebPImagePlugin)
NEEDED_LATER = (MpoImagePlugin, TiffImagePlugin, copy)
FORMATS = ("AVIF", "GIF", "JPEG", "PNG", "WEBP")


def prepare() -> None:
    """Load the sRGB profile, and replace Pillow's limits of size and threads with those of this module."""
    PIL.Image.preinit()
    ImageCms.createProfile("sRGB")
    PIL.Image.MAX_IMAGE_PIXELS = None
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # a confined process may start no threads


def read(source: io.BufferedReader, longest_side: str) -> dict[str, Any]:
    """Return the first frame upright: its format, `mode` (L, RGB or RGBA in sRGB), size and `pixels`.

    Neither side gets longer than `longest_side` pixels, unless that is 0. Of a picture of more than
    `MAX_PIXELS` only the size is returned. An error of Pillow ends the process, which refuses the file.
    """
    with PIL.Image.open(source, formats=FORMATS) as picture:
        kind = "JPEG" if picture.format == "MPO" else picture.format
        if picture.width * picture.height > MAX_PIXELS:
            return {"kind": kind, "width": picture.width, "height": picture.height}
        within = (int(longest_side), int(longest_side))
        if int(longest_side):
            picture.draft(None, within)
        picture.load()
        converted = _to_web_mode(picture)
    if int(longest_side):
        converted.thumbnail(within)
    return {
        "kind": kind,
        "mode": converted.mode,
        "width": converted.width,
        "height": converted.height,
        "pixels": converted.tobytes(),
    }


def _to_web_mode(picture: PIL.Image.Image) -> PIL.Image.Image:
    """Return the picture upright, as RGB or RGBA in sRGB, or L."""
    upright = ImageOps.exif_transpose(picture)
    if upright.mode.startswith("I"):
        return upright.point(lambda value: value * (1 / 256)).convert("L")  # 16 bits a pixel
    if upright.mode == "L" and "transparency" not in upright.info:
        return upright
    if upright.has_transparency_data:
        return _in_srgb(upright.convert("RGBA"))
    if upright.mode == "P":
        upright = upright.convert("RGB")
    return _in_srgb(upright).convert("RGB")


def _in_srgb(picture: PIL.Image.Image) -> PIL.Image.Image:
    """Return the picture in sRGB; one with a broken profile unchanged."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "RGBA", "CMYK"):
        return picture
    try:
        converted = ImageCms.profileToProfile(
            picture,
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGBA" if picture.mode == "RGBA" else "RGB",
        )
    except (ImageCms.PyCMSError, OSError):
        return picture
    return converted or picture
