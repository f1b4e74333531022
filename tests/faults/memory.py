"""How much memory a piece of work took at its most."""

from __future__ import annotations

from pathlib import Path

import pytest

STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
MB = 1024**2
#: what a faulty upload or commit may take
MOST_ADDED = 200 * MB

needs_proc = pytest.mark.skipif(not CLEAR.exists(), reason="asks Linux for the memory that was used")


class PeakMemory:
    """Bytes above what the process had at the beginning; the kernel keeps the peak (proc(5))."""

    def __init__(self) -> None:
        CLEAR.write_text("5")  # forget the peak so far
        self.before = figure("VmRSS")

    @property
    def added(self) -> int:
        return max(figure("VmHWM") - self.before, 0)


def figure(name: str) -> int:
    """Return a figure of /proc/self/status in bytes."""
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) * 1024
