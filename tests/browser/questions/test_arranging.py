"""Questions whose parts are put in order, matched or filled in: by keyboard, without scripts, under axe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, Page, expect

from people.models import Person
from tests.browser.axe import violations
from tests.browser.conftest import PHONE
from tests.browser.player_pages import sign_in
from tests.factories.courses import make_module_page, make_site
from tests.factories.files.used_files import image
from tests.factories.steps.questions import (
    PICTURE,
    gap_text,
    hotspot,
    key,
    match,
    order,
    ranking,
    screen,
)
from tests.integration.runtimes.native.learner import Learner

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.headless_shell]
LONG = "Hemsjukvårdssituationer med personcentrerat förhållningssätt och åtgärdsprogram"


@pytest.fixture
def answering(learner: Person) -> Learner:
    make_site()
    image(pk=PICTURE)
    questions = (
        order(),
        match(pairs=(("Handsprit", LONG), (LONG, "Vid kroppsvätskor"))),
        ranking(),
        gap_text(),
        hotspot(),
    )
    return Learner.starts(make_module_page("Hygien", slug="hygien", steps=[screen(*questions)]), learner)


@pytest.fixture
def plain(chromium: Browser) -> Iterator[BrowserContext]:
    """A phone without JavaScript."""
    context = chromium.new_context(viewport=PHONE, locale="sv-SE", java_script_enabled=False)
    yield context
    context.close()


def opened(site: str, context: BrowserContext, learner: Learner) -> Page:
    sign_in(context, learner.person, site)
    page = context.new_page()
    page.goto(f"{site}{learner.url()}")
    return page


def question(page: Page, made: dict[str, Any]) -> Any:
    return page.locator(f"#q-{made['id']}")


def test_order_is_made_by_keyboard_with_focus_kept_and_announced(
    site: str, phone: BrowserContext, answering: Learner
) -> None:
    page = opened(site, phone, answering)
    asking = question(page, order())
    shown = asking.locator(".order__text")
    right = ["Sprita händerna", "Ta på handskar", "Hjälp personen", "Ta av handskar"]
    expect(asking.locator("select").first).to_be_hidden()
    for place, text in enumerate(right):
        button = asking.get_by_role("button", name=f"Flytta upp: {text}")
        button.focus()
        while shown.all_text_contents().index(text) > place:
            page.keyboard.press("Enter")
            expect(button).to_be_focused()
            number = shown.all_text_contents().index(text) + 1
            expect(asking.locator("[role=status]")).to_have_text(f"{text} är nu nummer {number} av 4.")

    button = asking.get_by_role("button", name=f"Flytta upp: {right[0]}")
    expect(button).to_have_attribute("aria-disabled", "true")
    asking.get_by_role("button", name="Svara").press("Enter")
    expect(asking).to_contain_text("Rätt!")
    expect(asking.get_by_role("button", name="Flytta ned: Sprita händerna")).to_be_visible()
    assert answering.recorded == [("[,]".join(key(text) for text in right), "correct")]


def test_order_and_pairs_are_answered_without_scripts(
    site: str, plain: BrowserContext, answering: Learner
) -> None:
    page = opened(site, plain, answering)
    for place, text in enumerate(("Tid", "Bemötande", "Kontinuitet"), start=1):
        page.get_by_label(text).select_option(str(place))
    question(page, ranking()).get_by_role("button", name="Svara").click()
    expect(question(page, ranking())).to_contain_text("Tack. Ditt svar är sparat.")

    gaps = question(page, gap_text())
    gaps.get_by_label("Lucka 1").fill("30")
    gaps.get_by_role("button", name="Svara").click()
    expect(gaps).to_contain_text("Fyll i varje lucka, med högst några ord.")
    expect(gaps.get_by_label("Lucka 1")).to_have_value("30")
    gaps.get_by_label("Lucka 2").fill("Papper")
    gaps.get_by_role("button", name="Svara").click()
    expect(gaps).to_contain_text("Rätt!")

    page.get_by_label("Dörrhandtaget").check()
    question(page, hotspot()).get_by_role("button", name="Svara").click()
    expect(question(page, hotspot())).to_contain_text("Rätt!")

    page.get_by_label("Handsprit").select_option(LONG)
    question(page, match()).get_by_role("button", name="Svara").click()
    expect(question(page, match())).to_contain_text("Välj något för var och en.")
    page.get_by_label(LONG).select_option("Vid kroppsvätskor")
    question(page, match()).get_by_role("button", name="Svara").click()
    expect(question(page, match())).to_contain_text("Rätt!")


def test_area_is_chosen_in_the_picture_and_in_the_list(
    site: str, phone: BrowserContext, answering: Learner
) -> None:
    page = opened(site, phone, answering)
    asking = question(page, hotspot())
    areas = asking.locator(".hotspot__area")
    areas.nth(1).click()
    expect(asking.get_by_label("Taket")).to_be_checked()
    expect(areas.nth(1)).to_have_class("hotspot__area hotspot__area--chosen")
    page.keyboard.press("Tab")
    asking.get_by_label("Taket").press("ArrowUp")
    expect(asking.get_by_label("Dörrhandtaget")).to_be_checked()
    expect(areas.nth(1)).to_have_class("hotspot__area")
    expect(areas.nth(0)).to_have_class("hotspot__area hotspot__area--chosen")

    asking.get_by_role("button", name="Svara").click()
    expect(asking).to_contain_text("Rätt!")
    expect(areas.nth(0)).to_have_class("hotspot__area hotspot__area--chosen")
    assert answering.recorded == [(key("Dörrhandtaget"), "correct")]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_questions_are_accessible_and_fit_a_phone(
    site: str, chromium: Browser, answering: Learner, language: str
) -> None:
    context = chromium.new_context(viewport=PHONE, locale=language)
    sign_in(context, answering.person, site)
    page = context.new_page()
    with translation.override(language):
        page.goto(f"{site}{answering.url()}")
    page.locator("order-list[data-ready]").first.wait_for()

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    for form in page.locator("form[data-answers]").all():
        for select in form.locator("select:visible").all():
            select.select_option(index=1)
        for text in form.locator("input[size]").all():
            text.fill("Åtgärdsprogram")
        if form.locator("[type=radio]").count():
            form.locator("[type=radio]").first.check()
        form.locator("[type=submit]").click()
        form.locator(".question__feedback").wait_for()
    assert violations(page) == []
    context.close()
