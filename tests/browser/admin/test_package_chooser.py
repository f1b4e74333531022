"""A trainer searches for a package in the editor, finds none, and uploads it in the same dialogue."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import BrowserContext, expect

from courses.models import ModuleIndexPage, Package
from tests.browser.look_pages import sign_in
from tests.factories.courses import PackageFactory, make_site
from tests.factories.packages import archive
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.headless_shell]
SERIOUS = {"serious", "critical"}


def test_package_is_searched_for_and_uploaded_in_the_editor(site: str, phone: BrowserContext) -> None:
    make_site()
    PackageFactory(title="Åldrande hemma")
    PackageFactory(title="Basala hygienrutiner")
    sign_in(phone, PersonFactory(is_superuser=True), site)
    page = phone.new_page()
    page.set_viewport_size({"width": 1280, "height": 900})
    catalogue = ModuleIndexPage.objects.get(locale__language_code="sv")

    content = archive(title="Förflyttning")
    page.goto(site + reverse("wagtailadmin_pages:add", args=["courses", "modulepage", catalogue.pk]))
    page.get_by_role("button", name="Lägg till ett block").first.click()
    page.get_by_role("option", name="Paket").click()
    page.get_by_role("button", name="Välj Paket").click()
    dialogue = page.get_by_role("dialog")
    expect(dialogue.get_by_role("link", name="Basala hygienrutiner")).to_be_visible()
    dialogue.get_by_role("textbox", name="Sök").fill("åldrande")
    expect(dialogue.get_by_role("link", name="Basala hygienrutiner")).to_have_count(0)
    expect(dialogue.get_by_role("link", name="Åldrande hemma")).to_be_visible()
    found = Axe().run(page, context={"include": [["#search-results"]]}).response["violations"]
    dialogue.get_by_role("tab", name="Ladda upp").click()
    dialogue.get_by_label("Paketets fil").set_input_files(
        {"name": "kurs å.zip", "mimeType": "application/zip", "buffer": content.getvalue()}
    )
    dialogue.get_by_role("button", name="Ta in paketet").click()

    expect(page.locator("#steps-0-value-package-title")).to_have_text(re.compile("Förflyttning"))
    assert Package.objects.filter(title="Förflyttning").count() == 1
    assert [fault["id"] for fault in found if fault["impact"] in SERIOUS] == []
