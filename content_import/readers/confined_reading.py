"""Reading of untrusted files by an unprivileged process (see `content_import.confined`)."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Literal, cast

from django.conf import settings
from django.core.files import File

SECONDS_TO_ANSWER = 90
#: 500 pages of 20,000 letters, each as an escape sequence
MAX_JSON_BYTES = 64 * 1024**2
Program = Literal["markdown", "media", "pdf", "pdf_pages", "picture", "presentation", "word"]
_PROGRAMS = str(Path(__file__).resolve().parents[1] / "confined")


def read_confined(
    program: Program,
    source: IO[bytes] | int,
    *options: str,
    max_pixel_bytes: int = 0,
) -> dict[str, Any]:
    """Return the result of `program` for `source`, an open file or its descriptor, from its position.

    Bytes after the JSON are the result's `pixels`. The result is empty when the program refuses the file,
    crashes, takes too long or writes more than `MAX_JSON_BYTES` or `max_pixel_bytes`.
    """
    command = [sys.executable, "-I", _PROGRAMS, program, settings.PACKAGE_CHECK_ACCOUNT, *options]
    line, pixels = _run(command, source, max_pixel_bytes)
    try:
        answer = json.loads(line or b"{}")
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError):
        return {}
    if not isinstance(answer, dict):
        return {}
    return {**answer, "pixels": pixels} if pixels else answer


def _run(command: Sequence[str], source: IO[bytes] | int, max_pixel_bytes: int) -> tuple[bytes, bytes]:
    """Return the first line of a command's output and the rest, nothing when it fails."""
    with subprocess.Popen(  # noqa: S603 - our own program and no argument from outside
        command, stdin=source, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
    ) as process:
        killer = threading.Timer(SECONDS_TO_ANSWER, process.kill)
        killer.start()
        try:
            output = cast("IO[bytes]", process.stdout)
            line = output.readline(MAX_JSON_BYTES)
            pixels = output.read(max_pixel_bytes + 1)
            if len(pixels) > max_pixel_bytes:
                process.kill()
            process.wait()
        finally:
            process.kill()
            killer.cancel()
    return (line, pixels) if process.returncode == 0 else (b"", b"")


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


@contextmanager
def descriptor_of(file: File[bytes]) -> Iterator[int]:
    """Yield a file descriptor at the start of the file; the file's position is restored."""
    try:
        descriptor = file.fileno()
    except (AttributeError, OSError):
        with copy_on_disk(file) as copy:
            yield copy.fileno()
        return
    # The program shares the position of the descriptor, which Python's own buffer relies on.
    position = os.lseek(descriptor, 0, os.SEEK_CUR)
    os.lseek(descriptor, 0, os.SEEK_SET)
    try:
        yield descriptor
    finally:
        os.lseek(descriptor, position, os.SEEK_SET)
