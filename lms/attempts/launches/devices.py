"""The kind of device that a package was opened on, as coarse as support needs it.

Only the two values are stored: no user agent, no version, no address. They identify nobody. A device that
identifies as a computer counts as one: an iPad since iPadOS 13, and any phone set to "desktop site".
"""

from collections.abc import Mapping
from dataclasses import dataclass

from lms.attempts.enums import BrowserFamily, DeviceKind

#: by user agent, the more specific first: most of them also contain Chrome and Safari
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
    """A kind of device and a family of browsers; "" where unknown."""

    kind: DeviceKind | str = ""
    browser: BrowserFamily | str = ""


def device_of(headers: Mapping[str, str]) -> Device:
    """Return the device of a request's headers (case-insensitive names, as `request.headers`)."""
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
