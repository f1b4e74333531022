"""Decoding of the names in an archive, also where the archive does not declare their encoding."""

import struct
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from zipfile import ZipInfo

UTF8_FLAG = 0x800
#: Info-ZIP Unicode Path: version, CRC-32 of the name in the header, the name in UTF-8 (APPNOTE 4.6.9)
UNICODE_PATH = 0x7075
#: the encoding in which zipfile decodes names that are not marked as UTF-8 (APPNOTE, appendix D)
AS_READ = "cp437"
#: the code pages of DOS, of DOS in Western Europe, and of Windows in Western Europe
CANDIDATES = ("cp437", "cp850", "cp1252")
#: letters that the file names of Swedish packages have, and others of Western Europe with typographic signs
COMMON = frozenset("åäöÅÄÖéÉüÜøØæÆ")
RARE = frozenset("áàâçèêëíìîïñóòôúùûýßÁÀÂÇÈÊËÍÌÎÏÑÓÒÔÚÙÛÝ–—‘’“”…§°")


def member_names(infos: Sequence[ZipInfo]) -> list[str]:
    """Return the full name of each member in Unicode's composed form (NFC), in the same order.

    Not `info.filename`, which stops at a NUL. Names that are neither marked as UTF-8 nor valid in it are
    decoded in the code page that gives the highest `readability` of all of them together.
    """
    stated = [stated_name(info) for info in infos]
    unknown = [raw_name(info) for info, name in zip(infos, stated, strict=True) if name is None]
    code_page = likeliest_code_page(unknown)
    names = (
        raw_name(info).decode(code_page) if name is None else name
        for info, name in zip(infos, stated, strict=True)
    )
    return [unicodedata.normalize("NFC", name) for name in names]


def stated_name(info: ZipInfo) -> str | None:
    """Return the name if its encoding is declared or evident, else None."""
    if info.flag_bits & UTF8_FLAG or info.orig_filename.isascii():
        return info.orig_filename
    with suppress(UnicodeError):
        return unicode_path(info) or raw_name(info).decode("utf-8")  # archives made on a Mac
    return None


def raw_name(info: ZipInfo) -> bytes:
    """Return the bytes of a name in the header that is not marked as UTF-8."""
    return info.orig_filename.encode(AS_READ)


def unicode_path(info: ZipInfo) -> str:
    """Return the name in an Info-ZIP Unicode Path field, "" without one. Raises UnicodeError."""
    for tag, data in extra_fields(info.extra):
        if tag == UNICODE_PATH and len(data) > 5 and data[0] == 1:
            (checksum,) = struct.unpack_from("<L", data, 1)
            # With another checksum the member was renamed by a program that ignores the field.
            if checksum == zlib.crc32(raw_name(info)):
                return data[5:].decode("utf-8")
    return ""


def extra_fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    while len(extra) >= 4:
        tag, size = struct.unpack_from("<HH", extra)
        yield tag, extra[4 : 4 + size]
        extra = extra[4 + size :]


def likeliest_code_page(names: Sequence[bytes]) -> str:
    """Return the code page with the highest `readability`; the first of CANDIDATES among equals."""
    return max(CANDIDATES, key=lambda code_page: readability(names, code_page))


def readability(names: Sequence[bytes], code_page: str) -> float:
    """Return a score of the letters that the names have in a code page; minus infinity if it lacks a byte."""
    try:
        text = "".join(name.decode(code_page) for name in names)
    except UnicodeError:
        return float("-inf")
    return sum(2 if char in COMMON else 1 if char in RARE else -1 for char in text if not char.isascii())
