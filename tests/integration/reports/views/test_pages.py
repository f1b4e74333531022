"""Content and permissions of pages of figures."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from courses.models import ModuleVersion
from lms.requirements.enums import RequirementStatus
from people.enums import RoleKind
from people.models import Person, Unit
from tests.factories.courses import make_module_version
from tests.factories.people import (
    EmploymentFactory,
    LeaveFactory,
    MunicipalityFactory,
    PersonFactory,
    make_manager,
    make_role,
    make_unit,
)
from tests.factories.records import AssignmentFactory, make_completion

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def unit() -> Unit:
    return make_unit("Hemtjänst Åby", parent=make_unit("Vård och omsorg"))


@pytest.fixture
def version() -> ModuleVersion:
    return make_module_version(valid_months=12)


def staff(unit: Unit, count: int, first_name: str = "Amina") -> list[Person]:
    return [
        EmploymentFactory(unit=unit, person=PersonFactory(first_name=first_name)).person for _ in range(count)
    ]


def test_unit_page_says_who_is_ready_and_who_needs_help(
    client: Client, unit: Unit, version: ModuleVersion
) -> None:
    today = timezone.localdate()
    done, late, resting = staff(unit, 3)
    LeaveFactory(person=resting, valid_from=today - DAY)
    AssignmentFactory(unit=unit, module=version.module, due_on=today - DAY)
    make_completion(done, version, today)
    client.force_login(make_manager(unit))

    page = client.get(reverse("reports:unit", args=[unit.pk])).context["page"]

    assert (page.figures.ready.done, page.figures.ready.counted) == (1, 2)
    assert (page.figures.this_week, page.figures.last_week) == (1, 0)
    [row] = page.rows
    assert (row.figure.share.done, row.figure.share.counted, row.figure.late) == (1, 2, 1)
    assert [(employed.person, len(rows)) for employed, rows in page.helped] == [(late.pk, 1), (resting.pk, 0)]


def test_unit_page_after_a_completion_has_changed_at_once(
    client: Client, unit: Unit, version: ModuleVersion
) -> None:
    [person] = staff(unit, 1)
    client.force_login(make_manager(unit))
    url = reverse("reports:unit", args=[unit.pk])
    before = client.get(url).context["page"].rows[0].figure.share.done

    make_completion(person, version)

    assert (before, client.get(url).context["page"].rows[0].figure.share.done) == (0, 1)


def test_unit_page_of_a_month_past_is_as_it_was_then(
    client: Client, unit: Unit, version: ModuleVersion
) -> None:
    [person] = staff(unit, 1)
    today = timezone.localdate()
    make_completion(person, version, today)
    month = (today.replace(day=1) - DAY).strftime("%Y-%m")
    client.force_login(make_manager(unit))

    answer = client.get(
        reverse("reports:unit", args=[unit.pk]),
        {"start": month, "end": month, "module": version.module_id},
    )
    page = answer.context["page"]

    assert "den här veckan" not in answer.content.decode()
    assert (page.figures.ready.counted, page.rows[0].figure.share.done) == (1, 0)
    assert len(page.chart.points) == 1


def test_list_behind_a_figure_of_a_month_past_is_of_that_day(
    client: Client, unit: Unit, version: ModuleVersion
) -> None:
    stayed, come = staff(unit, 1) + staff(unit, 1, "Ny")
    today = timezone.localdate()
    come.employments.update(valid_from=today)
    make_completion(stayed, version, today)
    month = (today.replace(day=1) - DAY).strftime("%Y-%m")
    client.force_login(make_manager(unit))
    address = reverse("reports:unit", args=[unit.pk])

    page = client.get(address, {"start": month, "end": month})
    link = f"{reverse('reports:list', args=[unit.pk])}?start={month}&end={month}&module={version.module_id}"
    answer = client.get(link)

    assert escape(link) in page.content.decode()
    assert [(row.employed.person, row.status) for row in answer.context["rows"]] == [
        (stayed.pk, RequirementStatus.NOT_DONE)
    ]
    assert f'name="end" value="{month}"' in answer.content.decode()


@pytest.mark.parametrize(
    "query", [{"start": "2026-13"}, {"module": "x"}, {"part": "999"}, {"start": "2026-10", "end": "2026-01"}]
)
def test_unit_page_with_filters_it_cannot_read_shows_the_latest_months(
    client: Client, unit: Unit, query: dict[str, str]
) -> None:
    make_unit("Grupp ett", parent=unit)
    client.force_login(make_manager(unit))

    answer = client.get(reverse("reports:unit", args=[unit.pk]), query)

    assert answer.status_code == 200
    assert answer.context["page"].filters.period.is_now


def test_unit_filter_leads_to_the_part(client: Client, unit: Unit) -> None:
    part = make_unit("Grupp ett", parent=unit)
    client.force_login(make_manager(unit))

    answer = client.get(reverse("reports:unit", args=[unit.pk]), {"part": part.pk})

    assert answer["Location"].startswith(reverse("reports:unit", args=[part.pk]))


@pytest.mark.both_engines
def test_list_shows_who_stands_how(client: Client, unit: Unit, version: ModuleVersion) -> None:
    done, not_done = staff(unit, 2)
    make_completion(done, version, timezone.localdate())
    client.force_login(make_manager(unit))
    url = reverse("reports:list", args=[unit.pk])

    def people(**query: str) -> list[int]:
        answer = client.get(url, {"module": version.module_id, **query})
        return [row.employed.person for row in answer.context["rows"]]

    assert people() == sorted([done.pk, not_done.pk])
    assert people(standing="done") == [done.pk]
    assert people(standing="not_done") == [not_done.pk]


def test_list_names_only_the_unit_within_reach(client: Client, unit: Unit, version: ModuleVersion) -> None:
    [person] = staff(unit, 1)
    EmploymentFactory(person=person, unit=make_unit("Hemlig enhet"), title="Annat")
    client.force_login(make_manager(unit))

    answer = client.get(reverse("reports:list", args=[unit.pk]), {"module": version.module_id})

    assert "Hemtjänst Åby" in answer.content.decode()
    assert "Hemlig enhet" not in answer.content.decode()


@pytest.mark.both_engines
@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", ["unit", "list"])
def test_pages_with_more_people_take_as_many_queries(
    client: Client, unit: Unit, django_assert_num_queries: Any, count: int, name: str
) -> None:
    manager = make_manager(unit)
    for number in range(count):
        version = make_module_version(f"Modul {number}", valid_months=12)
        [person] = staff(unit, 1)
        make_completion(person, version)
        AssignmentFactory(unit=unit, module=version.module, created_by=manager)
        make_unit(f"Grupp {number}", parent=unit)
    client.force_login(manager)
    url = reverse(f"reports:{name}", args=[unit.pk])
    client.get(url)

    with django_assert_num_queries({"unit": 36, "list": 19}[name], exact=False):
        client.get(url)


def test_overview_leads_to_the_only_place(client: Client, unit: Unit) -> None:
    client.force_login(make_manager(unit))
    assert client.get(reverse("reports:overview"))["Location"] == reverse("reports:unit", args=[unit.pk])

    client.force_login(make_role(RoleKind.REGIONAL_COORDINATOR))
    assert client.get(reverse("reports:overview"))["Location"] == reverse("reports:region")

    manager = make_manager(unit)
    manager.roles.create(kind=RoleKind.MANAGER, unit=make_unit("Säbo"))
    client.force_login(manager)
    assert len(client.get(reverse("reports:overview")).context["links"]) == 2


def test_every_page_outside_reach_is_not_found(client: Client, unit: Unit) -> None:
    other = make_unit("Säbo", parent=unit.get_parent())
    unit_pages = [reverse(f"reports:{name}", args=[unit.pk]) for name in ("unit", "list", "export")]
    municipality = unit.municipality
    names_pages = [
        reverse(f"reports:municipality_{name}", args=[municipality.pk]) for name in ("list", "export")
    ]
    municipality_page = reverse("reports:municipality", args=[municipality.pk])
    region_pages = [reverse("reports:region"), reverse("reports:region_export")]
    everything = [*unit_pages, *names_pages, municipality_page, *region_pages, reverse("reports:overview")]
    may: list[tuple[Person, list[str]]] = [
        (EmploymentFactory(unit=unit).person, []),
        (make_role(RoleKind.TRAINER), []),
        (make_manager(other), [reverse("reports:overview")]),
        (make_manager(unit), [*unit_pages, reverse("reports:overview")]),
        (
            make_role(RoleKind.MUNICIPAL_ADMIN, municipality=municipality),
            [*unit_pages, *names_pages, municipality_page, reverse("reports:overview")],
        ),
        (
            make_role(RoleKind.MUNICIPAL_ADMIN, municipality=MunicipalityFactory()),
            [reverse("reports:overview")],
        ),
        (
            make_role(RoleKind.REGIONAL_COORDINATOR),
            [municipality_page, *region_pages, reverse("reports:overview")],
        ),
    ]
    for person, allowed in may:
        client.force_login(person)
        for url in everything:
            found = client.get(url).status_code
            assert (found == 404) == (url not in allowed), (person.roles.first(), url, found)


def test_pages_for_a_stranger_require_sign_in(client: Client, unit: Unit) -> None:
    answer = client.get(reverse("reports:unit", args=[unit.pk]))

    assert (answer.status_code, answer["Location"].startswith(reverse("account_login"))) == (302, True)


def test_pages_change_nothing_when_posted_to(client: Client, unit: Unit) -> None:
    client.force_login(make_manager(unit))

    assert client.post(reverse("reports:unit", args=[unit.pk])).status_code == 405
