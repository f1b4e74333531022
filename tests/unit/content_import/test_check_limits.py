"""The limits of a package check hold for all processes of its browser together."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from content_import.health.package_check.watchdog import Limits, Watchdog, usage_of

PROFILE = "narlara-play-provå"
#: each of three children allocates 20 MB and uses the CPU
CHILD = "kept = bytearray(20_000_000)\nwhile True: pass"


@pytest.fixture
def browser() -> Iterator[subprocess.Popen[bytes]]:
    """Return a process that has the profile in its command line, with three children."""
    children = f"python3 -c '{CHILD}' & python3 -c '{CHILD}' & python3 -c '{CHILD}' & wait"
    with subprocess.Popen(["/bin/sh", "-c", children, PROFILE]) as process:  # noqa: S603 - our own words
        deadline = time.monotonic() + 20
        while usage_of(PROFILE.encode()).memory < 60_000_000 and time.monotonic() < deadline:
            time.sleep(0.1)
        yield process
        Watchdog(PROFILE, Limits()).abort("over")


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(total_memory=50_000_000), Watchdog.MEMORY),
        (Limits(processes=3), Watchdog.FLOOD),
        (Limits(cpu_seconds=0.2), Watchdog.TIME),
    ],
    ids=["memory", "processes", "cpu"],
)
def test_browser_over_a_limit_of_all_its_processes_is_killed(
    browser: subprocess.Popen[bytes], limits: Limits, reason: str
) -> None:
    with Watchdog(PROFILE, limits) as watchdog:
        browser.wait(timeout=20)

    assert watchdog.abort_reason == reason
    assert usage_of(PROFILE.encode()).processes == 0


def test_browser_that_fills_the_disk_is_killed(tmp_path: Path) -> None:
    profile = str(tmp_path / "profil-å")
    fill = f'mkdir -p "{profile}/Default" && yes åäö > "{profile}/Default/lagrat"; true'
    browser = subprocess.Popen(["/bin/sh", "-c", fill, profile])  # noqa: S603 - our own words
    with browser, Watchdog(profile, Limits(disk=5_000_000)) as watchdog:
        browser.wait(timeout=20)

    assert watchdog.abort_reason == Watchdog.MEMORY
    assert usage_of(profile.encode()).processes == 0
