"""A slow phone: real Chromium with a profile on the disk, and the ways in which it can die."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import BrowserContext, BrowserType, CDPSession, Error, Frame

from tests.browser.conftest import PHONE
from tests.chromium import CHROMIUM, FLAGS, site_cookie

#: a phone of a few years' age on a poor mobile network
SLOW_NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}
SLOWER_PROCESSOR = 4
PATIENCE = 45_000
#: after so many seconds in one step the browser itself hangs, and is killed
LONGEST_STEP = 90


class Phone:
    """The learner's phone, signed in at `site`."""

    def __init__(self, chromium: BrowserType, profile: str, site: str, session: str) -> None:
        self._chromium, self._profile, self._site, self._session = chromium, profile, site, session
        self.context = self._start()
        self._network: CDPSession | None = None

    def _start(self) -> BrowserContext:
        context = self._chromium.launch_persistent_context(
            self._profile, executable_path=CHROMIUM, args=FLAGS, viewport=PHONE, locale="sv-SE"
        )
        context.add_cookies([site_cookie("__Host-sessionid", self._session, self._site)])
        context.set_default_timeout(PATIENCE)
        return context

    def open(self, path: str) -> Frame:
        """Open the player in a page of its own; return the content's frame, once it has begun."""
        self.page = self.context.new_page()
        self.page.goto(self._site + path, wait_until="commit")
        deadline = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < deadline:
            for frame in self.page.frames:
                with suppress(Error):  # a frame that is just being replaced
                    if "/f/" in frame.url and frame.evaluate("typeof promised === 'function'"):
                        return frame
            self.page.wait_for_timeout(50)
        raise TimeoutError(f"The content did not begin: {[frame.url for frame in self.page.frames]}")

    @contextmanager
    def step(self) -> Iterator[None]:
        """Let what is done within take a limited time: a browser that hangs is killed, which raises Error."""
        watch = threading.Timer(LONGEST_STEP, self.end)
        watch.start()
        try:
            yield
        finally:
            watch.cancel()

    def slow_down(self) -> None:
        """Make the page, with the shell and the content in it, as slow as on the phone."""
        self._network = self.context.new_cdp_session(self.page)
        self._network.send("Network.enable")
        self._network.send("Network.emulateNetworkConditions", SLOW_NETWORK)
        self._network.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_PROCESSOR})

    def cut_network(self) -> None:
        """Take away the coverage of the page that is open."""
        assert self._network is not None
        self._network.send("Network.emulateNetworkConditions", {**SLOW_NETWORK, "offline": True})

    def bring_back_network(self) -> None:
        assert self._network is not None
        with suppress(Error):
            self._network.send("Network.emulateNetworkConditions", SLOW_NETWORK)

    def close_tab(self) -> None:
        with suppress(Error):  # it has crashed
            self.page.close()

    def kill_renderers(self) -> None:
        """SIGKILL for what draws the pages; the browser stands."""
        self._kill("--type=renderer")
        self.close_tab()

    def kill(self) -> None:
        """SIGKILL for the whole browser, as when the battery is taken out; then it is started again."""
        self.end()
        for lock in Path(self._profile).glob("Singleton*"):
            lock.unlink(missing_ok=True)
        self.context = self._start()

    def end(self) -> None:
        """SIGKILL for the whole browser."""
        # Playwright hears of it by itself; asked to close what is gone it may wait for ever.
        while self._kill(f"--user-data-dir={self._profile}"):
            time.sleep(0.02)

    def _kill(self, argument: str) -> int:
        processes = self._processes(argument)
        for process in processes:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        return len(processes)

    def _processes(self, argument: str) -> list[int]:
        """This browser's own processes with that argument."""
        found = []
        for entry in Path("/proc").iterdir():
            with suppress(OSError, ValueError):
                words = (entry / "cmdline").read_bytes().decode(errors="replace")
                if argument in words and self._profile in self._family(int(entry.name)):
                    found.append(int(entry.name))
        return found

    @staticmethod
    def _family(process: int) -> str:
        """The command lines of a process and of those that it came from."""
        words = ""
        while process > 1:
            words += Path(f"/proc/{process}/cmdline").read_bytes().decode(errors="replace")
            process = int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
        return words
