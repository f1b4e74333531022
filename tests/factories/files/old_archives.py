"""Archives as old programs wrote them: names in a code page, without a word about which."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO

from content_import.archives.name_encodings import UNICODE_PATH


class _OldName(zipfile.ZipInfo):
    """A member whose name is written in a code page and not marked as UTF-8."""

    code_page = "cp437"

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - zipfile's name
        return self.filename.encode(self.code_page), self.flag_bits


def old_archive(members: Mapping[str, bytes], code_page: str, *, states_names: bool = False) -> BytesIO:
    """Return an archive with names in `code_page`, with `states_names` in UTF-8 too, as Info-ZIP does."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            info = _OldName(name)
            info.code_page = code_page
            if states_names:
                raw = name.encode(code_page)
                field = struct.pack("<BL", 1, zlib.crc32(raw)) + name.encode()
                info.extra = struct.pack("<HH", UNICODE_PATH, len(field)) + field
            archive.writestr(info, content)
    stream.seek(0)
    return stream
