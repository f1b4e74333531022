"""What axe finds on a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

#: rules of colours and sizes, which a page's language changes nothing of; they take half the time
LOOK_RULES = ("color-contrast", "target-size")
RUN = """([context, options]) => axe.run(context || document, options).then(({violations}) =>
  violations.flatMap(({id, nodes}) => nodes.map(({html}) => `${id}: ${html.slice(0, 200)}`)))"""


def violations(
    page: Page, context: Any = None, *, only: Sequence[str] = (), without: Sequence[str] = ()
) -> list[str]:
    """Return what violates a rule on the page, each as the rule and the element.

    `context` is what axe includes and excludes; `only` and `without` name rules. Each document is given axe's
    500 kB of script once: that takes as long as a run.
    """
    if page.evaluate("window.axe === undefined"):
        page.evaluate(AXE_SCRIPT)
    options: dict[str, Any] = {
        "resultTypes": ["violations"],
        "rules": {rule: {"enabled": False} for rule in without},
    }
    if only:
        options["runOnly"] = list(only)
    found: list[str] = page.evaluate(RUN, [context, options])
    return found
