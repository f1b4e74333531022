"""Which Chromium drives the tests, and how it is started."""

import os
import shutil
from typing import Any
from urllib.parse import urlsplit

#: the browser that people have
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
#: the same engine without windows, profiles and storage partitions, at two thirds of the CPU
HEADLESS_SHELL = shutil.which("chromium-headless-shell") or CHROMIUM
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def site_cookie(name: str, value: str, site: str) -> Any:
    """Return a cookie of the site as Playwright takes it; a `__Host-` one is secure, also without TLS."""
    place: dict[str, object] = {"url": site}
    if name.startswith("__Host-"):
        place = {"domain": urlsplit(site).hostname, "path": "/", "secure": True}
    return {"name": name, "value": value, "httpOnly": True, "sameSite": "Lax", **place}
