"""Lists of the Wagtail admin on a phone: titles can be read, and no column is cut off."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Locator, expect

from courses.models import ModuleIndexPage, SeminarIndexPage
from tests.browser.look_pages import sign_in
from tests.factories.courses import PackageFactory, make_module_page, make_site
from tests.factories.people import MunicipalityFactory, PersonFactory
from tests.factories.seminars import make_seminar

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.headless_shell]

TITLE = "Personcentrerat förhållningssätt i hemsjukvårdssituationer"


def lines_of(text: Locator) -> int:
    tops = """element => {
      const range = document.createRange();
      range.selectNodeContents(element);
      return new Set([...range.getClientRects()].map((line) => Math.round(line.top))).size;
    }"""
    return int(text.evaluate(tops))


def cut_cells(row: Locator, width: int) -> list[str]:
    """Return the texts of the row's cells that reach beyond the screen, where nobody can scroll."""
    cells = row.locator("td, th").all()
    boxes = [(cell.inner_text(), cell.bounding_box()) for cell in cells]
    return [text for text, box in boxes if box and box["width"] and box["x"] + box["width"] > width]


def make_lists() -> dict[str, str]:
    """Make a module, package and seminar with a long title; the addresses of lists that have one of them."""
    make_site()
    owner = MunicipalityFactory(name="Älvängens kommun")
    responsible = PersonFactory(first_name="Åsa", last_name="Öberg-Hallström")
    make_module_page(TITLE, slug="personcentrerat", responsible=responsible, owner=owner)
    PackageFactory(title=TITLE, owner=owner)
    make_seminar(TITLE)
    explorer = "wagtailadmin_explore"
    return {
        "modules": reverse("modules:index"),
        "packages": reverse("wagtailsnippets_courses_package:list"),
        "pages of modules": reverse(
            explorer, args=[ModuleIndexPage.objects.get(locale__language_code="sv").pk]
        ),
        "seminars": reverse(explorer, args=[SeminarIndexPage.objects.get(locale__language_code="sv").pk]),
        "history": reverse("wagtailadmin_reports:site_history"),
    }


@pytest.mark.parametrize("width", [390, 320])
def test_admin_lists_on_a_phone_show_all_of_a_long_title(
    site: str, phone: BrowserContext, width: int
) -> None:
    lists = make_lists()
    sign_in(phone, PersonFactory(is_superuser=True), site)
    page = phone.new_page()
    page.set_viewport_size({"width": width, "height": 844})
    found = {}

    for name, path in lists.items():
        page.goto(f"{site}{path}")
        row = page.get_by_role("row").filter(has_text=TITLE).first
        expect(row).to_be_visible()
        assert lines_of(row.get_by_text(TITLE).first) <= 4
        head = page.locator("#listing-results thead tr")
        overlap = head.bounding_box()["height"] - head.evaluate("row => row.scrollHeight")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found[name] = [*cut_cells(row, width), *cut_cells(head, width), *["head"] * (overlap < -2)]

    assert found == {name: [] for name in lists}


def test_module_list_on_a_phone_names_what_each_value_is(site: str, phone: BrowserContext) -> None:
    lists = make_lists()
    sign_in(phone, PersonFactory(is_superuser=True), site)
    page = phone.new_page()

    page.goto(f"{site}{lists['modules']}")
    row = page.get_by_role("row").filter(has_text=TITLE)
    labels = row.locator("td[data-label]").evaluate_all(
        """cells => cells.map((cell) => {
          const label = getComputedStyle(cell, "::before").content.replaceAll('"', "");
          return label + cell.innerText.trim();
        })"""
    )
    page.set_viewport_size({"width": 1280, "height": 900})
    at_a_desk = row.locator("td[data-label]").first.evaluate(
        "cell => getComputedStyle(cell, '::before').content"
    )

    assert labels[:2] == ["Vems: Älvängens kommun", "Ansvarig: Åsa Öberg-Hallström"]
    assert at_a_desk == "none"
