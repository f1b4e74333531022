"""Signing in and out in a real browser: by keyboard on a phone, and on a computer that others use next."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from people.codes.actions import HandOutCode
from people.enums import RoleKind
from people.models import Person
from tests.browser.axe import violations
from tests.browser.player_pages import sign_in_by_form
from tests.factories.courses import make_site
from tests.factories.people import (
    PASSWORD,
    EmploymentFactory,
    PersonFactory,
    make_role,
    make_unit,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.headless_shell]


@pytest.fixture
def amina() -> Person:
    make_site()
    person = PersonFactory(username="amina", first_name="Amina", last_name="Exempel")
    return EmploymentFactory(person=person).person


@pytest.fixture
def mats(amina: Person) -> Person:
    """Administers the municipality where Amina works."""
    unit = amina.employments.get().unit
    return make_role(RoleKind.MUNICIPAL_ADMIN, municipality=unit.municipality, username="mats")


def test_sign_in_by_keyboard_on_a_phone(page: Page, site: str, amina: Person) -> None:
    page.goto(f"{site}/konto/")
    while page.evaluate("document.activeElement.name") != "login":
        page.keyboard.press("Tab")
    page.keyboard.type("amina")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/konto/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Amina Exempel")


def test_sign_in_without_javascript(chromium: object, site: str, amina: Person) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in_by_form(page, site, "amina")
    page.goto(f"{site}/konto/")
    page.locator("main form[action*='logga-ut'] button").click()
    page.wait_for_url(f"{site}/konto/logga-in/")
    context.close()


def test_back_after_sign_out_shows_nothing(page: Page, site: str, amina: Person) -> None:
    sign_in_by_form(page, site, "amina")
    page.goto(f"{site}/konto/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Amina Exempel")
    page.locator("main form[action*='logga-ut'] button").click()
    page.wait_for_url(f"{site}/konto/logga-in/")
    for _ in range(3):
        page.go_back()
        page.wait_for_load_state()
        assert "Amina Exempel" not in page.content()


def test_wrong_password_is_said_and_the_field_shows_what_is_typed(
    page: Page, site: str, amina: Person
) -> None:
    page.goto(f"{site}/konto/logga-in/")
    page.locator("[name=login]").fill("amina")
    page.locator("[name=password]").fill("fel")
    page.locator(".reveal input").check()
    expect(page.locator("[name=password]")).to_have_attribute("type", "text")
    page.locator("main button[type=submit]").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("[name=password]")).to_have_value("")


@pytest.mark.parametrize("language", ["", "/en"])
def test_account_pages_have_no_accessibility_faults(
    page: Page, site: str, amina: Person, language: str
) -> None:
    for path in ("/konto/logga-in/", "/konto/kod/"):
        page.goto(f"{site}{language}{path}")
        assert violations(page) == []
        page.locator("main button[type=submit]").click()
    sign_in_by_form(page, site, "amina")
    for path in ("/konto/", "/konto/losenord/", "/konto/logga-ut/", "/cms/"):
        page.goto(f"{site}{'' if path == '/cms/' else language}{path}")
        assert violations(page) == []


@pytest.mark.parametrize("language", ["", "/en"])
def test_staff_pages_have_no_accessibility_faults(
    page: Page, site: str, amina: Person, mats: Person, language: str
) -> None:
    sign_in_by_form(page, site, "mats")
    unit = amina.employments.get().unit
    person = f"/personal/{amina.pk}/"
    paths = ["/personal/", "/personal/ny/", "/personal/enheter/", f"/personal/enheter/{unit.pk}/", person]
    for path in [*paths, f"{person}roll/", f"{person}anstallning/"]:
        page.goto(f"{site}{language}{path}")
        assert (path, violations(page)) == (path, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.goto(f"{site}{language}{person}kod/")
    page.locator("main button[type=submit]").click()
    expect(page.locator(".code__characters")).to_be_visible()
    assert violations(page) == []


def test_code_from_the_manager_signs_a_new_colleague_in(
    page: Page, phone: BrowserContext, chromium: object, site: str, mats: Person
) -> None:
    new = EmploymentFactory(
        person=PersonFactory(username="nya"),
        unit=make_unit("Natt", municipality=mats.roles.get().municipality),
    ).person
    sign_in_by_form(page, site, "mats")
    page.goto(f"{site}/personal/{new.pk}/kod/")
    page.locator("main button[type=submit]").click()
    code = page.locator(".code__characters [aria-hidden]").inner_text()

    other = chromium.new_context().new_page()
    other.goto(f"{site}/konto/kod/")
    other.locator("[name=login]").fill("nya")
    other.locator("[name=code]").fill(code.lower())
    other.locator("[name=password]").fill("tre blöta vantar")
    other.locator("main button[type=submit]").click()
    other.wait_for_url(f"{site}/")
    other.context.close()


def spend(page: Page, code: str, password: str) -> None:
    page.locator("[name=login]").fill("amina")
    page.locator("[name=code]").fill(code)
    page.locator("[name=password]").fill(password)
    page.locator("[name=password]").press("Enter")


def test_code_from_an_administrator_sets_a_password_once(
    chromium: Browser, page: Page, site: str, amina: Person, mats: Person
) -> None:
    desk = chromium.new_context(locale="sv-SE")
    office = desk.new_page()
    sign_in_by_form(office, site, "mats")
    office.goto(f"{site}/personal/{amina.pk}/")
    office.get_by_role("link", name="Ge en engångskod").click()
    office.get_by_role("button", name="Skapa en kod").click()
    code = office.locator(".code__characters [aria-hidden]").inner_text()
    desk.close()

    page.goto(f"{site}/konto/logga-in/")
    page.get_by_role("link", name="Jag har en kod").click()
    for wrong, password, words in (
        ("XXXX XXXX", "tre blöta vantar", "be om en ny kod"),
        (code, "kort", "minst 8 tecken"),
    ):
        spend(page, wrong, password)
        expect(page.locator("main form")).to_be_visible()
        expect(page.locator("main")).to_contain_text(words)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    spend(page, code.lower().replace(" ", "-"), "tre blöta vantar")
    page.wait_for_url(f"{site}/")
    assert Person.objects.get(pk=amina.pk).check_password("tre blöta vantar")

    page.goto(f"{site}/konto/")
    page.locator("main form[action*='logga-ut'] button").click()
    page.wait_for_url("**/logga-in/**")
    page.goto(f"{site}/konto/kod/")
    spend(page, code, "fyra torra vantar")
    expect(page.get_by_role("alert")).to_contain_text("koden använd eller för gammal")
    assert Person.objects.get(pk=amina.pk).check_password("tre blöta vantar")


def test_code_that_is_too_old_says_what_to_do(page: Page, site: str, amina: Person) -> None:
    code = HandOutCode(person=amina, by=None).run()
    amina.one_time_codes.update(expires_at=timezone.now())
    page.goto(f"{site}/konto/kod/")
    spend(page, code, "tre blöta vantar")
    expect(page.get_by_role("alert")).to_contain_text("be om en ny kod")
