"""Validation of the names of an archive's members."""

import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo

from content_import.enums import ProblemCode
from content_import.exceptions import Problem

#: encrypted, strongly encrypted, or with a masked directory (APPNOTE 4.4.4)
ENCRYPTION_FLAGS = 0x1 | 0x40 | 0x2000
DRIVE = re.compile(r"^[A-Za-z]:")
#: limits of the file systems that packages are stored on
SEGMENT_MAX_BYTES = 255
PATH_MAX_BYTES = 700
#: device names of Windows, with or without an extension, which cannot be unpacked as files there
RESERVED = re.compile(r"^(con|prn|aux|nul|com[1-9]|lpt[1-9])(\.|$)", re.IGNORECASE)
JUNK = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$)")


def is_junk(name: str) -> bool:
    """Return whether the member is metadata that an operating system added."""
    return JUNK.search(name) is not None


def check_member(name: str, info: ZipInfo) -> Iterator[Problem]:
    """Yield the faults of one member."""
    path = name.removesuffix("/")
    if not path or any(unicodedata.category(char) in ("Cc", "Cs") for char in path):
        yield Problem.of(ProblemCode.BAD_NAME, name)
    elif "\\" in path:
        yield Problem.of(ProblemCode.BACKSLASH, name)
    elif path.startswith("/") or DRIVE.match(path) or ".." in path.split("/"):
        yield Problem.of(ProblemCode.OUTSIDE, name)
    elif any(not is_storable(segment) for segment in path.split("/")) or len(path.encode()) > PATH_MAX_BYTES:
        yield Problem.of(ProblemCode.BAD_NAME, name)

    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        yield Problem.of(ProblemCode.NOT_A_FILE, name)
    if info.flag_bits & ENCRYPTION_FLAGS:
        yield Problem.of(ProblemCode.ENCRYPTED, name)
    elif info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        # zipfile unpacks other methods in chunks of any size, so a small archive could fill the memory.
        yield Problem.of(ProblemCode.COMPRESSION, name)


def is_storable(segment: str) -> bool:
    """Return whether every file system accepts the name of a file or a folder."""
    is_named = segment not in ("", ".") and RESERVED.match(segment) is None
    return is_named and len(segment.encode()) <= SEGMENT_MAX_BYTES


def check_conflicts(names: Iterable[str]) -> Iterator[Problem]:
    """Yield the conflicts between members, including folders that files imply."""
    files: dict[str, str] = {}
    folders: dict[str, str] = {}
    for name in names:
        path = name.removesuffix("/")
        parents = path.split("/")
        if name.endswith("/"):
            parents.append("")
        for depth in range(1, len(parents)):
            folder = "/".join(parents[:depth])
            other = folders.setdefault(folder.casefold(), folder)
            if other != folder:
                folders[folder.casefold()] = folder
                yield Problem.of(ProblemCode.SAME_BUT_CASE, folder, other=other)
        if name.endswith("/"):
            continue
        other = files.setdefault(path.casefold(), path)
        if other is not path:
            code = ProblemCode.TWICE if other == path else ProblemCode.SAME_BUT_CASE
            yield Problem.of(code, path, other=other)
    for key in files.keys() & folders.keys():
        yield Problem.of(ProblemCode.FILE_AND_FOLDER, files[key])
