"""Pagination of the units by the database, in the order of the tree."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from people.enums import RoleKind
from people.models import Unit
from people.organisation.queries import in_tree_order
from tests.factories.people import EmploymentFactory, MunicipalityFactory, make_role, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def top(client: Client) -> Unit:
    """A tree of three levels, whose administrator is signed in; another municipality has one too."""
    make_unit("Annans enhet", municipality=MunicipalityFactory())
    municipality = MunicipalityFactory()
    make_unit("Ö-förvaltningen", municipality=municipality)
    top = make_unit("Vård och omsorg", municipality=municipality)
    for name in ("Åby hemtjänst", "Hemtjänst", "Boende", "Hemtjänst"):
        middle = make_unit(name, parent=Unit.objects.get(pk=top.pk))
        make_unit("Dag", parent=Unit.objects.get(pk=middle.pk))
    client.force_login(make_role(RoleKind.MUNICIPAL_ADMIN, municipality=municipality))
    return Unit.objects.get(pk=top.pk)


def add_groups(top: Unit, numbers: range) -> None:
    for number in numbers:
        make_unit(f"Grupp {number:03} på Åsgatan", parent=Unit.objects.get(pk=top.pk))


def shown(client: Client, page: str) -> list[Any]:
    return client.get(reverse("people:unit_tree"), {"page": page}).context["rows"]


def test_pages_of_units_follow_the_tree_and_count_who_works_there(client: Client, top: Unit) -> None:
    add_groups(top, range(110))
    group = Unit.objects.get(name="Grupp 108 på Åsgatan")
    person = EmploymentFactory(unit=group).person
    EmploymentFactory(unit=group, person=person, valid_from=dt.date(2024, 3, 1))

    rows = [*shown(client, "1"), *shown(client, "2")]

    units = Unit.objects.filter(municipality=top.municipality).select_related("municipality")
    assert [row.unit for row in rows] == in_tree_order(units)
    assert [row.level for row in rows] == [row.unit.depth - 1 for row in rows]
    assert [row.employed for row in rows if row.unit == group] == [1]
    assert len(shown(client, "1")) == 100
    assert client.get(reverse("people:unit_tree"), {"page": "å"}).status_code == 404


@pytest.mark.both_engines
def test_page_of_units_takes_as_many_queries_for_many_units(
    client: Client, top: Unit, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(100, exact=False) as few:
        shown(client, "1")
    add_groups(top, range(150))

    with django_assert_num_queries(len(few), exact=False):
        assert len(shown(client, "2")) == 60
