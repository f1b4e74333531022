"""A trainer takes in material on a phone's width with the keyboard alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.axe import violations
from tests.browser.look_pages import sign_in
from tests.factories.courses import make_site
from tests.factories.files.pictures import make_photo
from tests.factories.files.used_files import WEBVTT
from tests.factories.people import PersonFactory
from tests.factories.seminars import make_film

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.headless_shell]

FILES = {
    "lyft.mp4": ("video/mp4", lambda: make_film().read()),
    "lyft.svenska.vtt": ("text/vtt", lambda: WEBVTT),
    "bild.png": ("image/png", lambda: make_photo(kind="PNG")),
}


def check(page: Page) -> None:
    """Check a page with axe, without Wagtail's own message, and that nothing is wider than the phone."""
    assert violations(page, {"exclude": [".messages"]}) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def press(page: Page, name: str) -> None:
    """Go to a button by keyboard and press it."""
    button = page.get_by_role("button", name=name).first
    for _press in range(60):
        page.keyboard.press("Tab")
        if button.evaluate("button => button === document.activeElement"):
            break
    expect(button).to_be_focused()
    page.keyboard.press("Enter")


def test_material_is_taken_in_and_undone_by_keyboard(
    site: str, phone: BrowserContext, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    make_site()
    sign_in(phone, PersonFactory(is_superuser=True), site)
    page = phone.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}/cms/material/")
    check(page)
    page.get_by_label("Filer").set_input_files(
        [{"name": name, "mimeType": kind, "buffer": make()} for name, (kind, make) in FILES.items()]
    )

    press(page, "Visa vad det blir")
    expect(page.get_by_text("”svenska” i namnet")).to_be_visible(timeout=30_000)
    check(page)

    page.get_by_label("Undertexternas språk").focus()
    page.keyboard.type("Svenska")
    press(page, "Ändra planen")
    expect(page.get_by_text("2 steg blir det nya utkastet")).to_be_visible(timeout=30_000)
    check(page)

    press(page, "Ta in")
    expect(page.get_by_role("button", name="Ångra intaget")).to_be_visible(timeout=60_000)
    check(page)
    expect(page.get_by_role("link", name="Öppna utkastet")).to_have_attribute("href", re.compile("/edit/"))

    press(page, "Ångra intaget")
    expect(page.get_by_text("Det är ångrat")).to_be_visible(timeout=30_000)
    check(page)
