"""An uploaded file, as kinds of material read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files import File

from content_import.archives.archive import PackageArchive
from content_import.exceptions import PackageRefused
from content_import.readers.confined_reading import Program, descriptor_of, read_confined

HEAD_BYTES = 4096
ZIP_SIGNATURE = b"PK\x03\x04"


class Upload:
    """A stored upload with the name that it had on the trainer's computer.

    `chosen` is what the trainer has chosen about it (`Choice`), by name. `language` is that of the page that
    its steps go into.
    """

    def __init__(self, name: str, file: File[bytes], chosen: Mapping[str, str] | None = None) -> None:
        self.name = name
        self.chosen = chosen or {}
        self.language: str = settings.LANGUAGE_CODE
        self._file = file

    @property
    def stem(self) -> str:
        return PurePosixPath(self.name).stem

    @contextmanager
    def opened(self) -> Iterator[File[bytes]]:
        """Yield the file, at its start, under its name on the trainer's computer.

        The field's own file would count as stored already if another model got it.
        """
        with self._file.open("rb") as file:
            file.seek(0)
            yield File(file.file, name=self.name)

    @cached_property
    def size(self) -> int:
        """The number of bytes."""
        with self.opened() as file:
            return int(file.size)

    @cached_property
    def head(self) -> bytes:
        """The first bytes of the file."""
        with self.opened() as file:
            return file.read(HEAD_BYTES)

    @cached_property
    def members(self) -> frozenset[str]:
        """The names of the files in a ZIP archive, none for another file or a damaged archive."""
        if not self.head.startswith(ZIP_SIGNATURE):
            return frozenset()
        try:
            with self.archive() as archive:
                return frozenset(archive.members)
        except PackageRefused:
            return frozenset()

    @contextmanager
    def archive(self) -> Iterator[PackageArchive]:
        """Yield the file as an archive. Raises PackageRefused."""
        with self.opened() as file, PackageArchive(file) as archive:  # type: ignore[arg-type]  # a binary file
            yield archive

    def archive_problems(self) -> list[str]:
        """Return the problems of the archive and of each file in it, as sentences."""
        try:
            with self.archive() as archive:
                found = [*archive.problems, *archive.check_contents()]
        except PackageRefused as refusal:
            found = list(refusal.problems)
        return [problem.message for problem in found]

    def read_confined(self, program: Program, *options: str, max_pixel_bytes: int = 0) -> dict[str, Any]:
        """Return the result of a confined program for the file (`read_confined`)."""
        with self.opened() as file, descriptor_of(file) as descriptor:
            return read_confined(program, descriptor, *options, max_pixel_bytes=max_pixel_bytes)
