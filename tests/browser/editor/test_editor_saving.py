"""What is typed in the editor is never lost, and steps are moved by keyboard and by buttons on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from courses.models import ModulePage
from people.models import Person
from tests.browser.conftest import PHONE
from tests.browser.look_pages import sign_in
from tests.factories.courses import make_module_page
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.headless_shell]
STEPS = ("Fråga", "Lås hjulen", "Vänd")


def make_module() -> ModulePage:
    steps = [("text", {"title": title, "body": "<p>Lugnt, å ä ö.</p>"}) for title in STEPS]
    return make_module_page("Vändning", steps=steps)


def titles(page: ModulePage) -> list[str]:
    """The titles of the steps of the newest draft."""
    draft = ModulePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    return [step.value["title"] for step in draft.steps]


def wait_for(page: Page, is_so: Callable[[], bool]) -> None:
    for _ in range(200):
        if is_so():
            return
        page.wait_for_timeout(100)
    pytest.fail("It has not been saved")


def editor(context: BrowserContext, person: Person, site: str, module: ModulePage) -> tuple[Page, Locator]:
    """Open the editor; return its page and the field of the first title."""
    sign_in(context, person, site)
    page = context.new_page()
    with page.expect_response("**/editor-session/"):
        page.goto(site + reverse("wagtailadmin_pages:edit", args=[module.pk]))
    return page, page.locator("#steps-0-value-title")


def come_back(page: Page) -> None:
    """Tell the page what the browser tells it when the contact is back; else it waits for ten seconds."""
    page.evaluate("dispatchEvent(new Event('online'))")


def test_what_is_typed_survives_lost_contact_session_and_another_editor(
    site: str, phone: BrowserContext, chromium: Browser
) -> None:
    module = make_module()
    åsa, örjan = (PersonFactory(is_superuser=True, first_name=name) for name in ("Åsa", "Örjan"))
    page, title = editor(phone, åsa, site, module)
    title.press("Alt+ArrowDown")
    wait_for(page, lambda: titles(module) == ["Lås hjulen", "Fråga", "Vänd"])
    expect(title).to_be_focused()
    moved = page.locator("[data-streamfield-child]").filter(has=title)
    moved.get_by_role("button", name="Flytta upp").first.click()
    wait_for(page, lambda: titles(module) == ["Fråga", "Lås hjulen", "Vänd"])
    notice, save = page.get_by_role("alert"), page.get_by_role("button", name="Spara utkast").first

    page.locator("#id_title").fill("")
    expect(page.get_by_text("Något är inte rätt ifyllt").first).to_be_attached()
    with pytest.raises(PlaywrightTimeout), page.expect_request("**/editor-session/", timeout=500):
        come_back(page)  # nothing is tried again before something else is typed
    expect(notice).to_have_count(0)
    page.locator("#id_title").fill("Vändning")

    phone.set_offline(True)
    title.fill("Fråga utan nät")
    expect(notice).to_contain_text("Du har ingen kontakt med servern.")
    phone.set_offline(False)
    wait_for(page, lambda: titles(module)[0] == "Fråga utan nät")
    expect(notice).to_have_count(0)

    phone.clear_cookies()
    title.fill("Fråga utloggad")
    expect(notice.get_by_role("link", name="Logga in i en ny flik")).to_be_visible()
    save.click()
    expect(notice).to_be_focused()
    sign_in(phone, örjan, site)
    come_back(page)
    expect(notice).to_contain_text("Någon annan har loggat in")
    assert titles(module)[0] == "Fråga utan nät"
    sign_in(phone, åsa, site)
    come_back(page)
    wait_for(page, lambda: titles(module)[0] == "Fråga utloggad")
    expect(notice).to_have_count(0)

    other = chromium.new_context(viewport=PHONE, locale="sv-SE")
    other_page, other_title = editor(other, örjan, site, module)
    other_title.fill("Fråga Örjan")
    wait_for(other_page, lambda: titles(module)[0] == "Fråga Örjan")
    title.fill("Fråga Åsa")
    expect(notice).to_contain_text("Någon annan har ändrat utkastet.")
    assert titles(module)[0] == "Fråga Örjan"
    save.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Örjan")
    dialog.get_by_role("button", name="Spara utkast").click()
    wait_for(page, lambda: titles(module)[0] == "Fråga Åsa")
    kept = [revision.as_object().steps[0].value["title"] for revision in module.revisions.all()]
    assert {"Fråga Örjan", "Fråga Åsa"} <= set(kept)
    other.close()
