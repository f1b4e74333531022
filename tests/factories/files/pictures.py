"""Pictures as people upload them, and as somebody who means harm makes them."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image

GPS_IFD, GPS_LATITUDE_REF, ORIENTATION = 0x8825, 1, 0x0112


def make_photo(size: tuple[int, int] = (640, 480), *, kind: str = "JPEG", colour: str = "green") -> bytes:
    """A picture of one colour whose upper left corner is red."""
    picture = Image.new("RGB", size, colour)
    picture.paste("red", (0, 0, size[0] // 4, size[1] // 4))
    stored = BytesIO()
    picture.save(stored, kind)
    return stored.getvalue()


def make_phone_photo(size: tuple[int, int] = (640, 480)) -> bytes:
    """A JPEG that lies on its side and says where it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # turn it 90 degrees to the right
    exif.get_ifd(GPS_IFD)[GPS_LATITUDE_REF] = "N"
    return saved(Image.open(BytesIO(make_photo(size))), "JPEG", exif=exif)


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    stored = BytesIO()
    picture.save(stored, kind, **options)
    return stored.getvalue()


def make_bomb(width: int = 50_000, height: int = 50_000) -> bytes:
    """A PNG of few bytes and thousands of millions of pixels."""
    row = b"\0" + b"\0" * (width // 8)
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(row) for _ in range(min(height, 2000))) + packer.flush()
    return _png(width, height, bits=1, data=data)


def _png(width: int, height: int, *, bits: int, data: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, bits, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def make_moving_picture(*colours: str) -> bytes:
    """A GIF of one frame a colour."""
    first, *others = (Image.new("RGB", (40, 30), colour) for colour in colours)
    return saved(first, "GIF", save_all=True, append_images=others)


def make_scan_bomb(scans: int) -> bytes:
    """A small JPEG whose last scan is decoded over and over again, for 7 ms of CPU each."""
    photo = saved(Image.new("L", (3000, 3000), 90), "JPEG", progressive=True, quality=5)
    scan = photo[photo.rindex(b"\xff\xda") : -2]
    return photo[:-2] + scan * scans + photo[-2:]


def make_large_webp() -> bytes:
    """A WebP of few bytes that claims to be as wide and high as the format allows: 2 GB of memory."""
    small = bytearray(saved(Image.new("RGB", (8, 8)), "WEBP", lossless=True))
    place = small.index(b"VP8L") + 9  # after the length and the signature
    (bits,) = struct.unpack_from("<I", small, place)
    struct.pack_into("<I", small, place, bits & 0xF0000000 | 16382 << 14 | 16382)
    return bytes(small)
