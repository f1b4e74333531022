"""Copies of uploaded files on disk, for processes that read them by descriptor."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from django.core.files import File


@contextmanager
def copy_on_disk(file: IO[bytes] | File[bytes]) -> Iterator[IO[bytes]]:
    """Yield an anonymous copy on disk, at its start; the position of the file itself is restored."""
    with tempfile.TemporaryFile() as copy:
        position = file.tell()
        file.seek(0)
        shutil.copyfileobj(file, copy)
        file.seek(position)
        copy.seek(0)
        yield copy
