"""The learner's browser in front of the real server: opens the player, speaks to the API as content does."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Error, Frame, Page, Route

from courses.models import Package
from lms.attempts.actions.attempts import start_again, start_attempt
from people.models import Person
from scorm.enums import PackageStandard
from tests.chromium import site_cookie
from tests.conformance.language.steps import Call
from tests.factories.people import PersonFactory
from tests.factories.tracking import make_module

PATIENCE = 20.0
CALLS = (Path(__file__).parent / "calls.js").read_text(encoding="utf-8")
#: a page of the package's own, as opposed to its pictures and scripts
FILES = re.compile(r"^https?://[^/]+/f/[0-9a-f]{32}/")
CONTROLS = {
    "continue": ".shell-button--next",
    "previous": "[data-previous], .shell-parts .shell-button:first-child:not(#show-contents)",
}
SHOWN = {
    "continue": ".shell-button--next",
    "previous": ".shell-parts .shell-button:first-child:not(#show-contents)",
    "close": ".player__back",
}
WAYS_ARE_OPEN = "document.readyState !== 'loading' && !document.querySelector('#ways:disabled')"
PAGE_WITHOUT_CALLS = "<!doctype html><title>-</title>"


class StageError(Exception):
    """The player did not do what a script's step needs."""


class Stage:
    """One learner with one package. `content_plays` lets the package's own pages run."""

    def __init__(
        self,
        context: BrowserContext,
        site: str,
        package: Package,
        *,
        content_plays: bool = False,
        settling: float = PATIENCE,
    ) -> None:
        self.context, self.site, self.package = context, site, package
        #: seconds that the server may take to hold what the browser has sent without waiting
        self.settling = settling
        self.is_12 = package.standard == PackageStandard.SCORM_12
        self.person: Person = PersonFactory(first_name="Amina", last_name="Exempel")
        self.attempt = self._begin()
        self.page: Page | None = None
        self.last_item = ""
        #: the loading of the part that was last spoken to
        self.session = ""
        context.set_default_timeout(PATIENCE * 1_000)
        if not content_plays:
            context.route(FILES, _silence)

    def _begin(self) -> Any:
        version = make_module(self.package)
        return start_attempt(person=self.person, module_version=version, by=self.person)

    @property
    def step_id(self) -> str:
        return self.attempt.module_version.steps[0]["id"]

    def launch(self, mode: str = "normal") -> None:
        """Open the package: to be recorded, to look back at it, or as a trainer to see it."""
        attempt = f"{self.site}/lar/{self.attempt.uuid}/{self.step_id}/"
        address = {
            "normal": attempt,
            "review": f"{attempt}se/",
            "browse": f"{self.site}/lar/forhandsvisning/{self.package.pk}/",
        }[mode]
        self._sign_in(PersonFactory(is_superuser=True) if mode == "browse" else self.person)
        if self.page is None:
            self.page = self.context.new_page()
            self.page.on("dialog", lambda dialog: dialog.accept())
        self.page.goto(address)
        self._await_part()

    def delivered(self) -> None:
        """Wait until the player has delivered anew what it is to play, be it the same item once more."""
        self._until(lambda: self._state().get("session", self.session) != self.session, "a part is delivered")
        self._await_part()

    def _await_part(self) -> None:
        """Wait for the player, and for the part's page where one is delivered."""
        self._until(lambda: bool(self._state()), "the player is there")
        if self.item():
            self.content()

    def _sign_in(self, person: Person) -> None:
        client = Client()
        client.force_login(person)
        name = settings.SESSION_COOKIE_NAME
        self.context.add_cookies([site_cookie(name, client.cookies[name].value, self.site)])

    def restart(self) -> None:
        """The learner takes the module once more, from its beginning."""
        version = self.attempt.module_version
        self.attempt = start_again(person=self.person, module_version=version, by=self.person)

    def leave(self) -> None:
        """Press Close, unless the content's end has already closed the player; wait until it is left."""
        page = self._page()
        # The player may be leaving by itself at this very moment.
        with suppress(Error):
            page.evaluate("document.querySelector('.player__back')?.click()")
        self._until(lambda: page.locator(".player__frame").count() == 0, "the player is left")
        self.kill()

    def kill(self) -> None:
        """Close the tab without a word."""
        self._page().close()
        self.page = None

    def click(self, selector: str) -> None:
        """Press something in the content's own pages, in whichever of its frames it is."""

        def press() -> bool:
            for frame in self._page().frames:
                if FILES.match(frame.url) and frame.locator(selector).count():
                    frame.locator(selector).first.click()
                    return True
            return False

        self._until(press, f"the content shows {selector}")

    def choose(self, item: str) -> None:
        """Choose a part in the table of contents."""
        shell = self.shell()
        if self.item():
            shell.locator("#show-contents").click()
        # Between two parts the player shows the contents by itself.
        shell.locator("#contents[open]").wait_for()
        shell.locator(f'#contents [data-open-part="{item}"]').click()
        self.wait_for_item(item)
        self.content()

    def navigate(self, way: str) -> None:
        """Press the player's own button for that way."""
        before = self.item()
        self.shell().locator(CONTROLS[way]).click()
        self._until(lambda: self.item() not in ("", before), "another part is delivered")
        self.content()

    def item(self) -> str:
        """Return the identifier of the item that is delivered, "" when there is none."""
        state = self._state()
        if not state.get("content"):
            return ""
        self.last_item = str(state["sco"])
        return self.last_item

    def wait_for_item(self, item: str) -> None:
        """Wait until that item is delivered."""
        self._until(lambda: self.item() == item, f"{item} is delivered")

    def _state(self) -> dict[str, Any]:
        """Return what the player was told of the page that it shows; nothing where it is not there."""
        with suppress(Error, StageError):
            state = self.shell().locator("#state")
            reported = "({sco, content, session}) => ({sco, content, session})"
            return dict(
                state.evaluate(f"(state) => ({reported})(JSON.parse(state.textContent))", timeout=2_000)
            )
        return {}

    def state_of(self, item: str) -> str:
        """Return what the table of contents says of an item: open, locked, hidden, current or absent."""
        self._await_ways()
        entry = self.shell().locator(f'#contents [data-open-part="{item}"]')
        if entry.count() == 0:
            return "absent"
        if entry.get_attribute("aria-current"):
            return "current"
        if entry.evaluate("entry => entry.closest('li').hidden"):
            return "hidden"
        return "locked" if entry.is_disabled() else "open"

    def control(self, name: str) -> str:
        """Return whether the player offers a way: on, off or hidden; "contents" is on with an open entry."""
        self._await_ways()
        if name == "contents":
            open_entries = self.shell().locator(
                "#contents [data-open-part]:not(:disabled):not([aria-current])"
            )
            return "on" if open_entries.count() else "off"
        holder: Frame | Page = self._page() if name == "close" else self.shell()
        button = holder.locator(SHOWN[name])
        if button.count() == 0 or not button.is_visible():
            return "hidden"
        return "off" if button.is_disabled() else "on"

    def _await_ways(self) -> None:
        """Wait until the player listens: until then no way on is open, whatever may come of it."""

        def are_open() -> bool:
            try:
                return bool(self.shell().evaluate(WAYS_ARE_OPEN))
            except StageError:
                return True  # the player is left
            except Error:
                return False  # it is just being made anew

        self._until(are_open, "the player listens")

    def call(self, calls: Sequence[Call]) -> list[dict[str, Any]]:
        """Make the calls from within the content's frame, in one turn; return what each answered."""
        expected = {
            "api": "API" if self.is_12 else "API_1484_11",
            "list": [[call.function, *call.arguments] for call in calls if not call.on_unload],
            "on_unload": [[call.function, *call.arguments] for call in calls if call.on_unload],
        }
        self.item()
        self.session = self._state().get("session", "")
        answers = self.content().evaluate(CALLS, expected)
        if answers is None:
            raise StageError("the content finds no API")
        return list(answers)

    def shell(self) -> Frame:
        """Return the player's shell on the package's origin."""
        frame = next((frame for frame in self._page().frames if "/l/" in frame.url), None)
        if frame is None:
            raise StageError("the player's shell is not there")
        return frame

    def content(self) -> Frame:
        """Return the content's frame, once its page is loaded."""
        found: list[Frame] = []
        self._page()

        def is_loaded() -> bool:
            with suppress(Error, StageError):
                found[:] = [frame for frame in self.shell().child_frames if FILES.match(frame.url)]
                return bool(found) and found[0].evaluate("document.readyState") == "complete"
            return False

        self._until(is_loaded, "the content's page is loaded")
        return found[0]

    def pause(self, seconds: float) -> None:
        """Let time pass; the browser's events are heard meanwhile."""
        if self.page is None:
            time.sleep(seconds)
        else:
            self.page.wait_for_timeout(seconds * 1_000)

    def _until(self, holds: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > end:
                raise StageError(f"waited {PATIENCE:g} seconds in vain until {what}")
            self.pause(0.03)

    def _page(self) -> Page:
        if self.page is None:
            raise StageError("the package is not open: a script begins with `launch`")
        return self.page


def _silence(route: Route) -> None:
    if route.request.resource_type == "document":
        route.fulfill(status=200, content_type="text/html", body=PAGE_WITHOUT_CALLS)
    else:
        route.continue_()
