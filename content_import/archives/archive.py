"""A reader of untrusted ZIP archives, in chunks and with limits."""

from __future__ import annotations

import hashlib
import io
import os
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import BinaryIO, Self
from zipfile import BadZipFile, ZipFile, ZipInfo

from django.conf import settings
from django.template.defaultfilters import filesizeformat

from content_import.archives.member_names import check_conflicts, check_member, is_junk
from content_import.archives.name_encodings import member_names
from content_import.enums import ProblemCode
from content_import.exceptions import ArchiveTooLarge, MemberRefused, PackageRefused, Problem

#: files up to this size may have any compression ratio, such as a picture of one colour
RATIO_FREE_BYTES = 1024**2
MANIFEST_MAX_BYTES = 4 * 1024**2
#: a member's part of the archive's table of contents (PKWARE APPNOTE 4.3.12: 46 bytes and its names)
DIRECTORY_BYTES_PER_MEMBER = 256


@dataclass(frozen=True)
class Limits:
    """The deployment's limits for one archive."""

    max_bytes: int
    max_members: int
    max_ratio: int

    @classmethod
    def from_settings(cls) -> Self:
        return cls(settings.PACKAGE_MAX_BYTES, settings.PACKAGE_MAX_MEMBERS, settings.PACKAGE_MAX_RATIO)

    @property
    def max_directory_bytes(self) -> int:
        """Return the limit of one read: that of the archive's directory, which zipfile reads at once."""
        return max(self.max_members * DIRECTORY_BYTES_PER_MEMBER, 256 * 1024)


CHUNK = 256 * 1024
#: exceptions that zipfile raises for invalid archives and for members that contradict their headers
FAULTS = (
    BadZipFile,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,  # an offset beyond a file's range
    RuntimeError,
    ValueError,
    struct.error,
    zlib.error,
)


class MeteredFile:
    """A file that counts the bytes read and limits the bytes of one read."""

    def __init__(self, raw: BinaryIO, max_at_once: int) -> None:
        self.raw = raw
        self.max_at_once = max_at_once
        self.consumed = 0
        self.seek, self.tell = raw.seek, raw.tell

    def read(self, size: int = -1) -> bytes:
        if size > self.max_at_once:
            raise OverflowError("more than may be read at once")
        data = self.raw.read(self.max_at_once if size < 0 else size)
        self.consumed += len(data)
        return data

    def seekable(self) -> bool:
        return True


class PackageArchive:
    """The members of an archive. Names are checked at once, contents while they are read.

    Raises PackageRefused for a file that is no archive; other faults are collected in `problems`.
    """

    def __init__(self, stream: BinaryIO, limits: Limits | None = None) -> None:
        self.limits = limits or Limits.from_settings()
        self.problems: list[Problem] = []
        self.stream = stream
        self.size = stream.seek(0, os.SEEK_END)
        self.unpacked = 0
        self._metered = MeteredFile(stream, self.limits.max_directory_bytes)
        self._zip = self._open()
        self.members = self._checked_members()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def _open(self) -> ZipFile:
        try:
            archive = ZipFile(self._metered)  # type: ignore[arg-type]  # has what ZipFile uses of a file
        except OverflowError:
            raise PackageRefused([self._too_many()]) from None
        except FAULTS:
            raise PackageRefused([Problem.of(ProblemCode.NOT_A_ZIP)]) from None
        if len(archive.infolist()) > self.limits.max_members:
            raise PackageRefused([self._too_many()])
        return archive

    def _too_many(self) -> Problem:
        return Problem.of(ProblemCode.TOO_MANY_FILES, limit=self.limits.max_members)

    def _checked_members(self) -> dict[str, ZipInfo]:
        infos = self._zip.infolist()
        named = [(n, info) for n, info in zip(member_names(infos), infos, strict=True) if not is_junk(n)]
        for name, info in named:
            self.problems.extend(check_member(name, info))
        self.problems.extend(check_conflicts(name for name, _info in named))
        return {name: info for name, info in named if not name.endswith("/")}

    def digest(self) -> str:
        """Return the SHA-256 of the whole archive, in hexadecimal."""
        digest = hashlib.sha256()
        self.stream.seek(0)
        while chunk := self.stream.read(CHUNK):
            digest.update(chunk)
        return digest.hexdigest()

    def open(self, name: str) -> MemberReader:
        """Return a reader of a member's contents. Reading raises MemberRefused when they are invalid."""
        return MemberReader(self, name, self.members[name])

    def check_contents(self) -> Iterator[Problem]:
        """Unpack every member with a valid name without storing it, and yield the faults."""
        self.unpacked = 0
        with_problems = {problem.where for problem in self.problems}
        for name in (name for name in self.members if name not in with_problems):
            try:
                with self.open(name) as reader:
                    while reader.read(CHUNK):
                        pass
            except ArchiveTooLarge as error:
                yield error.problem
                return
            except MemberRefused as error:
                yield error.problem

    def count(self, size: int) -> None:
        """Count unpacked bytes. Raises ArchiveTooLarge above the deployment's limits."""
        self.unpacked += size
        if self.unpacked > self.limits.max_bytes:
            limit = filesizeformat(self.limits.max_bytes)
            raise ArchiveTooLarge(Problem.of(ProblemCode.TOO_LARGE, limit=limit))
        if self.unpacked > max(self.size * self.limits.max_ratio, RATIO_FREE_BYTES):
            problem = Problem.of(ProblemCode.ARCHIVE_INFLATES, limit=self.limits.max_ratio)
            raise ArchiveTooLarge(problem)


class MemberReader(io.RawIOBase):
    """A reader of a member's contents, with a limit relative to the compressed bytes consumed."""

    def __init__(self, archive: PackageArchive, name: str, info: ZipInfo) -> None:
        super().__init__()
        self.name = name
        self._archive = archive
        self._info = info
        self._unpacked = self._counted = 0
        self._consumed_before = archive._metered.consumed
        try:
            self._file = archive._zip.open(info)
        except FAULTS:
            raise self._refusal(ProblemCode.DAMAGED) from None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # io's own buffers are wider
        try:
            data = self._file.read(len(buffer))
        except FAULTS:
            raise self._refusal(ProblemCode.DAMAGED) from None
        self._unpacked += len(data)
        self._check(at_end=not data)
        buffer[: len(data)] = data
        return len(data)

    def _check(self, *, at_end: bool) -> None:
        self._archive.count(self._unpacked - self._counted)
        self._counted = self._unpacked
        consumed = self._archive._metered.consumed - self._consumed_before
        limit = self._archive.limits.max_ratio
        if self._unpacked > max(consumed * limit, RATIO_FREE_BYTES):
            raise self._refusal(ProblemCode.INFLATES, limit=limit)
        if at_end and self._unpacked != self._info.file_size:
            raise self._refusal(ProblemCode.DAMAGED)

    def _refusal(self, code: ProblemCode, **values: object) -> MemberRefused:
        return MemberRefused(Problem.of(code, self.name, **values))

    def close(self) -> None:
        if not self.closed and hasattr(self, "_file"):
            self._file.close()
        super().close()
