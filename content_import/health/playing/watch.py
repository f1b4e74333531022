"""Keeping an eye on the browser, and killing it when the content in it runs wild."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_LOOKS_EVERY = 0.25
#: a course of more parts than this gets so many seconds more for each
ORDINARY_PARTS, SECONDS_OF_A_PART = 5, 10


@dataclass(frozen=True)
class Limits:
    """Seconds and bytes."""

    #: for the whole package
    seconds: float = 90.0
    #: without an answer from the page
    silence: float = 20.0
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
    #: steps in a row with nothing to click or answer, after which nothing more will come
    idle: int = 6

    @classmethod
    def for_parts(cls, count: int) -> Limits:
        """Return limits with time for that many parts, at most five minutes."""
        seconds = min(cls.seconds + SECONDS_OF_A_PART * max(count - ORDINARY_PARTS, 0), 300)
        return cls(seconds=seconds, cpu_seconds=cls.cpu_seconds * seconds / cls.seconds)


class Watch:
    """Counts down in a thread of its own; `verdict` says why it killed the browser, "" while it has not.

    A page that never answers holds up the caller too, so that only a kill from beside helps.
    """

    HUNG, MEMORY, TIME, FLOOD, BROKE = "hung", "memory", "time", "flood", "broke"

    def __init__(self, profile: str, limits: Limits) -> None:
        self.verdict = ""
        self._profile = profile.encode()
        self._limits = limits
        self._begun = self._heard = time.monotonic()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()
        kill_browser(self._profile)

    @property
    def seconds_left(self) -> float:
        return self._begun + self._limits.seconds - time.monotonic()

    def heard(self) -> None:
        """The page has answered."""
        self._heard = time.monotonic()

    def condemn(self, verdict: str) -> None:
        """Kill the browser, for the first reason that is given."""
        self.verdict = self.verdict or verdict
        kill_browser(self._profile)

    def _look(self) -> None:
        while not self._is_over.wait(_LOOKS_EVERY):
            verdict = self._judge()
            if verdict:
                self.condemn(verdict)

    def _judge(self) -> str:
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
        if now - self._heard > self._limits.silence:
            return self.HUNG
        # A little later than the player itself stops, so that this happens only when it could not.
        return self.TIME if now > self._begun + self._limits.seconds + self._limits.silence else ""


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
    """Return what the living processes of the browser use, and the CPU of those that they have outlived."""
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
    for place, _folders, files in os.walk(folder):
        for file in files:
            with suppress(OSError):
                size += Path(os.fsdecode(place), os.fsdecode(file)).lstat().st_size
    return size


def processes_of(profile: bytes) -> Iterator[int]:
    """Yield the browser's processes, the first one first: those that name the profile, and their children."""
    parents: dict[int, int] = {}
    roots: set[int] = set()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            line, stat = (entry / "cmdline").read_bytes(), (entry / "stat").read_text()
        except OSError:
            continue
        process = int(entry.name)
        parents[process] = int(stat.rpartition(")")[2].split()[1])
        if profile in line:
            roots.add(process)
    found = roots
    while found:
        yield from sorted(found)
        roots |= found
        found = {child for child, parent in parents.items() if parent in found} - roots
