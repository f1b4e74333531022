"""What is typed in the editor is never lost, and steps are moved by keyboard and by buttons on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from courses.models import ModuleIndexPage, ModulePage
from people.models import Person
from tests.browser.conftest import PHONE
from tests.browser.look_pages import sign_in
from tests.factories.courses import make_module_page
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.headless_shell]
SLOW = 20_000  # after a failed attempt, the editor tries again after ten seconds
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
    page.goto(site + reverse("wagtailadmin_pages:edit", args=[module.pk]))
    return page, page.locator("#steps-0-value-title")


COME_BACK = """() => {
    const send = window.fetch;
    let count = 0;
    window.fetch = (resource, options) => {
        count += String(resource).includes("editor-session");
        return send(resource, options);
    };
    dispatchEvent(new Event("online"));
    document.dispatchEvent(new Event("visibilitychange"));
    window.fetch = send;
    return count;
}"""

LOSE_ANSWER = """() => {
    const send = window.fetch;
    window.fetch = async (resource, options) => {
        const response = await send(resource, options);
        if (!options?.body || !String(resource).endsWith("/edit/")) return response;
        window.fetch = send;
        throw new TypeError("The answer is lost");
    };
}"""


def come_back(page: Page) -> int:
    """Send both events of a contact that is back; return how many requests the page then sends at once."""
    count: int = page.evaluate(COME_BACK)
    return count


def wait_until_saved(page: Page, notice: Locator) -> None:
    expect(page.locator("#w-autosave-indicator")).to_have_attribute(
        "data-w-autosave-state-value", "saved", timeout=SLOW
    )
    expect(notice).to_have_count(0)


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
    assert come_back(page) == 0  # nothing is tried again before something else is typed
    expect(notice).to_have_count(0)
    page.locator("#id_title").fill("Vändning")

    phone.set_offline(True)
    title.fill("Fråga utan nät")
    expect(notice).to_contain_text("Du har ingen kontakt med servern.")
    phone.set_offline(False)
    wait_for(page, lambda: titles(module)[0] == "Fråga utan nät")
    expect(notice).to_have_count(0, timeout=SLOW)

    phone.clear_cookies()
    title.fill("Fråga utloggad")
    expect(notice.get_by_role("link", name="Logga in i en ny flik")).to_be_visible()
    save.click()
    expect(notice).to_be_focused()
    sign_in(phone, örjan, site)
    assert come_back(page) <= 1
    expect(notice).to_contain_text("Någon annan har loggat in", timeout=SLOW)
    assert titles(module)[0] == "Fråga utan nät"
    sign_in(phone, åsa, site)
    assert come_back(page) <= 1
    wait_for(page, lambda: titles(module)[0] == "Fråga utloggad")
    wait_until_saved(page, notice)  # a later save would change the draft that Örjan opens

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


def test_saving_goes_on_after_lost_answers(site: str, phone: BrowserContext) -> None:
    module = make_module()
    page, title = editor(phone, PersonFactory(is_superuser=True), site, module)
    notice = page.get_by_role("alert")

    page.evaluate(LOSE_ANSWER)
    title.fill("Fråga igen")
    expect(notice).to_contain_text("Du har ingen kontakt med servern.", timeout=SLOW)
    assert titles(module)[0] == "Fråga igen"  # stored, though the editor has had no answer
    come_back(page)
    wait_until_saved(page, notice)

    catalogue = ModuleIndexPage.objects.get(locale__language_code="sv")
    page.goto(site + reverse("wagtailadmin_pages:add", args=["courses", "modulepage", catalogue.pk]))
    page.route("**/edit/?_w_hydrate_create_view=1", lambda route: route.abort())
    page.locator("#id_title").fill("Förflyttning")
    expect(notice).to_be_visible(timeout=SLOW)
    come_back(page)
    wait_until_saved(page, notice)
    page.locator("#id_title").fill("Förflyttning i säng")
    made = ModulePage.objects.filter(slug__startswith="forflyttning")
    wait_for(page, lambda: made.get().get_latest_revision_as_object().title == "Förflyttning i säng")
    wait_until_saved(page, notice)
