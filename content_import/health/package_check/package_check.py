"""The check of one package in Chromium: each part is opened in the real player, clicked through and left."""

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

from content_import.health.package_check.browser_session import BrowserSession
from content_import.health.package_check.chromium import FLAGS, check_account, user_agent_flags
from content_import.health.package_check.observations import Observations, PartObservation
from content_import.health.package_check.site_client import SiteClient
from content_import.health.package_check.watchdog import Limits, Watchdog
from courses.api import Package
from scorm.api import ItemKind, ManifestItem

logger = logging.getLogger(__name__)

_HERE = Path(__file__).parent
OBSERVE, CLICK, MEASURE = ((_HERE / f"{name}.js").read_text() for name in ("observe", "click", "measure"))

CONFINE = _HERE / "confine.sh"

PHONE: ViewportSize = {"width": 390, "height": 700}
NARROW: ViewportSize = {"width": 320, "height": 640}
#: milliseconds
_OPEN_TIMEOUT, _SETTLE_DELAY, _STEP_DELAY, _LEAVE_DELAY, _REFLOW_DELAY = 15_000, 900, 250, 900, 120
#: the most pages measured of each part, and how many of them at the narrow width too
_MAX_MEASURED, _MAX_MEASURED_NARROW = 12, 4
#: pixels of overflow that are rounding, not a reason to scroll
_TOLERANCE = 6
#: the kinds of observations that observe.js records
_RECORDED_KINDS = frozenset({"refused", "too_long", "unload", "windows", "installs"})
#: Chromium's message when neither user namespaces nor the package chromium-sandbox provide a sandbox
_NO_SANDBOX = "No usable sandbox!"
_IS_OPEN = """() => {
  try {
    const { contentDocument: page, contentWindow: w } = document.getElementById("content");
    return page.readyState === "complete" && !w.location.href.startsWith("about:");
  } catch { return true; }
}"""


class BrowserMissing(Exception):
    """Raised when Chromium is installed but does not start."""


class SandboxMissing(Exception):
    """Raised when Chromium can have no sandbox here; it is not started without one."""


def run_package_check(package: Package, *, chromium: str, limits: Limits) -> Observations:
    """Play the package and return the observations, also when the check was aborted.

    Raises BrowserMissing when the browser does not start, SandboxMissing when it would have no sandbox.
    Playwright's event loop has a thread of its own, and so has the site client, since Django refuses the
    database to a thread with an event loop.
    """
    package.structure  # noqa: B018 - parsed here, once
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="package-check") as thread:
        return thread.submit(_run, package, chromium, limits).result()


def _run(package: Package, chromium: str, limits: Limits) -> Observations:
    site = SiteClient()
    try:
        with (
            tempfile.TemporaryDirectory(prefix="narlara-play-", ignore_cleanup_errors=True) as profile,
            sync_playwright() as playwright,
        ):
            context = _launch_browser(playwright, chromium, profile)
            with Watchdog(profile, limits) as watchdog:
                session = BrowserSession(context, package, site, watchdog, limits)
                return PackageCheck(session, package, limits).run()
    finally:
        site.close()


def _launch_browser(playwright: Playwright, chromium: str, profile: str) -> BrowserContext:
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
    """Return the browser's environment, without the site's secrets; the profile becomes its account's."""
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


