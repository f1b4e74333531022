"""Limits on how many bytes of large request bodies all worker processes keep at once (decision 0020)."""

from __future__ import annotations

import mmap
import threading
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from weakref import WeakValueDictionary

#: the most worker processes of one server
ROWS = 256
#: of a row: the total, then networks by hash. Two networks with the same hash share a limit.
COLUMNS = 1_024
_CELL_BYTES = 8


class SharedCounts:
    """Counts in memory that worker processes share: each writes a row of its own, and reads all.

    Made by the process that forks the workers. A worker that is killed leaves its row to the next one.
    """

    def __init__(self) -> None:
        self._cells = memoryview(mmap.mmap(-1, ROWS * COLUMNS * _CELL_BYTES)).cast("q")
        self._owners: WeakValueDictionary[int, object] = WeakValueDictionary()

    def allocate_row(self, owner: object) -> int:
        """Reserve a row until `owner` is garbage-collected, set it to zeros, and return its number.

        Call it in the process that forks the workers, before the fork: others do not see the reservation.
        Raises RuntimeError if all ROWS are reserved, which stops gunicorn: it was started with more workers.
        """
        row = next((number for number in range(ROWS) if number not in self._owners), None)
        if row is None:
            raise RuntimeError(f"a server has at most {ROWS} worker processes")
        self._owners[row] = owner
        self.clear(row)
        return row

    def clear(self, row: int) -> None:
        """Set a row to zeros, as its process ends or another one takes it over."""
        for column in range(COLUMNS):
            self._cells[row * COLUMNS + column] = 0

    def add(self, row: int, column: int, number: int) -> None:
        """Add to a cell; only the process that the row belongs to may."""
        self._cells[row * COLUMNS + column] += number

    def sum(self, column: int) -> int:
        """Return the sum of all processes."""
        return sum(self._cells[column::COLUMNS])


class Body(Protocol):
    """A request whose body is being received, or waits to be read."""

    body_bytes_received: int


@dataclass
class _Counted:
    column: int
    size: int


class BodyBudget:
    """The bytes of large bodies that one worker process keeps, within the limits of all of them."""

    def __init__(self, counts: SharedCounts, row: int, *, total: int, per_network: int) -> None:
        self._counts, self._row = counts, row
        self._total, self._per_network = total, per_network
        self._bodies: dict[Body, _Counted] = {}
        # A body is counted while it arrives (main thread) and released when it has been read (any thread).
        self._lock = threading.Lock()

    def count(self, body: Body, find_network: Callable[[], str]) -> None:
        """Count what has arrived of a body; its network is looked up the first time."""
        with self._lock:
            counted = self._bodies.get(body)
            if counted is None:
                column = 1 + zlib.crc32(find_network().encode()) % (COLUMNS - 1)
                counted = self._bodies[body] = _Counted(column, 0)
            self._add(counted, body.body_bytes_received - counted.size)

    def release(self, body: Body) -> None:
        """Count a body no longer. Does nothing to one that has not been counted."""
        if body not in self._bodies:
            return
        with self._lock:
            counted = self._bodies.pop(body, None)
            if counted is not None:
                self._add(counted, -counted.size)

    def competitors(self, body: Body) -> set[Body]:
        """Return the bodies of this process under the limit that a counted body has exceeded, if any."""
        with self._lock:
            column = self._bodies[body].column
            if self._counts.sum(column) > self._per_network:
                return {other for other, its in self._bodies.items() if its.column == column}
            return set(self._bodies) if self._counts.sum(0) > self._total else set()

    def _add(self, counted: _Counted, number: int) -> None:
        counted.size += number
        self._counts.add(self._row, 0, number)
        self._counts.add(self._row, counted.column, number)
