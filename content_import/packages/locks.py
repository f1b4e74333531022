"""Locks of running imports, which are released when their process ends.

On PostgreSQL it is an advisory lock of the session, which several machines share. On SQLite, which is used by
one machine, it is a lock on a file.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

#: the first key of the advisory locks; the second is derived from the package's label
LOCK_CLASS = 0x5C02


@contextmanager
def import_lock(label: str) -> Iterator[bool]:
    """Try to acquire the lock of the package with that label; yield False when another process holds it."""
    lock = advisory_lock if connection.vendor == "postgresql" else file_lock
    with lock(label) as is_held:
        yield is_held


@contextmanager
def advisory_lock(label: str) -> Iterator[bool]:
    keys = [LOCK_CLASS, int(label[:8], 16) - 2**31]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", keys)
        is_held = cursor.fetchone()[0]
    try:
        yield is_held
    finally:
        if is_held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", keys)


def lock_folder() -> Path:
    return Path(settings.DATA_DIR) / "tmp" / "imports"


@contextmanager
def file_lock(label: str) -> Iterator[bool]:
    lock_folder().mkdir(parents=True, exist_ok=True)
    path = lock_folder() / f"{label}.lock"
    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    is_held = _is_locked(handle, path)
    try:
        yield is_held
    finally:
        if is_held:
            path.unlink(missing_ok=True)  # before the release: whoever opened it before finds it gone
        os.close(handle)


def _is_locked(handle: int, path: Path) -> bool:
    """Lock an open file; return False where another holds it, or has removed it since it was opened."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return path.stat().st_ino == os.fstat(handle).st_ino
    except (BlockingIOError, FileNotFoundError):
        return False


def lock_file_labels() -> list[str]:
    """Return the labels of lock files, held or not."""
    return [path.stem for path in lock_folder().glob("*.lock")] if lock_folder().exists() else []
