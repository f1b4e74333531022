"""The areas of a picture in the editor: written as per cent, by keyboard, and seen in the preview."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from courses.models import ModulePage
from tests.browser.look_pages import sign_in
from tests.factories.courses import make_module_page
from tests.factories.files.used_files import image
from tests.factories.people import PersonFactory
from tests.factories.steps.questions import PICTURE, hotspot, screen

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.headless_shell]


@pytest.fixture
def module() -> ModulePage:
    image(pk=PICTURE)
    return make_module_page("Hygien", steps=[screen(hotspot())])


@pytest.fixture
def editor(site: str, phone: BrowserContext, module: ModulePage) -> Page:
    sign_in(phone, PersonFactory(is_superuser=True), site)
    page = phone.new_page()
    page.set_viewport_size({"width": 1300, "height": 900})
    page.goto(site + reverse("wagtailadmin_pages:edit", args=[module.pk]))
    return page


def test_area_is_moved_by_keyboard_and_shown_in_the_preview(editor: Page) -> None:
    editor.locator("[name$='-areas-0-value-text']").focus()
    for field, percent in (("left", "33"), ("top", "44")):
        while not editor.evaluate("document.activeElement.name ?? ''").endswith(f"-areas-0-value-{field}"):
            editor.keyboard.press("Tab")
        editor.keyboard.press("Control+a")
        editor.keyboard.type(percent)

    editor.locator("[data-side-panel-toggle=preview]").click()
    frame = editor.frame_locator("#w-preview-iframe")

    rectangle = frame.locator(".hotspot__area").first.locator("rect").first
    expect(rectangle).to_have_attribute("x", "33%")
    expect(rectangle).to_have_attribute("y", "44%")
    expect(frame.locator(".hotspot__scale text").first).to_have_text("10")
    expect(frame.get_by_label("Dörrhandtaget")).to_be_visible()


def test_area_beyond_the_picture_is_refused_at_its_list(editor: Page, module: ModulePage) -> None:
    editor.locator("[name$='-areas-0-value-left']").fill("95")
    editor.get_by_role("button", name="Fler åtgärder").first.click()
    editor.get_by_role("button", name="Publicera").click()

    expect(editor.get_by_text("Ett område går utanför bilden.")).to_be_visible()
