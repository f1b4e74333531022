"""Playing ADL's step files on the real player: `script/conformance --adl LMSRTE/Courses [NAME …]`."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Browser, Error

from content_import.exceptions import PackageRefused
from content_import.packages.actions import ImportPackage
from tests.conformance.adl.cases import NotPlayable, read_case, write_package
from tests.conformance.runner import play
from tests.conformance.stage import CONTROLS, Stage, StageError

#: step files of the API and of single elements, whose pages ADL's applet fills
NOT_SEQUENCING = frozenset({"API", "DDM", "DMB", "DMI"})
#: seconds until what a press or the content's own request delivers is there
PRESS_PATIENCE = 5.0


class SuiteStage(Stage):
    """A stage on which a press may deliver anything, the same item again, or nothing: the next step looks."""

    def start(self, item: str) -> None:
        """Choose the item that a step file starts with, where the player has not opened it already."""
        if self.item() != item:
            self.choose(item)

    def settle(self) -> None:
        """Wait until the content's own request has ended the session; go on where it does not."""
        self._wait_while(lambda: bool(self.item()))

    def choose(self, item: str) -> None:
        shell = self.shell()
        if not shell.locator("#contents[open]").count():
            shell.locator("#show-contents").click(timeout=PRESS_PATIENCE * 1_000)
        self._press(f'#contents [data-open-part="{item}"]')

    def navigate(self, way: str) -> None:
        self._press(CONTROLS[way])

    def delivered(self) -> None:
        with suppress(StageError):
            super().delivered()

    def _press(self, selector: str) -> None:
        before = self._state().get("session", "")
        # The session may end, and the player's frame with it, while the button is pressed.
        with suppress(Error):
            self.shell().locator(selector).click(timeout=PRESS_PATIENCE * 1_000)
        self._wait_while(lambda: self._state().get("session", "") == before)
        with suppress(Error, StageError):
            if self.item():
                self.content()

    def _wait_while(self, holds: Callable[[], bool]) -> None:
        end = time.monotonic() + PRESS_PATIENCE
        while holds() and time.monotonic() < end:
            self.pause(0.05)


def names_of(courses: Path) -> list[str]:
    """Return the step files of sequencing in a folder of ADL's suite."""
    found = sorted(path.stem for path in (courses / "TestCases").glob("*.properties"))
    return [name for name in found if name not in NOT_SEQUENCING]


def play_suite(
    browser: Browser, site: str, courses: Path, names: Iterable[str]
) -> Iterator[tuple[str, list[str]]]:
    """Play the step files one after the other; yield each name with what differs."""
    for name in names:
        with tempfile.TemporaryDirectory(prefix="narlara-adl-") as folder:
            yield name, _differences(browser, site, courses, name, Path(folder) / f"{name}.zip")


def _differences(browser: Browser, site: str, courses: Path, name: str, archive: Path) -> list[str]:
    try:
        script = read_case(courses, name)
        write_package(courses / f"LMSTestPackage_{name}/imsmanifest.xml", archive)
        package = ImportPackage(archive=archive, title=name, by=None).run()
    except (NotPlayable, PackageRefused) as refusal:
        return [str(refusal)]
    context = browser.new_context(locale="sv-SE", timezone_id="Europe/Stockholm")
    try:
        return list(map(str, play(script, SuiteStage(context, site, package, settling=PRESS_PATIENCE))))
    finally:
        context.close()