class PackageCheck:
    """One check of one package."""

    def __init__(self, session: BrowserSession, package: Package, limits: Limits) -> None:
        self.session, self.watchdog, self.observations = session, session.watchdog, session.observations
        self.items = package.structure.launchable
        self.limits = limits
        self._part_deadline = 0.0

    def run(self) -> Observations:
        """Play the parts in order until all are done, the time is up, or the watchdog aborts."""
        try:
            page = self.session.prepare(OBSERVE)
            for number, item in enumerate(self.items[: self.limits.parts]):
                if self._is_late:
                    self.observations.abort_reason = Watchdog.TIME
                    break
                share = self.watchdog.seconds_left / (len(self.items) - number)
                self._part_deadline = time.monotonic() + share
                self._play_part(page, item)
            self.observations.is_complete = not self.observations.abort_reason and len(
                self.observations.parts
            ) == len(self.items)
            self.session.context.close()
        except Error:
            # Playwright raises this also when the watchdog has killed the browser; its reason is the cause.
            self.observations.abort_reason = self.watchdog.abort_reason or Watchdog.BROKE
        except Exception:
            logger.warning("An answer from package content could not be used.", exc_info=True)
            self.observations.abort_reason = self.watchdog.abort_reason or Watchdog.BROKE
        return self.observations

    @property
    def _is_late(self) -> bool:
        return self.watchdog.seconds_left < self.limits.seconds / 10

    def _play_part(self, page: Page, item: ManifestItem) -> None:
        part = PartObservation(item.identifier, item.title, is_asset=item.kind == ItemKind.ASSET)
        self.observations.parts.append(part)
        shell = self._open(page, item)
        if shell is None:
            self.observations.note("unopened", part.title)
            return
        texts: dict[str, int] = {}
        try:
            self._measure(page, shell, texts)
            if self.observations.screenshot is None:
                self.observations.screenshot = page.screenshot(type="jpeg", quality=72, timeout=10_000)
            if not part.is_asset:
                self._click_through(page, shell, part, texts)
            self._leave(page, shell)
            self._read_record(shell, part)
        except Error:
            if page.is_closed() or self.watchdog.abort_reason or self.session.shell_in(page) is not None:
                raise
            self.observations.note("takes_window", part.title)  # the frame of the player itself was replaced

    def _open(self, page: Page, item: ManifestItem) -> Frame | None:
        page.goto(self.session.address_of(quote(item.identifier)), timeout=_OPEN_TIMEOUT)
        for _ in range(_OPEN_TIMEOUT // _STEP_DELAY):
            page.wait_for_timeout(_STEP_DELAY)
            shell = self.session.shell_in(page)
            if shell is not None and shell.evaluate(_IS_OPEN):
                page.wait_for_timeout(_SETTLE_DELAY)
                self.watchdog.record_response()
                return shell
            self.watchdog.record_response()
        return None

    def _click_through(self, page: Page, shell: Frame, part: PartObservation, texts: dict[str, int]) -> None:
        idle = 0
        for step in range(1, self.limits.steps + 1):
            if self._is_late or time.monotonic() > self._part_deadline:
                return
            action = shell.evaluate(CLICK, step)
            part.steps = step
            page.wait_for_timeout(_STEP_DELAY)
            self._measure(page, shell, texts)
            self.watchdog.record_response()
            if self._is_over(shell):
                return
            idle = idle + 1 if action["clicked"] is None and not action["answered"] else 0
            if idle >= self.limits.idle:
                return

    @staticmethod
    def _is_over(shell: Frame) -> bool:
        """True when the content has terminated its session; nothing later would reach the learner."""
        return bool(shell.evaluate("() => window.__narlara_record.terminated"))

    def _leave(self, page: Page, shell: Frame) -> None:
        """Leave the part as the player does, so that the content's unload handlers run."""
        shell.evaluate("() => { document.getElementById('content').src = 'about:blank' }")
        page.wait_for_timeout(_LEAVE_DELAY)
        self.watchdog.record_response()
        for window in self.session.context.pages[1:]:
            window.close()

    def _measure(self, page: Page, shell: Frame, texts: dict[str, int]) -> None:
        """Measure the pages that are new, at the width of a phone and at the narrowest one."""
        pages = shell.evaluate(MEASURE)
        text = "|".join(page["text"] for page in pages)
        if text in texts or len(texts) >= _MAX_MEASURED:
            return
        texts[text] = 1
        self._note_pages(pages)
        if len(texts) <= _MAX_MEASURED_NARROW:
            page.set_viewport_size(NARROW)
            page.wait_for_timeout(_REFLOW_DELAY)
            self._note_widths(shell.evaluate(MEASURE))
            page.set_viewport_size(PHONE)
            page.wait_for_timeout(_REFLOW_DELAY)

    def _note_pages(self, pages: list[dict[str, Any]]) -> None:
        self._note_widths(pages)
        for page in pages:
            self.observations.measured += 1
            self.observations.images += page["images"]
            for image in page["bare"]:
                self.observations.note("images_without_text", self.session.path_of(image))
            for plug_in in page["plugs"]:
                self.observations.note("plug_ins", self.session.path_of(plug_in))
            if page["unload"]:
                self.observations.note("unload", page["page"] and self.session.path_of(page["page"]))

    def _note_widths(self, pages: list[dict[str, Any]]) -> None:
        for page in pages:
            # Clipped content may be unreachable, or slides that are not shown yet: both look the same.
            self.observations.is_clipped |= page["cut"] > _TOLERANCE
            if page["wide"] > _TOLERANCE and not page["isFrameset"]:
                self.observations.note(
                    "too_wide", f"{self.session.path_of(page['page'])} ({page['width']} px)"
                )

    def _read_record(self, shell: Frame, part: PartObservation) -> None:
        """Copy what observe.js recorded in the player's window."""
        record = shell.evaluate(
            "() => { const { notes, requested, initialized, terminated, statuses } = window.__narlara_record;"
            " return { notes, requested: Object.keys(requested), initialized, terminated, statuses } }"
        )
        part.requested_apis = set(record["requested"])
        part.is_initialized, part.is_terminated = bool(record["initialized"]), bool(record["terminated"])
        part.statuses = [(int(step), str(element), str(value)) for step, element, value in record["statuses"]]
        for kind, places in record["notes"].items():
            for place, count in places.items():
                if kind == "hosts":
                    self.session.note_blocked(place, count)
                elif kind in _RECORDED_KINDS:
                    self.observations.note(kind, self.session.path_of(place), count)
