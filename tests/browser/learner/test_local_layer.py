"""A trainer of a municipality makes and publishes a layer by keyboard on a phone; only its own see it."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Locator, Page, expect

from courses.layers.models import LayerVersion
from courses.models import ModulePage
from lms.attempts.models import Attempt
from people.access.roles import GrantRole
from people.enums import RoleKind
from people.models import Municipality, Person
from tests.browser.axe import violations
from tests.browser.look_pages import sign_in
from tests.factories.people import EmploymentFactory, MunicipalityFactory, PersonFactory, make_unit
from tests.factories.steps.module_layers import make_shared_page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.headless_shell]

STEP, TEXT, NUMBER = "Så gör vi på Ön", "Åk till Ölandsgatan först.", "Ring nattpatrullen: 0123-45 67 89."


def learner_in(municipality: Municipality) -> Person:
    unit = make_unit(f"Hemtjänst i {municipality.name}", municipality=municipality)
    return EmploymentFactory(unit=unit).person


def opened(page: Page, name: str) -> None:
    page.get_by_role("link", name=name).press("Enter")


def typed(page: Page, field: Locator, text: str) -> None:
    field.focus()
    page.keyboard.type(text)


def saved(page: Page, field: str, text: str) -> None:
    """Save, when the editor of rich text has put what was typed into the form, a moment later."""
    expect(page.locator(f"input[name={field}]")).to_have_value(re.compile(re.escape(text)))
    page.get_by_role("button", name="Spara som utkast").press("Enter")
    expect(page.get_by_role("link", name="Se som deltagare")).to_be_visible()


def makes_a_layer(page: Page) -> None:
    """Fill the place and add a step after the first one."""
    opened(page, "Fyll i")
    text = page.get_by_role("textbox")
    expect(text).to_have_text("Fråga din chef.")
    text.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type(NUMBER)
    saved(page, "text", NUMBER)
    opened(page, "Lägg till ett steg efter Händer")
    typed(page, page.get_by_role("textbox", name="Titel"), STEP)
    page.keyboard.press("Tab")
    body = page.locator(".Draftail-Editor [contenteditable=true]").first
    expect(body).to_be_focused()
    page.keyboard.type(TEXT)
    saved(page, "step-0-value-body", TEXT)


def previews_it(page: Page) -> None:
    opened(page, "Se som deltagare")
    frame = page.frame_locator("iframe[title='Händer hemma som en deltagare ser den']")
    expect(frame.get_by_role("heading", name=STEP)).to_be_visible()
    expect(frame.get_by_text(NUMBER)).to_be_visible()
    size = frame.locator("html").evaluate("(html) => [window.innerWidth, html.scrollWidth]")
    assert (size[0] <= 390, size[1] <= size[0]) == (True, True)
    assert violations(page, {"include": [["main"]], "exclude": [["iframe"]]}) == []
    opened(page, "Tillbaka till det lokala innehållet")


def texts_seen_by(page: Page, site: str, person: Person, module: ModulePage) -> list[str]:
    """Take the whole module as the learner; return the texts of its steps."""
    sign_in(page.context, person, site)
    page.goto(f"{site}{module.url}")
    page.get_by_role("button", name="Börja").press("Enter")
    texts = []
    while page.get_by_role("button", name="Nästa").count():
        texts.append(page.locator("article").inner_text())
        page.get_by_role("button", name="Nästa").press("Enter")
        page.wait_for_load_state()
    return texts


def test_layer_is_made_previewed_and_published_for_its_own(site: str, phone: BrowserContext) -> None:
    own, other = MunicipalityFactory(code="1440", name="Ön"), MunicipalityFactory(code="1481", name="Ås")
    tove = PersonFactory(first_name="Tove")
    GrantRole(person=tove, kind=RoleKind.TRAINER, municipality=own, by=None).run()
    module = make_shared_page("Händer", title="Händer hemma")
    sign_in(phone, tove, site)
    page = phone.new_page()
    page.goto(f"{site}{reverse('layers:list', args=[own.code])}")
    opened(page, "Händer hemma")

    makes_a_layer(page)
    previews_it(page)
    assert (LayerVersion.objects.count(), Attempt.objects.count()) == (0, 0)
    page.get_by_role("button", name="Publicera det lokala innehållet").press("Enter")
    expect(page.get_by_text("Publicerat: de som börjar")).to_be_visible()

    here = texts_seen_by(page, site, learner_in(own), module)
    elsewhere = texts_seen_by(page, site, learner_in(other), module)
    assert [STEP in text for text in here] == [False, True, False]
    assert (TEXT in here[1], NUMBER in here[2]) == (True, True)
    assert len(elsewhere) == 2
    assert "Fråga din chef." in elsewhere[1]
    assert not [text for text in elsewhere if STEP in text or NUMBER in text]
