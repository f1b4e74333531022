"""The look holds for everybody: axe on every type of page, narrow, by keyboard, dark, without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from people.models import Person
from tests.browser.axe import LOOK_RULES, violations
from tests.browser.conftest import PHONE
from tests.browser.look_pages import make_world, sign_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.headless_shell]
#: whether the element in focus has an outline that is seen, and what it is
FOCUS = """() => {
    const element = document.activeElement, style = getComputedStyle(element);
    const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return [seen, element.outerHTML.slice(0, 120)];
}"""
#: what may be missing when a page fails on purpose
EXPECTED_STATUS = {"not found": 404}
DESK = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 640}


@contextmanager
def reading(
    chromium: Browser, site: str, person: Person | None = None, **options: Any
) -> Iterator[BrowserContext]:
    """A browser of `person`, or of a stranger; a phone in Swedish unless told otherwise."""
    context = chromium.new_context(**{"viewport": PHONE, "locale": "sv-SE", **options})
    if person is not None:
        sign_in(context, person, site)
    yield context
    context.close()


def look_at_all(
    chromium: Browser, site: str, language: str, look: Callable[[Page], list[str]], **options: Any
) -> dict[str, list[str]]:
    """Return what `look` finds wrong on each type of page, by the page's name."""
    found: dict[str, list[str]] = {}
    for person, pages in make_world(language).readers:
        with reading(chromium, site, person, **options) as context:
            for name, path in pages.items():
                page = context.new_page()
                answer = page.goto(f"{site}{path}")
                wrong = look(page)
                if answer is None or answer.status != EXPECTED_STATUS.get(name, 200):
                    wrong.append(f"status {answer and answer.status}")
                if wrong:
                    found[name] = wrong
                page.close()
    return found


def sideways(page: Page) -> list[str]:
    width = page.evaluate("document.documentElement.scrollWidth")
    return [f"{width} px wide"] if width > page.viewport_size["width"] else []


def small_targets(page: Page) -> list[str]:
    """Buttons, fields and links that are not part of a sentence, smaller than 44 px where one taps them."""
    tapped = "main :is(button, summary, .ds-button, .choice, select), .place"
    return page.evaluate(
        """(tapped) => [...document.querySelectorAll(tapped)]
            .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 43.5)
            .map(e => `${Math.round(e.getBoundingClientRect().height)} px: ${e.outerHTML.slice(0, 120)}`)""",
        tapped,
    )


def foreign_requests(page: Page) -> list[str]:
    """URLs of neither the site nor its content hosts `p-….localhost`."""
    host = page.evaluate("location.host")
    urls = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
    hosts = {url: urlsplit(url).netloc for url in urls}
    return [url for url, netloc in hosts.items() if netloc != host and not netloc.endswith(f".{host}")]


def test_page_of_every_type_on_a_phone_at_a_desk_and_in_the_dark_passes(chromium: Browser, site: str) -> None:
    """Each page is loaded once; between the checks only the width or the colours change."""

    def look(page: Page) -> list[str]:
        wrong = violations(page) + small_targets(page) + foreign_requests(page)
        page.emulate_media(color_scheme="dark")
        wrong += [f"dark: {fault}" for fault in violations(page, only=["color-contrast"])]
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(DESK)
        wrong += [f"desk: {fault}" for fault in violations(page)]
        page.set_viewport_size(NARROW)
        return wrong + [f"narrow: {fault}" for fault in sideways(page)]

    assert look_at_all(chromium, site, "sv", look) == {}


def test_page_of_every_type_in_english_passes_axe(chromium: Browser, site: str) -> None:
    assert look_at_all(chromium, site, "en", partial(violations, without=LOOK_RULES)) == {}


def test_main_pages_without_scripts_lead_to_a_module(chromium: Browser, site: str) -> None:
    world = make_world()
    with reading(chromium, site, world.learner, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(site)
        page.get_by_role("link", name="10 min").click()
        page.get_by_role("searchbox").fill("hygien")
        page.get_by_role("main").get_by_role("button").first.click()
        page.get_by_role("link", name="Basala hygienrutiner").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Basala hygienrutiner")
        expect(page.get_by_role("main").get_by_role("button").first).to_be_visible()


def test_keyboard_when_tab_is_pressed_first_skips_to_the_content(chromium: Browser, site: str) -> None:
    world = make_world()
    with reading(chromium, site, world.learner) as context:
        page = context.new_page()
        page.goto(site)
        page.keyboard.press("Tab")
        skip = page.locator(".skip")
        expect(skip).to_be_focused()
        assert skip.bounding_box()["height"] > 40
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main') !== null")


def test_keyboard_wherever_it_comes_shows_where_it_is(chromium: Browser, site: str) -> None:
    world = make_world()
    unseen = []
    with reading(chromium, site, world.manager) as context:
        page = context.new_page()
        for path in ("/", world.catalogue, reverse("people:list")):
            page.goto(f"{site}{path}")
            for _ in range(25):
                page.keyboard.press("Tab")
                seen, what = page.evaluate(FOCUS)
                if not seen and not what.startswith("<body"):
                    unseen.append(what)
    assert unseen == []


def test_menu_when_escape_is_pressed_closes(chromium: Browser, site: str) -> None:
    world = make_world()
    with reading(chromium, site, world.learner) as context:
        page = context.new_page()
        page.goto(site)
        menu = page.locator("details[data-menu]")
        menu.locator("summary").click()
        expect(menu).to_have_attribute("open", "")
        page.keyboard.press("Escape")
        expect(menu).not_to_have_attribute("open", "")


def test_language_switch_leads_to_the_same_page(chromium: Browser, site: str) -> None:
    world = make_world()
    with reading(chromium, site, world.learner) as context:
        page = context.new_page()
        page.goto(f"{site}{reverse('learner:mine')}")
        page.get_by_role("link", name="English").click()
        expect(page).to_have_url(f"{site}/en/mitt/")
        expect(page.locator("html")).to_have_attribute("lang", "en")


def test_page_when_zoomed_to_400_per_cent_is_not_covered(chromium: Browser, site: str) -> None:
    world = make_world()
    with reading(chromium, site, world.learner, viewport={"width": 320, "height": 256}) as context:
        page = context.new_page()
        page.goto(site)
        bar = page.get_by_role("navigation").first
        assert bar.evaluate("e => getComputedStyle(e).position") == "static"
        assert sideways(page) == []


def test_font_that_is_preloaded_is_the_one_that_is_used(chromium: Browser, site: str) -> None:
    make_world()
    with reading(chromium, site, None) as context:
        page = context.new_page()
        fonts: list[str] = []
        page.on(
            "request", lambda requested: requested.resource_type == "font" and fonts.append(requested.url)
        )
        page.goto(site, wait_until="networkidle")
        page.evaluate("document.fonts.ready.then(() => null)")
    assert len(fonts) == 1
