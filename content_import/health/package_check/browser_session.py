"""The browser session of a package check, which reaches the package's origin and the page around it alone."""

import json
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.html import escape
from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Error, Frame, Page, Route, WebError

from content_import.health.package_check.observations import Observations
from content_import.health.package_check.site_client import SiteClient
from content_import.health.package_check.watchdog import Limits, Watchdog
from courses.api import Package
from lms.attempts.api import LaunchKind, LaunchToken, file_prefix
from lms.runtimes.scorm.api import SANDBOX

#: a page that frames the player as the site's own page does
_PATH = "/provspelning/"
_PAGE = """<!doctype html><html lang="sv"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Provspelning</title>
<style>html,body{{margin:0;height:100%}}iframe{{border:0;width:100%;height:100%;display:block}}</style></head>
<body><iframe sandbox="{sandbox}" allow="autoplay" src="{source}"></iframe></body></html>"""
#: where the browser sends CSP reports (`report-uri`), which the content's scripts cannot suppress
_REPORTS = f"{_PATH}rapport/"
#: requests of browsers and developer tools, whose absence learners do not notice
_OPTIONAL = ("favicon.ico", ".map")


def _split(address: str) -> SplitResult:
    """Split an address; one that is invalid, since content supplies it, becomes a path."""
    try:
        return urlsplit(address)
    except ValueError:
        return SplitResult("", "", address, "", "")


class BrowserSession:
    """The browser's context: requests are answered by the site or blocked, and events are observed."""

    def __init__(
        self,
        context: BrowserContext,
        package: Package,
        site: SiteClient,
        watchdog: Watchdog,
        limits: Limits,
    ) -> None:
        self.context, self.observations, self.watchdog = context, Observations(), watchdog
        self._site, self._limits = site, limits
        self._origin = package.origin
        self._prefix = file_prefix(package.label)
        token = LaunchToken(LaunchKind.TRIAL, str(package.pk), "sv").sign()
        self._shell = f"{self._origin}/l/{token}/"
        self._dialogs = self._windows = 0

    def prepare(self, observe: str) -> Page:
        """Register the handlers, and return the page to play in."""
        self.context.add_init_script(observe)
        self.context.route("**/*", self._answer)
        self.context.on("page", self._on_page)
        self.context.on("dialog", self._on_dialog)
        self.context.on("console", self._on_console)
        self.context.on("weberror", self._on_error)
        return self.context.pages[0]

    def address_of(self, sco: str) -> str:
        return f"{settings.SITE_ORIGIN}{_PATH}?sco={sco}"

    def shell_in(self, page: Page) -> Frame | None:
        return next((frame for frame in page.frames if frame.url.startswith(self._shell)), None)

    def path_of(self, address: str) -> str:
        """Return a file's path within the package, for display."""
        path = _split(address).path
        return path.removeprefix(self._prefix) if path.startswith(self._prefix) else path

    def host_of(self, address: str) -> str:
        return _split(address).netloc or address

    def note_blocked(self, address: str, count: int = 1) -> None:
        """Note a request beyond the package: to the site itself, or to another host."""
        host = _split(address).netloc.rpartition("@")[2].lower()
        if host == urlsplit(settings.SITE_ORIGIN).netloc.lower():
            self.observations.note("site", _split(address).path or "/", count)
        else:
            self.observations.note("hosts", self.host_of(address), count)

    def _answer(self, route: Route) -> None:
        request = route.request
        address = request.url
        if address == f"{settings.SITE_ORIGIN}{_REPORTS}":
            self._note_violation(request.post_data_buffer or b"")
            route.fulfill(status=204)
        elif address.startswith(f"{settings.SITE_ORIGIN}{_PATH}") and request.is_navigation_request():
            route.fulfill(body=self._page(address), content_type="text/html; charset=utf-8")
        elif f"{self.host_of(address)}" == urlsplit(self._origin).netloc:
            self._answer_with_site(route)
        else:
            if not address.startswith(("data:", "blob:")) and not address.endswith("/favicon.ico"):
                self.note_blocked(address)
            route.abort("blockedbyclient")

    def _answer_with_site(self, route: Route) -> None:
        request = route.request
        response = self._site.request(request.method, request.url, request.headers, request.post_data_buffer)
        if response.status == 404 and not request.url.endswith(_OPTIONAL):
            self.observations.note("missing", self.path_of(request.url))
        headers = {name.lower(): value for name, value in response.headers.items()}
        if policy := headers.get("content-security-policy"):
            reports = f"{settings.SITE_ORIGIN}{_REPORTS}"
            headers["content-security-policy"] = f"{policy}; report-uri {reports}"
        route.fulfill(status=response.status, headers=headers, body=response.body)

    def _note_violation(self, body: bytes) -> None:
        """Note the blocked URI of a CSP report (CSP3, section 5.3); ignore a body that is none."""
        try:
            blocked = str(json.loads(body)["csp-report"]["blocked-uri"])
        except (ValueError, KeyError, TypeError):
            return
        if blocked.startswith(("http:", "https:", "ws:", "wss:")):
            self.note_blocked(blocked)

    def _page(self, address: str) -> str:
        source = escape(f"{self._shell}?{urlsplit(address).query}")
        return _PAGE.format(sandbox=SANDBOX, source=source)

    def _on_page(self, page: Page) -> None:
        self._windows += 1
        if self._windows > self._limits.windows:
            self.watchdog.abort(Watchdog.FLOOD)

    def _on_dialog(self, dialog: Dialog) -> None:
        self._dialogs += 1
        if self._dialogs > self._limits.dialogs:
            self.watchdog.abort(Watchdog.FLOOD)
            return
        try:
            dialog.accept()
        except Error:
            return  # its page is closed

    def _on_console(self, message: ConsoleMessage) -> None:
        # Chromium reports that a sandboxed frame tried to navigate its parent only here.
        if message.type == "error" and "initiate navigation" in message.text and "sandbox" in message.text:
            place = message.location.get("url", "")
            self.observations.note("takes_window", self.path_of(place))

    def _on_error(self, error: WebError) -> None:
        self.observations.note(
            "script_errors", getattr(error.error, "message", str(error.error)).partition("\n")[0]
        )
