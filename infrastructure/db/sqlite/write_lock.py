"""A fair lock for writers, between the threads and processes of one machine."""

import fcntl
import os
import time
from contextlib import suppress

from django.db import OperationalError

#: seconds between two attempts to get a lock that another connection has
RETRY_SECONDS = 0.001


class WriteLock:
    """A lock of two file locks beside the database: the writer's, and that of the first in the queue.

    The holder of the second waits for the first, so that a writer that returns at once is queued behind those
    that waited meanwhile. The system frees both when their process dies.
    """

    def __init__(self, database: str, timeout: float) -> None:
        self._timeout = timeout
        self._paths = (f"{database}-first", f"{database}-writer")
        self._files: tuple[int, ...] = ()
        self._is_held = False

    def acquire(self) -> None:
        """Wait for the lock. Raises OperationalError, with SQLite's message, after the timeout."""
        if not self._files:
            self._files = tuple(os.open(path, os.O_RDWR | os.O_CREAT, 0o600) for path in self._paths)
        first, writer = self._files
        deadline = time.monotonic() + self._timeout
        _wait_for(first, deadline)
        try:
            _wait_for(writer, deadline)
        finally:
            fcntl.flock(first, fcntl.LOCK_UN)
        self._is_held = True

    def release(self) -> None:
        """Release the lock if it is held."""
        if self._is_held:
            self._is_held = False
            fcntl.flock(self._files[1], fcntl.LOCK_UN)

    def close(self) -> None:
        """Release the lock and close its files."""
        self._is_held = False
        files, self._files = self._files, ()
        for file in files:
            with suppress(OSError):
                os.close(file)


def _wait_for(file: int, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise OperationalError("database is locked") from None
            time.sleep(RETRY_SECONDS)
        else:
            return
