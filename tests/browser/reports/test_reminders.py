"""Reminding those who are late, in a real browser: some or all, with and without scripts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from people.models import Notice, Person, Unit
from tests.browser.look_pages import sign_in
from tests.factories.courses import make_module_version
from tests.factories.people import EmploymentFactory, PersonFactory, make_manager, make_unit
from tests.factories.records import AssignmentFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.headless_shell]
NAMES = ("Åsa Öberg", "Örjan Ängström-Särskilt Långt Efternamn", "Ida Ek")


@pytest.fixture
def unit() -> Unit:
    unit = make_unit("Hemtjänst Åby")
    for title in ("Basala hygienrutiner", "Läkemedel för äldre"):
        due_on = timezone.localdate() - dt.timedelta(days=9)
        AssignmentFactory(unit=unit, module=make_module_version(title).module, due_on=due_on)
    for name in NAMES:
        first, _, last = name.partition(" ")
        EmploymentFactory(unit=unit, person=PersonFactory(first_name=first, last_name=last))
    return unit


@pytest.fixture
def manager(unit: Unit) -> Person:
    return make_manager(unit)


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def reader(
    request: pytest.FixtureRequest, chromium: Browser, site: str, manager: Person
) -> Iterator[BrowserContext]:
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, locale="sv-SE", java_script_enabled=request.param
    )
    sign_in(context, manager, site)
    yield context
    context.close()


@pytest.fixture
def late_list(site: str, unit: Unit) -> Callable[[BrowserContext], Page]:
    def open_list(context: BrowserContext) -> Page:
        page = context.new_page()
        page.goto(f"{site}{reverse('reports:list', args=[unit.pk])}?standing=late")
        return page

    return open_list


def reminded() -> list[str]:
    return sorted(str(notice.person) for notice in Notice.objects.select_related("person"))


def test_reminder_of_everybody_is_one_press(
    reader: BrowserContext, late_list: Callable[[BrowserContext], Page]
) -> None:
    page = late_list(reader)

    page.get_by_role("button", name="Påminn 3 som är sena").click()

    expect(page.get_by_text("3 personer har fått en påminnelse på sin startsida.")).to_be_visible()
    expect(page.get_by_text("Påmind i dag, inte öppnad än")).to_have_count(6)
    expect(page.get_by_role("button", name="Påminn")).to_have_count(0)
    assert reminded() == sorted(NAMES)


def test_reminder_of_those_ticked_reminds_them_alone(
    reader: BrowserContext, late_list: Callable[[BrowserContext], Page]
) -> None:
    page = late_list(reader)

    for name in NAMES[:2]:
        page.get_by_label(f"Kryssa för {name}").check()
    page.get_by_role("button", name="förkryssade").click()

    expect(page.get_by_text("2 personer har fått en påminnelse på sin startsida.")).to_be_visible()
    expect(page.get_by_role("button", name="Påminn 1 som är sen")).to_be_visible()
    assert reminded() == sorted(NAMES[:2])


def test_enter_in_a_tick_box_reminds_those_ticked_alone(
    reader: BrowserContext, late_list: Callable[[BrowserContext], Page]
) -> None:
    page = late_list(reader)
    page.get_by_role("checkbox", name="Kryssa för Ida Ek").press("Space")

    page.get_by_role("checkbox", name="Kryssa för Ida Ek").press("Enter")

    expect(page.get_by_text("1 person har fått en påminnelse på sin startsida.")).to_be_visible()
    assert reminded() == ["Ida Ek"]


def test_button_says_how_many_are_ticked(
    chromium: Browser, site: str, manager: Person, late_list: Callable[[BrowserContext], Page]
) -> None:
    context = chromium.new_context(locale="sv-SE")
    sign_in(context, manager, site)
    page = late_list(context)

    page.get_by_label(f"Kryssa för {NAMES[0]}").check()
    expect(page.get_by_role("button", name="Påminn 1 förkryssade", exact=True)).to_be_visible()
    page.get_by_label("Kryssa för alla").check()
    expect(page.get_by_role("button", name="Påminn 3 förkryssade")).to_be_visible()
    expect(page.get_by_label(f"Kryssa för {NAMES[2]}")).to_be_checked()
    page.get_by_label("Kryssa för alla").uncheck()
    expect(page.get_by_role("button", name="Påminn de förkryssade")).to_be_visible()
    context.close()


def test_name_in_the_list_leads_to_learning_and_on_to_employment(
    reader: BrowserContext, late_list: Callable[[BrowserContext], Page]
) -> None:
    page = late_list(reader)

    page.get_by_role("link", name=NAMES[1]).click()

    expect(page.get_by_role("heading", level=1)).to_have_text(NAMES[1])
    expect(page.get_by_role("heading", level=2)).to_have_text(["Lärande", "Anställningar"])
    expect(page.get_by_text("Läkemedel för äldre")).to_be_visible()
    page.get_by_role("link", name="Anställningar, ledighet och inloggning").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NAMES[1])
