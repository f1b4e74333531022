"""Keeping an eye on the browser, and killing it when the content in it runs wild."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
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
        return cls(seconds=min(cls.seconds + SECONDS_OF_A_PART * max(count - ORDINARY_PARTS, 0), 300))


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
        if largest_process(self._profile) > self._limits.memory:
            return self.MEMORY
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


def largest_process(profile: bytes) -> int:
    """Return the bytes that the largest of the browser's processes has in memory."""
    sizes = [0]
    for process in processes_of(profile):
        try:
            pages = Path(f"/proc/{process}/statm").read_text().split()[1]
        except OSError:
            continue
        sizes.append(int(pages) * os.sysconf("SC_PAGE_SIZE"))
    return max(sizes)


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
