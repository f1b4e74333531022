"""Trainers type Swedish titles in the admin, publish, and open the page at the address that it got."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect
from wagtail.test.utils.form_data import querydict_from_html

from courses.models import HomePage, ModuleIndexPage, ModulePage, SeminarIndexPage, SeminarPage
from tests.browser.look_pages import sign_in
from tests.database_rows import rolled_back
from tests.factories.courses import ThemeFactory, make_site
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.headless_shell]

TITLE = "Förebygg fall hemma: så gör ÅÄÖ"
SLUG = "forebygg-fall-hemma-sa-gor-aao"


def write(page: Page, field: str, text: str) -> None:
    page.locator(f'[data-contentpath="{field}"] [role="textbox"]').last.fill(text)
    page.wait_for_timeout(1000)  # the editor of rich text hands over what is typed four times a second


def open_editor(page: Page, address: str) -> None:
    """Open a page's editor and wait until it looks for changes: what is typed before counts as unchanged."""
    page.add_init_script(
        "addEventListener('w-unsaved:watch-edits', () => document.documentElement.className += ' is-watched')"
    )
    page.goto(address)
    expect(page.locator("html.is-watched")).to_be_attached()


def fill_module(page: Page) -> None:
    page.fill("#id_introduction", "Så undviker du att någon faller.")
    page.get_by_role("button", name="Lägg till ett block").first.click()
    page.get_by_role("option", name="Text", exact=True).click()
    page.fill('[name="steps-0-value-title"]', "Möblera om på rätt sätt")
    write(page, "body", "Ta bort lösa mattor.")
    page.fill("#id_minutes", "8")
    write(page, "aims", "Veta var någon kan ramla.")
    page.fill("#id_audience", "Alla i hemtjänsten")
    page.get_by_label("Nära vård").check()


def fill_information(page: Page) -> None:
    write(page, "body", "Så är det för alla.")


#: a page type, and how what it requires is filled in
KINDS: dict[str, Callable[[Page], None]] = {"modulepage": fill_module, "informationpage": fill_information}
#: page types that require only a title
TITLE_KINDS = ["seminarpage", "moduleindexpage", "seminarindexpage"]
PARENTS = {"modulepage": ModuleIndexPage, "seminarpage": SeminarIndexPage}


def add_address(kind: str) -> str:
    parent = PARENTS.get(kind, HomePage).objects.get(locale__language_code="sv")
    return reverse("wagtailadmin_pages:add", args=["courses", kind, parent.pk])


@pytest.mark.parametrize("kind", KINDS)
def test_page_with_a_typed_swedish_title_opens_when_published(
    site: str, phone: BrowserContext, kind: str
) -> None:
    make_site()
    ThemeFactory(slug="nara-vard", name_sv="Nära vård")
    sign_in(phone, PersonFactory(is_superuser=True), site)
    page = phone.new_page()
    page.set_viewport_size({"width": 1280, "height": 900})

    page.goto(site + add_address(kind))
    page.locator("#id_title").press_sequentially(TITLE)
    KINDS[kind](page)
    page.get_by_role("tab", name="Marknadsför").click()
    expect(page.locator("#id_slug")).to_have_value(SLUG)
    page.get_by_role("button", name="Fler åtgärder").click()
    page.get_by_role("button", name="Publicera", exact=True).click()
    expect(page.locator(".messages .success")).to_be_visible()
    answer = page.goto(f"{site}{address_of(kind)}")

    assert answer is not None
    assert answer.status == 200
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


@pytest.mark.django_db
def test_page_of_a_title_alone_has_the_same_fields_and_opens(
    client: Client, subtests: pytest.Subtests
) -> None:
    make_site()
    client.force_login(PersonFactory(is_superuser=True))
    played = title_fields(client.get(add_address("informationpage")).text)

    for kind in TITLE_KINDS:
        with subtests.test(kind=kind), rolled_back():
            form = client.get(add_address(kind)).text
            data = querydict_from_html(form, form_id="page-edit-form")
            for name, value in {"title": TITLE, "slug": SLUG, "action-publish": "1"}.items():
                data[name] = value
            client.post(add_address(kind), data)
            answer = client.get(address_of(kind))

            assert title_fields(form) == played
            assert answer.status_code == 200
            assert BeautifulSoup(answer.text, "html.parser").h1.get_text(strip=True) == TITLE


def title_fields(form: str) -> list[str]:
    """Return the fields of the title and the slug, and the form, with the scripts that they name."""
    page = BeautifulSoup(form, "html.parser")
    return [str(page.select_one(field)) for field in ("#id_title", "#id_slug")]


def test_module_with_a_typed_title_only_is_saved_by_itself(site: str, phone: BrowserContext) -> None:
    make_site()
    sign_in(phone, PersonFactory(is_superuser=True), site)
    page = phone.new_page()
    page.set_viewport_size({"width": 1280, "height": 900})

    open_editor(page, site + add_address("modulepage"))
    page.locator("#id_title").fill(TITLE)
    page.keyboard.press("Tab")
    page.wait_for_url(re.compile(r"/edit/"))
    expect(page.get_by_text("Sparat", exact=True)).to_be_visible()
    page.reload()

    expect(page.locator("#id_title")).to_have_value(TITLE)
    assert [saved.title for saved in ModulePage.objects.filter(live=False)] == [TITLE]


def test_page_published_during_its_first_automatic_save_is_created_once(
    site: str, phone: BrowserContext
) -> None:
    make_site()
    sign_in(phone, PersonFactory(is_superuser=True), site)
    page = phone.new_page()
    page.set_viewport_size({"width": 1280, "height": 900})
    open_editor(page, site + add_address("seminarpage"))
    conditions = {"offline": False, "latency": 3000, "downloadThroughput": -1, "uploadThroughput": -1}
    network = phone.new_cdp_session(page)
    network.send("Network.emulateNetworkConditions", conditions)

    with page.expect_request(lambda request: request.method == "POST"):
        page.locator("#id_title").fill(TITLE)
        page.keyboard.press("Tab")
    page.get_by_role("button", name="Fler åtgärder").click()
    page.get_by_role("button", name="Publicera", exact=True).click()
    network.send("Network.emulateNetworkConditions", {**conditions, "latency": 0})
    expect(page.locator(".messages .success")).to_be_visible()

    assert [(saved.slug, saved.live) for saved in SeminarPage.objects.all()] == [(SLUG, True)]


def address_of(kind: str) -> str:
    folder = {"modulepage": "utbildningar/", "seminarpage": "seminarier/"}.get(kind, "")
    return f"/{folder}{SLUG}/"
