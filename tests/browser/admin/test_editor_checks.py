"""The checks beside Wagtail's editor: a number when the preview was measured, a sentence when it was not."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Error, Page, expect

from courses.models import ModuleIndexPage
from tests.browser.look_pages import sign_in
from tests.factories.courses import make_module_page, make_site
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.headless_shell]


def open_checks(phone: BrowserContext, address: str) -> Page:
    """Open Wagtail's editor at `address` as wide as a desk's screen, with its panel of checks."""
    page = phone.new_page()
    page.set_viewport_size({"width": 1300, "height": 900})
    page.goto(address)
    page.locator("[data-side-panel-toggle=checks]").click()
    return page


def test_checks_of_a_preview_show_measured_figures(site: str, phone: BrowserContext) -> None:
    sign_in(phone, PersonFactory(is_superuser=True), site)
    edited = make_module_page()

    page = open_checks(phone, f"{site}{reverse('wagtailadmin_pages:edit', args=[edited.pk])}")

    panel = page.locator("[data-side-panel=checks]")
    expect(panel.locator("[data-content-checker-count]")).to_have_text(re.compile(r"^\d+$"))
    expect(panel.locator("[data-content-word-count]")).to_have_text(re.compile(r"^[1-9]\d*$"))
    expect(panel.get_by_text("Inte kontrollerat")).to_have_count(0)
    expect(panel.locator(".checks-outdated")).to_be_hidden()


def test_checks_without_a_preview_say_that_nothing_was_checked(site: str, phone: BrowserContext) -> None:
    make_site()
    sign_in(phone, PersonFactory(is_superuser=True), site)
    catalogue = ModuleIndexPage.objects.get(locale__language_code="sv")

    add = reverse("wagtailadmin_pages:add", args=["courses", "modulepage", catalogue.pk])
    page = open_checks(phone, f"{site}{add}")

    panel = page.locator("[data-side-panel=checks]")
    expect(panel.get_by_text("Inte kontrollerat")).to_be_visible()
    expect(panel.locator("[data-content-checker-count]")).to_have_text("–")


def test_checks_from_before_a_faulty_change_are_called_outdated(site: str, phone: BrowserContext) -> None:
    sign_in(phone, PersonFactory(is_superuser=True), site)
    edited = make_module_page()
    page = open_checks(phone, f"{site}{reverse('wagtailadmin_pages:edit', args=[edited.pk])}")
    panel = page.locator("[data-side-panel=checks]")
    expect(panel.locator("[data-content-checker-count]")).to_have_text(re.compile(r"^\d+$"))

    # The editor compares with what it has found when it was ready, which the page does not show.
    for minutes in ("-5", "-6", "-7"):
        page.locator("#id_minutes").fill(minutes)
        with suppress(Error):
            panel.locator(".checks-outdated").wait_for(timeout=8_000)
            break

    expect(panel.locator(".checks-outdated")).to_be_visible()
