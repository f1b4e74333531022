"""On what kind of device a package was opened, told as coarsely as a supporter needs it.

Only the two words are kept: no user agent, no version, no address. Nobody can be told apart by them. What
calls itself a computer is one: an iPad does since iPadOS 13, and so does any phone asked for "desktop site".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lms.attempts.enums import BrowserFamily, DeviceKind

#: by what browsers call themselves, the more particular first: most of them also say Chrome and Safari
_BROWSERS = (
    (("Edg/", "EdgA/", "EdgiOS/"), BrowserFamily.EDGE),
    (("SamsungBrowser/",), BrowserFamily.SAMSUNG),
    (("Firefox/", "FxiOS/"), BrowserFamily.FIREFOX),
    (("OPR/", "OPT/", "Vivaldi/", "YaBrowser/"), BrowserFamily.OTHER),
    (("Chrome/", "Chromium/", "CriOS/"), BrowserFamily.CHROME),
    (("Safari/",), BrowserFamily.SAFARI),
)
_COMPUTERS = ("Windows NT", "Macintosh", "X11", "CrOS")


@dataclass(frozen=True)
class Device:
    """A kind of device and a family of browsers; "" for what was not told."""

    kind: DeviceKind | str = ""
    browser: BrowserFamily | str = ""


def device_of(headers: Mapping[str, str]) -> Device:
    """Return the device by a request's headers (case-insensitive names, as `request.headers`)."""
    agent = headers.get("User-Agent", "")
    return Device(_kind(agent, is_mobile=headers.get("Sec-CH-UA-Mobile") == "?1"), _browser(agent))


def _kind(agent: str, *, is_mobile: bool) -> DeviceKind | str:
    if "iPad" in agent or "Tablet" in agent or ("Android" in agent and "Mobi" not in agent and not is_mobile):
        return DeviceKind.TABLET
    if is_mobile or "Mobi" in agent:
        return DeviceKind.PHONE
    return DeviceKind.COMPUTER if any(name in agent for name in _COMPUTERS) else ""


def _browser(agent: str) -> BrowserFamily | str:
    if not agent:
        return ""
    return next(
        (family for names, family in _BROWSERS if any(name in agent for name in names)), BrowserFamily.OTHER
    )
