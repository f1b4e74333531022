"""A fault is reported in a real browser: without scripts, and from the player without leaving it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, expect

from lms.feedback.models import FaultReport
from people.models import Person
from tests.browser.conftest import PHONE
from tests.browser.player_pages import opened
from tests.factories.courses import make_site
from tests.factories.packages import make_package

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.headless_shell]
MESSAGE = "Jag ser inte knappen ”Nästa” när jag förstorar. Åsa Öst"


def test_report_without_scripts_or_sign_in_from_the_footer_is_received(chromium: Browser, site: str) -> None:
    make_site()
    with chromium.new_context(viewport=PHONE, locale="sv-SE", java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{site}/konto/logga-in/")
        page.get_by_role("link", name="Rapportera brist i tillgängligheten").click()
        page.get_by_role("button", name="Skicka").click()
        page.get_by_label("Vad fungerar inte?").fill(MESSAGE)
        page.get_by_role("button", name="Skicka").click()
        expect(page.get_by_role("heading", name="Tack, vi har fått det")).to_be_visible()
        page.get_by_role("link", name="Tillbaka till sidan").click()
        expect(page).to_have_url(f"{site}/konto/logga-in/")

    report = FaultReport.objects.get()
    assert (report.message, report.address, report.email) == (MESSAGE, "/konto/logga-in/", "")


def test_report_from_the_player_opens_in_a_tab_and_leaves_the_module_open(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    attempt, page, content = opened(phone, site, learner, make_package())
    with phone.expect_page() as tab:
        page.get_by_role("link", name="Rapportera fel på den här sidan").click()
    form = tab.value

    form.get_by_label("Vad fungerar inte?").fill(MESSAGE)
    form.get_by_role("button", name="Skicka").click()

    expect(form.get_by_text("Stäng den här fliken och fortsätt där du var.")).to_be_visible()
    expect(form.get_by_role("link", name="Tillbaka till sidan")).to_have_count(0)
    form.close()
    expect(content.get_by_role("button", name="Godkänd")).to_be_visible()
    assert FaultReport.objects.get().module == attempt.module
    assert page.url.endswith(
        reverse("tracking:step", args=[attempt.pk, attempt.module_version.steps[0]["id"]])
    )
