"""Content of pages and files of figures: days, percentages, sheet names, filters and links."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from openpyxl import load_workbook

from courses.models import ModuleVersion
from lms.records.models import Assignment
from lms.reports.exports.files import sheet_name
from lms.reports.periods import Month
from lms.reports.queries.counts import Share
from people.enums import RoleKind
from people.models import Municipality, Unit
from tests.factories.courses import make_module_version
from tests.factories.people import EmploymentFactory, MunicipalityFactory, make_manager, make_role, make_unit
from tests.factories.records import AssignmentFactory, make_completion

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def unit() -> Unit:
    return make_unit("Hemtjänst Åby", parent=make_unit("Vård och omsorg"))


@pytest.fixture
def lasting(unit: Unit) -> ModuleVersion:
    """Create a module without end of validity, assigned to the unit."""
    version = make_module_version("Förebygg fall hemma", valid_months=None)
    AssignmentFactory(unit=unit, module=version.module, due_on=timezone.localdate() - DAY)
    return version


@pytest.fixture
def yearly(unit: Unit) -> ModuleVersion:
    version = make_module_version("Basala hygienrutiner", valid_months=12)
    AssignmentFactory(unit=unit, module=version.module, due_on=timezone.localdate() - DAY)
    return version


@pytest.fixture
def manager(client: Client, unit: Unit) -> Client:
    client.force_login(make_manager(unit))
    return client


def last_month() -> str:
    return str(Month.of(timezone.localdate()).plus(-1))


def hrefs(page: str, path: str) -> list[str]:
    """Return the links of the page to the path, with their parameters."""
    return re.findall(rf'href="({re.escape(path)}(?:\?[^"]*)?)"', page)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_files_have_no_day_for_what_has_no_end(
    manager: Client, unit: Unit, lasting: ModuleVersion, kind: str
) -> None:
    done, late = EmploymentFactory(unit=unit).person, EmploymentFactory(unit=unit).person
    make_completion(done, lasting)
    someday = make_module_version("Samtal")
    AssignmentFactory(unit=unit, module=someday.module, due_on=dt.date.max)

    body = b"".join(manager.get(reverse("reports:export", args=[unit.pk]), {"format": kind}))

    if kind == "csv":
        text = body.decode("utf-8-sig")
    else:
        sheet = load_workbook(io.BytesIO(body)).active
        text = "\n".join(";".join(map(str, row)) for row in sheet.iter_rows(values_only=True))
    assert late.last_name in text
    assert "9999" not in text


def test_list_says_the_year_of_every_day(manager: Client, unit: Unit, yearly: ModuleVersion) -> None:
    today = timezone.localdate()
    done, late = EmploymentFactory(unit=unit).person, EmploymentFactory(unit=unit).person
    completion = make_completion(done, yearly, today)
    assert completion.valid_to

    page = manager.get(reverse("reports:list", args=[unit.pk])).content.decode()

    said = re.findall(r'report__when">([^<]*)<', page)
    assert len(said) == 2, late
    for words in said:
        for day in re.findall(r"\d+ [a-zåäö]+(?: \d{4})?", words):
            assert re.search(r" \d{4}$", day), words
    assert f"{today.year}" in " ".join(said)
    assert f"{completion.valid_to.year}" in " ".join(said)


@pytest.mark.parametrize(
    ("done", "counted", "percent"),
    [(2, 3, 67), (1, 3, 33), (1, 8, 13), (199, 200, 99), (1, 300, 1), (0, 7, 0), (7, 7, 100), (0, 0, 0)],
)
def test_share_in_percent_is_rounded(done: int, counted: int, percent: int) -> None:
    assert Share(done, counted).percent == percent


@pytest.mark.parametrize(
    ("title", "number", "name"),
    [
        ("Hemtjänst Åby", 1, "Hemtjänst Åby"),
        ("Hemtjänst Åby", 2, "Hemtjänst Åby 2"),
        ("Natt/kväll [Öst]: 'A'", 1, "Natt-kväll (Öst)- 'A"),
        ("Särskilt boende för äldre med demenssjukdom", 2, "Särskilt boende för äldre med 2"),
    ],
)
def test_sheet_name_of_a_place_is_one_that_excel_takes(title: str, number: int, name: str) -> None:
    assert sheet_name(title, number) == name
    assert len(name) <= 31


def test_workbook_sheet_has_the_name_of_the_place(manager: Client, unit: Unit, yearly: ModuleVersion) -> None:
    body = b"".join(manager.get(reverse("reports:export", args=[unit.pk]), {"format": "xlsx"}))

    assert load_workbook(io.BytesIO(body)).sheetnames == ["Hemtjänst Åby"]


def test_page_with_a_module_chosen_is_about_that_module(
    manager: Client, unit: Unit, yearly: ModuleVersion, lasting: ModuleVersion
) -> None:
    """Cards, table and chart: late with the other module and done with it are left out."""
    done, late = EmploymentFactory(unit=unit).person, EmploymentFactory(unit=unit).person
    today = timezone.localdate()
    make_completion(done, yearly, today - 360 * DAY)
    make_completion(late, lasting, today)
    address = reverse("reports:unit", args=[unit.pk])

    hygiene = manager.get(address, {"module": yearly.module_id}).context["page"]
    falls = manager.get(address, {"module": lasting.module_id}).context["page"]

    assert (hygiene.share, hygiene.late, hygiene.expiring) == (Share(1, 2), 1, 1)
    assert (falls.share, falls.late, falls.expiring) == (Share(1, 2), 1, 0)
    assert (hygiene.figures.this_week, falls.figures.this_week) == (0, 1)
    for page in (hygiene, falls):
        assert [row.figure.share for row in page.rows] == [page.share]
        assert page.chart.points[-1].share == page.share


@pytest.mark.both_engines
def test_links_of_a_page_keep_period_and_module(
    client: Client, unit: Unit, yearly: ModuleVersion, lasting: ModuleVersion
) -> None:
    make_unit("Grupp Öst", parent=unit)
    EmploymentFactory(unit=unit)
    municipality = unit.municipality
    client.force_login(make_role(RoleKind.MUNICIPAL_ADMIN, municipality=municipality))
    parameters = {"start": last_month(), "end": last_month(), "module": str(yearly.module_id)}
    paths = [reverse(f"reports:{name}", args=[unit.pk]) for name in ("unit", "list")]
    around = [
        *paths,
        reverse("reports:export", args=[unit.pk]),
        reverse("reports:municipality", args=[municipality.pk]),
        *(reverse("reports:unit", args=[each.pk]) for each in [unit.get_parent(), *unit.get_children()]),
    ]

    for path in paths:
        page = client.get(path, parameters).content.decode()
        found = [href for each in around for href in hrefs(page, each)]
        assert found
        for href in found:
            for name, value in parameters.items():
                assert f"{name}={value}" in href, (path, href)


@pytest.mark.both_engines
def test_links_of_the_region_keep_period_and_module(client: Client, yearly: ModuleVersion) -> None:
    municipality = MunicipalityFactory()
    client.force_login(make_role(RoleKind.REGIONAL_COORDINATOR))
    parameters = {"start": last_month(), "end": last_month(), "module": str(yearly.module_id)}
    region, export = reverse("reports:region"), reverse("reports:region_export")
    place = reverse("reports:municipality", args=[municipality.pk])

    pages = [client.get(region, parameters).content.decode(), client.get(place, parameters).content.decode()]

    kept = escape("?" + "&".join(f"{name}={value}" for name, value in parameters.items()))
    assert f'href="{place}{kept}"' in pages[0]
    assert f'href="{region}{kept}"' in pages[1]
    assert hrefs(pages[0], export) == [
        f"{export}{kept}{escape('&')}format=xlsx",
        f"{export}{kept}{escape('&')}format=csv",
    ]


def test_region_file_of_a_module_is_about_that_module(
    client: Client, yearly: ModuleVersion, lasting: ModuleVersion
) -> None:
    client.force_login(make_role(RoleKind.REGIONAL_COORDINATOR))

    answer = client.get(reverse("reports:region_export"), {"module": yearly.module_id})

    rows = b"".join(answer).decode("utf-8-sig").splitlines()[1:]
    assert len(rows) == 1 + Municipality.objects.count()
    assert {row.split(";")[0] for row in rows} == {"Basala hygienrutiner"}
    assert "basala-hygienrutiner" in answer["Content-Disposition"]


@pytest.mark.both_engines
def test_hidden_cells_are_not_said_to_be_fewer_than_five(client: Client, yearly: ModuleVersion) -> None:
    """Two has 7 done and 8 left: it is hidden for the sake of One alone."""
    for name, done, left in [("Ett", 2, 8), ("Två", 7, 8), ("Tre", 12, 10)]:
        place = make_unit("Vård", municipality=MunicipalityFactory(name=name))
        for number in range(done + left):
            person = EmploymentFactory(unit=place).person
            if number < done:
                make_completion(person, yearly)
    client.force_login(make_role(RoleKind.REGIONAL_COORDINATOR))

    answer = client.get(reverse("reports:region"), {"module": yearly.module_id})

    hidden = [name for name, _, share in answer.context["parts"] if share is None]
    assert {"Ett", "Två"} <= set(hidden)
    assert "Tre" not in hidden
    hidden_page = client.get(reverse("reports:municipality", args=[Municipality.objects.get(name="Ett").pk]))
    for page, least in ((answer.content.decode(), 2), (hidden_page.content.decode(), 3)):
        assert page.count("Visas inte") >= least  # of the whole, months, places and modules
        assert "Färre än fem" not in page


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("unit", {"module": "999"}),
        ("unit", {"start": "1999-01"}),
        ("unit", {"part": "999"}),
        ("list", {"module": "999"}),
        ("list", {"standing": "ond"}),
    ],
)
def test_page_with_a_foreign_filter_says_so(
    manager: Client, unit: Unit, yearly: ModuleVersion, name: str, query: dict[str, str]
) -> None:
    make_unit("Grupp Öst", parent=unit)

    page = manager.get(reverse(f"reports:{name}", args=[unit.pk]), query).content.decode()

    assert "Det valet finns inte här, så inget filtreras efter det. Välj i listan." in page


def test_refused_filter_leaves_the_module_that_is_chosen(
    manager: Client, unit: Unit, yearly: ModuleVersion, lasting: ModuleVersion
) -> None:
    EmploymentFactory(unit=unit)
    module = {"module": yearly.module_id}

    page = manager.get(reverse("reports:unit", args=[unit.pk]), {**module, "start": "1999-01"}).context[
        "page"
    ]
    rows = manager.get(reverse("reports:list", args=[unit.pk]), {**module, "standing": "ond"}).context["rows"]

    assert [row.figure.module for row in page.rows] == [yearly.module_id]
    assert {row.module for row in rows} == {yearly.module_id}


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("export", {"module": "999"}),
        ("export", {"start": "1999-01"}),
        ("export", {"standing": "ond"}),
        ("list", {"start": "1999-01"}),
    ],
)
def test_answer_without_room_for_a_message_is_not_found(
    manager: Client, unit: Unit, yearly: ModuleVersion, name: str, query: dict[str, str]
) -> None:
    assert manager.get(reverse(f"reports:{name}", args=[unit.pk]), query).status_code == 404


@pytest.mark.both_engines
def test_staff_list_of_a_unit_out_of_reach_is_not_found(manager: Client, unit: Unit) -> None:
    foreign = EmploymentFactory(unit=make_unit("Säbo", municipality=MunicipalityFactory())).unit
    address = reverse("people:list")

    assert manager.get(address, {"unit": unit.pk}).status_code == 200
    assert [manager.get(address, {"unit": each}).status_code for each in (foreign.pk, 0, "å")] == [404] * 3


@pytest.mark.parametrize("query", [{"status": "borta å"}, {"q": "Å" * 61}])
@pytest.mark.both_engines
def test_staff_list_with_a_refused_filter_keeps_its_unit(
    client: Client, unit: Unit, query: dict[str, str]
) -> None:
    here = EmploymentFactory(unit=unit)
    EmploymentFactory(unit=make_unit("Säbo", municipality=unit.municipality))
    client.force_login(make_role(RoleKind.MUNICIPAL_ADMIN, municipality=unit.municipality))
    address = reverse("people:list")

    answer = client.get(address, {"unit": unit.pk, **query})

    assert len(client.get(address).context["people"]) == 2
    assert list(answer.context["people"]) == [here.person]
    assert list(answer.context["filter_form"].errors) == list(query)


@pytest.mark.both_engines
def test_page_where_nothing_is_assigned_or_done_says_so(client: Client) -> None:
    municipality = MunicipalityFactory()
    root = make_unit("Vård och omsorg", municipality=municipality)
    empty, busy, done = [make_unit(name, parent=root) for name in ("Östra", "Västra", "Norra")]
    people = [EmploymentFactory(unit=each, title="Undersköterska").person for each in (empty, busy, done)]
    version = make_module_version("Förebygg fall hemma")
    AssignmentFactory(unit=busy, module=version.module, due_on=timezone.localdate() + DAY)
    AssignmentFactory(unit=root, module=version.module, title="Enhetschef")
    make_completion(people[2], version)
    client.force_login(make_role(RoleKind.MUNICIPAL_ADMIN, municipality=municipality))

    pages = {each: client.get(reverse("reports:unit", args=[each.pk])) for each in (root, empty, busy)}

    assert {each: answer.context["page"].is_unassigned for each, answer in pages.items()} == {
        root: False,
        empty: True,
        busy: False,
    }
    parts = {part.title: part.is_unassigned for part in pages[root].context["page"].parts}
    assert parts == {"Östra": True, "Västra": False, "Norra": False}
    assert pages[empty].content.decode().count("Inget tilldelat") == 1
    assert ['<svg class="trend"' in pages[each].content.decode() for each in (empty, busy)] == [False, True]
    assert pages[root].content.decode().count("Inget tilldelat") == 1


@pytest.mark.both_engines
def test_page_where_an_assignment_was_withdrawn_says_nothing_is_assigned(
    manager: Client, unit: Unit, yearly: ModuleVersion
) -> None:
    EmploymentFactory(unit=unit)
    address = reverse("reports:unit", args=[unit.pk])
    before = manager.get(address).context["page"].is_unassigned

    Assignment.objects.update(withdrawn_at=timezone.now())

    assert (before, manager.get(address).context["page"].is_unassigned) == (False, True)
