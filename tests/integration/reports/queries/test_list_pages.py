"""The list of everyone is paginated by people in the database."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from people.models import Unit
from tests.factories.courses import make_module_version
from tests.factories.people import EmploymentFactory, PersonFactory, make_manager, make_unit
from tests.factories.records import AssignmentFactory, make_completion

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

SINCE = dt.date(2024, 1, 1)


@pytest.fixture
def unit(client: Client) -> Unit:
    """Create a unit of 130 people with the same few names, and its manager signed in."""
    unit = make_unit("Hemtjänst Åby")
    for number in range(130):
        person = PersonFactory(first_name="Åsa", last_name=f"Öberg {number % 7}")
        EmploymentFactory(person=person, unit=unit, valid_from=SINCE)
    client.force_login(make_manager(unit))
    return unit


def names(client: Client, unit: Unit, **query: object) -> list[str]:
    """Return the URLs of the people on a page of the list, in order."""
    html = client.get(reverse("reports:list", args=[unit.pk]), query).content.decode()
    return re.findall(r'class="rows__title" href="([^"]+)"', html)


def test_pages_of_everyone_with_a_module_hold_each_person_once(client: Client, unit: Unit) -> None:
    module = make_module_version("Basala hygienrutiner").module

    pages = [names(client, unit, module=module.pk, page=number) for number in (1, 2, 3)]

    assert [len(page) for page in pages] == [50, 50, 30]
    assert len({name for page in pages for name in page}) == 130


def test_pages_of_everyone_with_all_modules_group_rows_by_person(client: Client, unit: Unit) -> None:
    versions = [make_module_version(f"Utbildning {number}, å ä ö") for number in range(3)]
    for version in versions:
        AssignmentFactory(module=version.module, unit=unit)

    found = [name for number in range(1, 8) for name in names(client, unit, page=number)]

    assert len(found) == 130 * 3
    assert found == sorted(found, key=list(dict.fromkeys(found)).index)


def test_page_of_people_without_anything_says_so_and_leads_on(client: Client, unit: Unit) -> None:
    make_module_version("Basala hygienrutiner")

    html = client.get(reverse("reports:list", args=[unit.pk])).content.decode()

    assert "Ingen på den här sidan har något tilldelat eller påbörjat." in html
    assert 'rel="next"' in html


def test_page_of_those_who_are_done_counts_rows(client: Client, unit: Unit) -> None:
    version = make_module_version("Basala hygienrutiner")
    for employment in unit.employments.all()[:3]:
        make_completion(employment.person, version)

    html = client.get(
        reverse("reports:list", args=[unit.pk]), {"module": version.module_id, "standing": "done"}
    ).content.decode()

    assert "3 rader" in html


def test_page_of_everyone_takes_as_many_queries_in_a_large_unit(
    client: Client, unit: Unit, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    module = make_module_version("Basala hygienrutiner").module
    with django_assert_num_queries(100, exact=False) as few:
        names(client, unit, module=module.pk)
    for _ in range(600):
        EmploymentFactory(unit=unit, valid_from=SINCE)

    with django_assert_num_queries(len(few), exact=False):
        assert len(names(client, unit, module=module.pk, page=9)) == 50
