"""Limits of a package check, and the watchdog that kills the browser when one is exceeded."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_POLL_SECONDS = 0.25
#: a course of more parts than this gets so many seconds more for each
ORDINARY_PARTS, SECONDS_OF_A_PART = 5, 10


@dataclass(frozen=True)
class Limits:
    """The limits of one package check, in seconds and bytes."""

    #: for the whole package
    seconds: float = 90.0
    #: between two responses of the page
    response_seconds: float = 20.0
    #: of one process of the browser
    memory: int = 1_200 * 1024**2
    #: of all its processes together: bytes that they do not share, how many they are, and CPU seconds
    total_memory: int = 2_500 * 1024**2
    processes: int = 80
    cpu_seconds: float = 240.0
    #: bytes of its profile, where all that it stores lies
    disk: int = 500 * 1024**2
    #: messages, and windows, that content may open
    dialogs: int = 40
    windows: int = 12
    parts: int = 60
    steps: int = 45
    #: consecutive steps with nothing to click or answer, after which a part counts as finished
    idle: int = 6

    @classmethod
    def for_parts(cls, count: int) -> Limits:
        """Return limits with time for that many parts, at most five minutes."""
        seconds = min(cls.seconds + SECONDS_OF_A_PART * max(count - ORDINARY_PARTS, 0), 300)
        return cls(seconds=seconds, cpu_seconds=cls.cpu_seconds * seconds / cls.seconds)


class Watchdog:
    """A thread that kills the browser when a limit is exceeded; `abort_reason` is "" until then.

    A page that never responds blocks the caller too, so the kill must come from another thread.
    """

    HUNG, MEMORY, TIME, FLOOD, BROKE = "hung", "memory", "time", "flood", "broke"

    def __init__(self, profile: str, limits: Limits) -> None:
        self.abort_reason = ""
        self._profile = profile.encode()
        self._limits = limits
        self._started_at = self._responded_at = time.monotonic()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._monitor, daemon=True)

    def __enter__(self) -> Watchdog:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()
        kill_browser(self._profile)

    @property
    def seconds_left(self) -> float:
        return self._started_at + self._limits.seconds - time.monotonic()

    def record_response(self) -> None:
        """Record that the page has responded."""
        self._responded_at = time.monotonic()

    def abort(self, reason: str) -> None:
        """Kill the browser; the first reason passed is kept."""
        self.abort_reason = self.abort_reason or reason
        kill_browser(self._profile)

    def _monitor(self) -> None:
        while not self._is_over.wait(_POLL_SECONDS):
            if reason := self._exceeded_limit():
                self.abort(reason)

    def _exceeded_limit(self) -> str:
        now = time.monotonic()
        usage = usage_of(self._profile)
        if usage.largest > self._limits.memory or usage.memory > self._limits.total_memory:
            return self.MEMORY
        if size_of(self._profile) > self._limits.disk:
            return self.MEMORY
        if usage.processes > self._limits.processes:
            return self.FLOOD
        if usage.cpu_seconds > self._limits.cpu_seconds:
            return self.TIME
        if now - self._responded_at > self._limits.response_seconds:
            return self.HUNG
        # Later than the package check's own deadline, so this applies only when that could not stop.
        deadline = self._started_at + self._limits.seconds + self._limits.response_seconds
        return self.TIME if now > deadline else ""


def kill_browser(profile: bytes) -> None:
    """Kill the browser that has this profile, with all its processes."""
    for process in list(processes_of(profile)):
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            continue


@dataclass
class Usage:
    """What a browser's processes use together: their number, bytes and CPU seconds."""

    processes: int = 0
    #: of the largest, with what it shares
    largest: int = 0
    #: of all, without what they share
    memory: int = 0
    cpu_seconds: float = 0.0


def usage_of(profile: bytes) -> Usage:
    """Return what the running processes of the browser use, with the CPU time of their ended children."""
    usage, page = Usage(), os.sysconf("SC_PAGE_SIZE")
    for process in processes_of(profile):
        try:
            _size, resident, shared = Path(f"/proc/{process}/statm").read_text().split()[:3]
            stat = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        usage.processes += 1
        usage.largest = max(usage.largest, int(resident) * page)
        usage.memory += (int(resident) - int(shared)) * page
        # proc(5): utime, stime, cutime and cstime, counted from the state
        usage.cpu_seconds += sum(map(int, stat[11:15])) / os.sysconf("SC_CLK_TCK")
    return usage


def size_of(folder: bytes) -> int:
    """Return the bytes of all files below `folder`, 0 when it is gone."""
    size = 0
    for directory, _folders, files in os.walk(folder):
        for file in files:
            with suppress(OSError):
                size += Path(os.fsdecode(directory), os.fsdecode(file)).lstat().st_size
    return size


def processes_of(profile: bytes) -> Iterator[int]:
    """Yield the browser's processes, parents first: those that name the profile, and their descendants."""
    parents: dict[int, int] = {}
    roots: set[int] = set()
    for process_folder in Path("/proc").glob("[0-9]*"):
        try:
            line, stat = (process_folder / "cmdline").read_bytes(), (process_folder / "stat").read_text()
        except OSError:
            continue
        process = int(process_folder.name)
        parents[process] = int(stat.rpartition(")")[2].split()[1])
        if profile in line:
            roots.add(process)
    level = roots
    while level:
        yield from sorted(level)
        roots |= level
        level = {child for child, parent in parents.items() if parent in level} - roots
