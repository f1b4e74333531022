"""Plays a package in Chromium: each part opened in the real player, clicked through, and left."""

from __future__ import annotations

import logging
import os
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from playwright.sync_api import (
    BrowserContext,
    Error,
    Frame,
    Page,
    Playwright,
    ViewportSize,
    sync_playwright,
)

from content_import.health.playing.answers import Site
from content_import.health.playing.chromium import FLAGS, check_account, user_agent_flags
from content_import.health.playing.seen import Part, Seen
from content_import.health.playing.stage import Stage
from content_import.health.playing.watch import Limits, Watch
from courses.api import Package
from scorm.api import ItemKind, ManifestItem

logger = logging.getLogger(__name__)

_HERE = Path(__file__).parent
OBSERVE, CLICK, MEASURE = ((_HERE / f"{name}.js").read_text() for name in ("observe", "click", "measure"))

CONFINE = _HERE / "confine.sh"

PHONE: ViewportSize = {"width": 390, "height": 700}
NARROW: ViewportSize = {"width": 320, "height": 640}
#: milliseconds
_OPENS_WITHIN, _SETTLES_IN, _STEP, _LEAVES_IN, _REFLOWS_IN = 15_000, 900, 250, 900, 120
#: of each part, how many different pages are measured, and how many of them narrower too
_MEASURED, _MEASURED_NARROW = 12, 4
#: a few pixels are a rounding, not a reason to scroll
_TOLERANCE = 6
#: what observe.js writes down of its own
_BOOKED = frozenset({"refused", "too_long", "unload", "windows", "installs"})
#: what Chromium says when neither user namespaces nor the package chromium-sandbox give it one
_NO_SANDBOX = "No usable sandbox!"
_OPEN = """() => {
  try {
    const { contentDocument: page, contentWindow: w } = document.getElementById("content");
    return page.readyState === "complete" && !w.location.href.startsWith("about:");
  } catch { return true; }
}"""


class BrowserMissing(Exception):
    """Chromium is there but does not start."""


class SandboxMissing(Exception):
    """Chromium has no sandbox here, and is not started without: the kernel lets no user have one."""


def play_package(package: Package, *, chromium: str, limits: Limits) -> Seen:
    """Play the package and return what was seen, also when it had to be cut short.

    Raises BrowserMissing when the browser does not start, SandboxMissing when it would have no sandbox.
    Playwright's event loop gets a thread of its own, and so does the site that answers it, since Django
    refuses the database to a thread with a loop.
    """
    package.structure  # noqa: B018 - parsed here, once
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="player") as thread:
        return thread.submit(_play, package, chromium, limits).result()


def _play(package: Package, chromium: str, limits: Limits) -> Seen:
    site = Site()
    try:
        with (
            tempfile.TemporaryDirectory(prefix="narlara-play-", ignore_cleanup_errors=True) as profile,
            sync_playwright() as playwright,
        ):
            context = _launch(playwright, chromium, profile)
            with Watch(profile, limits) as watch:
                return Player(Stage(context, package, site, watch, limits), package, limits).play()
    finally:
        site.close()


def _launch(playwright: Playwright, chromium: str, profile: str) -> BrowserContext:
    try:
        return playwright.chromium.launch_persistent_context(
            profile,
            executable_path=CONFINE,
            env=_environment(chromium, profile),
            chromium_sandbox=settings.CHROMIUM_SANDBOX,
            args=[*FLAGS, *user_agent_flags(chromium)],
            ignore_default_args=["--enable-automation"],
            viewport=PHONE,
            locale="sv-SE",
            accept_downloads=False,
            service_workers="block",
            timeout=60_000,
        )
    except Error as error:
        if _NO_SANDBOX in str(error):
            raise SandboxMissing(chromium) from error
        raise BrowserMissing(chromium) from error


def _environment(chromium: str, profile: str) -> dict[str, str | float | bool]:
    """Return the browser's environment, without the site's secrets, and give its account the profile."""
    try:
        account = check_account()
    except KeyError as error:
        raise SandboxMissing(settings.PACKAGE_CHECK_ACCOUNT) from error
    environment: dict[str, str | float | bool] = {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "HOME": profile,
        "CHECK_CHROMIUM": chromium,
    }
    if account is not None:
        os.chown(profile, account.pw_uid, account.pw_gid)
        environment |= {"CHECK_UID": str(account.pw_uid), "CHECK_GID": str(account.pw_gid)}
    return environment


