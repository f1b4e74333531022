"""Opening packages in a real Chromium: time to the first script of the content, and bytes transferred."""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterator
from typing import Any

from tests.benchmarks.server import Engine
from tests.chromium import CHROMIUM, FLAGS, site_cookie

RUNS = int(os.environ.get("BENCH_OPENINGS", "7"))
#: milliseconds: the first opening of the 2004 engines on a busy machine takes longer than Playwright waits
PATIENCE = 180_000
PHONE = {"width": 390, "height": 844}
#: the player itself: the shell, its scripts and its style, without the content's files; 0 from the cache
_WEIGHT = """() => performance.getEntries()
  .filter(({ entryType, name }) =>
    entryType === "navigation" || (entryType === "resource" && !new URL(name).pathname.startsWith("/f/")))
  .map(({ transferSize }) => transferSize)"""


def opening(measured: Engine) -> Iterator[dict[str, object]]:
    """Yield milliseconds and bytes for each engine, first with an empty cache and then again."""
    if not CHROMIUM:
        return
    from playwright.sync_api import sync_playwright

    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    stage = measured.stage("packages")
    site = f"http://{measured.site_host}"
    with measured.served(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, step in stage["steps"].items():
            seen: dict[str, list[tuple[float, int, int]]] = {"first": [], "next": []}
            for _ in range(RUNS + 1):
                context = browser.new_context(viewport=PHONE, locale="sv-SE")
                context.set_default_timeout(PATIENCE)
                context.add_cookies([site_cookie("__Host-sessionid", stage["cookie"], site)])
                for found in seen.values():
                    found.append(_open(context, site + step))
                context.close()
            for visit, found in seen.items():
                # The first of all loads the server's own code.
                milliseconds, sizes, requests = zip(*found[1:], strict=True)
                details = {"engine_of_run_time": name, "visit": visit, "runs": RUNS}
                middle = round(statistics.median(milliseconds))
                yield {"name": f"scorm.open.{name}", "value": middle, "unit": "ms", **details}
                weight = {"value": statistics.median(sizes), "unit": "B", "requests": max(requests)}
                yield {"name": "scorm.shell.bytes", **weight, **details}
        browser.close()


def _open(context: Any, address: str) -> tuple[float, int, int]:
    """Return the milliseconds from the navigation, and the bytes and requests of the player."""
    page = context.new_page()
    page.goto(address, wait_until="commit")
    content = page.frame_locator(".player__frame").frame_locator("#content")
    content.locator("h1").wait_for()
    began = content.locator("h1").evaluate("() => window.begunAt")
    milliseconds = began - page.evaluate("() => performance.timeOrigin")
    sizes = page.frame_locator(".player__frame").locator("#content").evaluate(_WEIGHT)
    page.close()
    return milliseconds, sum(sizes), sum(size > 0 for size in sizes)
