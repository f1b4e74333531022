"""Results of confined reading, kept for files that tests use again and again."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from typing import IO

Read = Callable[[Sequence[str], IO[bytes] | int, int], tuple[bytes, bytes]]

MAX_BYTES = 1024**2


def remembering(read: Read) -> Read:
    """Return `read`, which starts a process, with the result kept by command and content of the file.

    Every file is read once in each process of tests by the real program; what it refuses is read again.
    """
    results: dict[tuple[object, ...], tuple[bytes, bytes]] = {}

    def read_once(
        command: Sequence[str], source: IO[bytes] | int, max_pixel_bytes: int
    ) -> tuple[bytes, bytes]:
        number = source if isinstance(source, int) else source.fileno()
        content = os.pread(number, MAX_BYTES + 1, os.lseek(number, 0, os.SEEK_CUR))
        if len(content) > MAX_BYTES:
            return read(command, source, max_pixel_bytes)
        key = (*command, max_pixel_bytes, hashlib.sha256(content).digest())
        if key not in results:
            result = read(command, source, max_pixel_bytes)
            if not result[0]:
                return result
            results[key] = result
        return results[key]

    return read_once