class Player:
    """One playing of one package."""

    def __init__(self, stage: Stage, package: Package, limits: Limits) -> None:
        self.stage, self.watch, self.seen = stage, stage.watch, stage.seen
        self.items = package.structure.launchable
        self.limits = limits
        self._part_ends = 0.0

    def play(self) -> Seen:
        """Play the parts in order until they, the time, or the watch's patience are at an end."""
        try:
            page = self.stage.prepare(OBSERVE)
            for number, item in enumerate(self.items[: self.limits.parts]):
                if self._is_late:
                    self.seen.cut_short = Watch.TIME
                    break
                share = self.watch.seconds_left / (len(self.items) - number)
                self._part_ends = time.monotonic() + share
                self._play_part(page, item)
            self.seen.is_whole = not self.seen.cut_short and len(self.seen.parts) == len(self.items)
            self.stage.context.close()
        except Error:
            # Also what Playwright says of a browser that the watch has killed, which then knows why.
            self.seen.cut_short = self.watch.verdict or Watch.BROKE
        except Exception:
            logger.warning("An answer from package content could not be used.", exc_info=True)
            self.seen.cut_short = self.watch.verdict or Watch.BROKE
        return self.seen

    @property
    def _is_late(self) -> bool:
        return self.watch.seconds_left < self.limits.seconds / 10

    def _play_part(self, page: Page, item: ManifestItem) -> None:
        part = Part(item.identifier, item.title, is_asset=item.kind == ItemKind.ASSET)
        self.seen.parts.append(part)
        shell = self._open(page, item)
        if shell is None:
            self.seen.note("unopened", part.title)
            return
        texts: dict[str, int] = {}
        try:
            self._measure(page, shell, texts)
            if self.seen.screenshot is None:
                self.seen.screenshot = page.screenshot(type="jpeg", quality=72, timeout=10_000)
            if not part.is_asset:
                self._click_through(page, shell, part, texts)
            self._leave(page, shell)
            self._read_book(shell, part)
        except Error:
            if page.is_closed() or self.watch.verdict or self.stage.shell_in(page) is not None:
                raise
            self.seen.note("takes_window", part.title)  # the player itself was put aside

    def _open(self, page: Page, item: ManifestItem) -> Frame | None:
        page.goto(self.stage.address_of(quote(item.identifier)), timeout=_OPENS_WITHIN)
        for _ in range(_OPENS_WITHIN // _STEP):
            page.wait_for_timeout(_STEP)
            shell = self.stage.shell_in(page)
            if shell is not None and shell.evaluate(_OPEN):
                page.wait_for_timeout(_SETTLES_IN)
                self.watch.heard()
                return shell
            self.watch.heard()
        return None

    def _click_through(self, page: Page, shell: Frame, part: Part, texts: dict[str, int]) -> None:
        idle = 0
        for step in range(1, self.limits.steps + 1):
            if self._is_late or time.monotonic() > self._part_ends:
                return
            did = shell.evaluate(f"(step) => ({CLICK})(step)", step)
            part.steps = step
            page.wait_for_timeout(_STEP)
            self._measure(page, shell, texts)
            self.watch.heard()
            if self._is_over(shell):
                return
            idle = idle + 1 if did["clicked"] is None and not did["answered"] else 0
            if idle >= self.limits.idle:
                return

    @staticmethod
    def _is_over(shell: Frame) -> bool:
        """True when the content has ended its session; what comes after that nobody would see."""
        return bool(shell.evaluate("() => window.__narlara_book.ended"))

    def _leave(self, page: Page, shell: Frame) -> None:
        """Leave as the player does, so that what the content does at the end is done."""
        shell.evaluate("() => { document.getElementById('content').src = 'about:blank' }")
        page.wait_for_timeout(_LEAVES_IN)
        self.watch.heard()
        for window in self.stage.context.pages[1:]:
            window.close()

    def _measure(self, page: Page, shell: Frame, texts: dict[str, int]) -> None:
        """Look at the pages that have not been looked at, as wide as a phone and as narrow as one gets."""
        pages = shell.evaluate(MEASURE)
        text = "|".join(found["text"] for found in pages)
        if text in texts or len(texts) >= _MEASURED:
            return
        texts[text] = 1
        self._note_pages(pages)
        if len(texts) <= _MEASURED_NARROW:
            page.set_viewport_size(NARROW)
            page.wait_for_timeout(_REFLOWS_IN)
            self._note_widths(shell.evaluate(MEASURE))
            page.set_viewport_size(PHONE)
            page.wait_for_timeout(_REFLOWS_IN)

    def _note_pages(self, pages: list[dict[str, Any]]) -> None:
        self._note_widths(pages)
        for found in pages:
            self.seen.measured += 1
            self.seen.images += found["images"]
            for image in found["bare"]:
                self.seen.note("images_without_text", self.stage.path_of(image))
            for plug_in in found["plugs"]:
                self.seen.note("plug_ins", self.stage.path_of(plug_in))
            if found["unload"]:
                self.seen.note("unload", found["page"] and self.stage.path_of(found["page"]))

    def _note_widths(self, pages: list[dict[str, Any]]) -> None:
        for found in pages:
            # What is wider and hidden may be out of reach, or be slides that wait: nobody can tell.
            self.seen.cut_off |= found["cut"] > _TOLERANCE
            if found["wide"] > _TOLERANCE and not found["isFrameset"]:
                self.seen.note("too_wide", f"{self.stage.path_of(found['page'])} ({found['width']} px)")

    def _read_book(self, shell: Frame, part: Part) -> None:
        """Take over what was written down in the shell (see observe.js)."""
        book = shell.evaluate(
            "() => { const { notes, asked, begun, ended, statuses } = window.__narlara_book;"
            " return { notes, asked: Object.keys(asked), begun, ended, statuses } }"
        )
        part.asked_for = set(book["asked"])
        part.has_begun, part.has_ended = bool(book["begun"]), bool(book["ended"])
        part.statuses = [(int(step), str(element), str(value)) for step, element, value in book["statuses"]]
        for kind, places in book["notes"].items():
            for place, count in places.items():
                if kind == "hosts":
                    self.stage.note_blocked(place, count)
                elif kind in _BOOKED:
                    self.seen.note(kind, self.stage.path_of(place), count)
