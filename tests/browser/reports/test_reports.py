"""A manager's pages of figures in a real browser: at a desk, on a phone, by keyboard, without script."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from people.enums import RoleKind
from people.models import Person, Unit
from tests.browser.axe import violations
from tests.factories.courses import make_module_version
from tests.factories.people import (
    PASSWORD,
    EmploymentFactory,
    PersonFactory,
    make_manager,
    make_role,
    make_unit,
)
from tests.factories.records import AssignmentFactory, make_completion

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.headless_shell]


@pytest.fixture
def unit() -> Unit:
    """A unit of four, two of whom have done what was due last week."""
    today = timezone.localdate()
    unit = make_unit("Hemtjänst Åby", parent=make_unit("Vård och omsorg"))
    manager = make_manager(unit, username="lena")
    version = make_module_version(valid_months=12)
    AssignmentFactory(
        unit=unit, module=version.module, due_on=today - dt.timedelta(days=7), created_by=manager
    )
    for number, name in enumerate(["Amina", "Jonas", "Fatima", "Erik"]):
        person = EmploymentFactory(unit=unit, person=PersonFactory(first_name=name, last_name="Ek")).person
        if number < 2:
            make_completion(person, version)
    return unit


def sign_in(page: Page, site: str, username: str) -> None:
    page.goto(f"{site}/konto/logga-in/")
    page.locator("[name=login]").fill(username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(lambda url: "logga-in" not in url)


def assert_fits(page: Page) -> None:
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"]  # type: ignore[index]  # every context has one


def assert_accessible(page: Page) -> None:
    assert violations(page) == []


def test_manager_on_a_phone_sees_who_is_late_and_finds_them(page: Page, site: str, unit: Unit) -> None:
    sign_in(page, site, "lena")
    page.goto(f"{site}/statistik/")

    expect(page.get_by_role("heading", level=1)).to_have_text("Hemtjänst Åby")
    expect(page.locator(".report__figures .figure").first).to_contain_text("2")
    assert_fits(page)
    assert_accessible(page)

    page.get_by_role("link", name="Se vilka som är sena").click()
    expect(page.locator(".rows__title")).to_have_text(["Erik Ek", "Fatima Ek"])
    assert_fits(page)
    assert_accessible(page)


def test_trend_opens_as_a_table_by_keyboard(page: Page, site: str, unit: Unit) -> None:
    sign_in(page, site, "lena")
    page.goto(f"{site}/statistik/")
    summary = page.get_by_text("Samma som tabell")

    summary.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("region", name="Redo som tabell").get_by_role("row")).to_have_count(13)
    assert_accessible(page)


def test_filters_and_lists_work_without_script(chromium: Browser, site: str, unit: Unit) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="sv-SE")
    page = context.new_page()
    sign_in(page, site, "lena")
    page.goto(f"{site}/statistik/")

    page.get_by_text("Period, enhet och utbildning").click()
    page.get_by_label("Utbildning", exact=True).select_option("Basala hygienrutiner")
    page.get_by_role("button", name="Visa").click()

    expect(page.get_by_role("heading", name="Basala hygienrutiner över tid")).to_be_visible()
    context.close()


def test_list_downloads_as_a_file(page: Page, site: str, unit: Unit) -> None:
    sign_in(page, site, "lena")
    page.goto(f"{site}/statistik/")

    with page.expect_download() as download:
        page.get_by_role("link", name="Ladda ner Excel").click()

    assert download.value.suggested_filename.endswith(".xlsx")


def test_manager_asks_for_a_module_and_takes_it_away(page: Page, site: str, unit: Unit) -> None:
    make_module_version("Brytpunktssamtal")
    sign_in(page, site, "lena")
    page.goto(f"{site}/statistik/")

    page.get_by_role("link", name="Välj vad som ska göras").click()
    page.get_by_label("Utbildning", exact=True).select_option("Brytpunktssamtal")
    assert_accessible(page)
    page.get_by_role("button", name="Lägg till").click()
    expect(page.locator(".rows__title")).to_have_text(["Basala hygienrutiner", "Brytpunktssamtal"])

    page.get_by_role("button", name="Ta bort Brytpunktssamtal").click()
    expect(page.locator(".rows__title")).to_have_text(["Basala hygienrutiner"])
    assert_fits(page)


def test_coordinator_sees_no_group_under_five(page: Page, site: str, unit: Unit) -> None:
    coordinator: Person = make_role(RoleKind.REGIONAL_COORDINATOR, username="samordnare")
    sign_in(page, site, coordinator.username)
    page.goto(f"{site}/statistik/")

    expect(page.get_by_role("heading", level=1)).to_have_text("Hela regionen")
    expect(page.get_by_text("Visas inte").first).to_be_visible()
    assert_fits(page)
    assert_accessible(page)


def test_page_on_paper_is_readable_whatever_the_screen_was(site: str, page: Page, unit: Unit) -> None:
    sign_in(page, site, "lena")
    page.emulate_media(media="print", color_scheme="dark")
    for path in (reverse("reports:unit", args=[unit.pk]), reverse("reports:list", args=[unit.pk])):
        page.goto(f"{site}{path}")
        expect(page.get_by_text("Utskrivet från Närlära")).to_be_visible()
        expect(page.get_by_role("link", name="Ladda ner Excel")).to_be_hidden()
        expect(page.get_by_role("navigation")).to_have_count(0)
        assert violations(page, only=["color-contrast"]) == []


def test_bar_in_forced_colours_is_drawn_in_the_readers_own(site: str, page: Page, unit: Unit) -> None:
    sign_in(page, site, "lena")
    page.emulate_media(forced_colors="active", color_scheme="dark")
    page.goto(f"{site}{reverse('reports:unit', args=[unit.pk])}")
    drawn = """() => {
        const own = document.body.appendChild(document.createElement("i"));
        own.style.color = "CanvasText";
        const bar = document.querySelector(".bar__progress"), line = document.querySelector(".trend__line");
        const asked = getComputedStyle(own).color;
        return [getComputedStyle(bar).borderTopColor, line && getComputedStyle(line).stroke]
            .map(colour => colour === asked || colour === null);
    }"""
    assert page.evaluate(drawn) == [True, True]
