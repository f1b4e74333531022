"""Whose turn it is to write, between the threads and processes of one machine."""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import suppress

from django.db import OperationalError

#: seconds between two looks at a lock that another has
PATIENCE = 0.001


class Turn:
    """Two file locks beside the database: the writer's, and the place first in line for it.

    Who holds the one waits for the other, so that a writer that comes straight back stands behind those who
    waited meanwhile. The system frees both when their process dies.
    """

    def __init__(self, database: str, timeout: float) -> None:
        self._timeout = timeout
        self._paths = (f"{database}-first", f"{database}-writer")
        self._files: tuple[int, ...] = ()
        self._is_held = False

    def take(self) -> None:
        """Wait for the turn. Raises OperationalError as SQLite does when it takes too long."""
        if not self._files:
            self._files = tuple(os.open(path, os.O_RDWR | os.O_CREAT, 0o600) for path in self._paths)
        first, writer = self._files
        until = time.monotonic() + self._timeout
        _wait_for(first, until)
        try:
            _wait_for(writer, until)
        finally:
            fcntl.flock(first, fcntl.LOCK_UN)
        self._is_held = True

    def give_back(self) -> None:
        if self._is_held:
            self._is_held = False
            fcntl.flock(self._files[1], fcntl.LOCK_UN)

    def close(self) -> None:
        self._is_held = False
        files, self._files = self._files, ()
        for file in files:
            with suppress(OSError):
                os.close(file)


def _wait_for(file: int, until: float) -> None:
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise OperationalError("database is locked") from None
            time.sleep(PATIENCE)
        else:
            return
