"""Pages of the region: figures without names and without small cells."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.models import ModuleVersion
from people.enums import RoleKind
from people.models import Municipality, Person
from tests.factories.courses import make_module_version
from tests.factories.people import EmploymentFactory, MunicipalityFactory, PersonFactory, make_role, make_unit
from tests.factories.records import ExemptionFactory, make_completion

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


@pytest.fixture
def version() -> ModuleVersion:
    return make_module_version()


@pytest.fixture
def municipalities() -> list[Municipality]:
    Municipality.objects.all().delete()
    return [
        MunicipalityFactory(code=code, name=name) for code, name in [("1", "Ett"), ("2", "Två"), ("3", "Tre")]
    ]


@pytest.fixture
def coordinator(client: Client) -> Client:
    client.force_login(make_role(RoleKind.REGIONAL_COORDINATOR))
    return client


def employ(municipality: Municipality, version: ModuleVersion, done: int, left: int) -> list[Person]:
    unit = make_unit("Vård", municipality=municipality)
    people = [
        EmploymentFactory(unit=unit, person=PersonFactory(last_name="Hemligsson")).person
        for _ in range(done + left)
    ]
    for person in people[:done]:
        make_completion(person, version, timezone.localdate())
    return people


def cells(client: Client, version: ModuleVersion, **query: str) -> dict[str, str | None]:
    """Return the cells of the module for each municipality on the page of the region."""
    answer = client.get(reverse("reports:region"), {"module": version.module_id, **query})
    parts = {name: share and f"{share.done}/{share.counted}" for name, _, share in answer.context["parts"]}
    total = answer.context["share"]
    return {**parts, "all": total and f"{total.done}/{total.counted}"}


def test_region_with_a_small_cell_hides_it_and_what_would_give_it_away(
    coordinator: Client, version: ModuleVersion, municipalities: list[Municipality]
) -> None:
    for municipality, (done, left) in zip(municipalities, [(2, 8), (7, 8), (12, 10)], strict=True):
        employ(municipality, version, done, left)

    assert cells(coordinator, version) == {"Ett": None, "Två": None, "Tre": "10/20", "all": "20/45"}


def test_region_with_one_exempt_person_shows_the_same(
    coordinator: Client, version: ModuleVersion, municipalities: list[Municipality]
) -> None:
    people = employ(municipalities[0], version, 8, 14)
    for municipality in municipalities[1:]:
        employ(municipality, version, 10, 10)
    before = cells(coordinator, version)

    ExemptionFactory(person=people[-1], module=version.module)

    assert cells(coordinator, version) == before


def test_region_after_a_completion_in_a_hidden_cell_shows_the_same_cells(
    coordinator: Client, version: ModuleVersion, municipalities: list[Municipality]
) -> None:
    people = employ(municipalities[0], version, 1, 9)
    for municipality in municipalities[1:]:
        employ(municipality, version, 8, 12)
    before = cells(coordinator, version)

    make_completion(people[-1], version, timezone.localdate())

    after = cells(coordinator, version)
    assert {name: after[name] for name in ("Ett", "Två", "Tre")} == {"Ett": None, "Två": None, "Tre": "10/20"}
    assert (before["Ett"], before["Två"], before["Tre"]) == (None, None, "10/20")


def test_municipality_page_for_a_coordinator_equals_the_region_page(
    coordinator: Client, version: ModuleVersion, municipalities: list[Municipality]
) -> None:
    for municipality, (done, left) in zip(municipalities, [(2, 8), (7, 8), (12, 10)], strict=True):
        employ(municipality, version, done, left)
    shown = cells(coordinator, version)

    for municipality in municipalities:
        answer = coordinator.get(
            reverse("reports:municipality", args=[municipality.pk]), {"module": version.module_id}
        )
        share = answer.context["share"]
        assert (share and f"{share.done}/{share.counted}") == shown[municipality.name]
        assert answer.context["chart"].points[-1].share == share
        assert [row[2] for row in answer.context["modules"]] == [share]


def test_region_of_a_month_past_hides_by_that_month(
    coordinator: Client, version: ModuleVersion, municipalities: list[Municipality]
) -> None:
    for municipality in municipalities:
        employ(municipality, version, 10, 10)
    month = (timezone.localdate().replace(day=1) - dt.timedelta(days=1)).strftime("%Y-%m")

    assert set(cells(coordinator, version).values()) == {"10/20", "30/60"}
    assert set(cells(coordinator, version, start=month, end=month).values()) == {None}


def test_region_pages_say_no_name(
    coordinator: Client, version: ModuleVersion, municipalities: list[Municipality]
) -> None:
    employ(municipalities[0], version, 6, 6)
    urls = [
        reverse("reports:region"),
        reverse("reports:region_export") + "?format=csv",
        reverse("reports:municipality", args=[municipalities[0].pk]),
    ]

    for url in urls:
        answer = coordinator.get(url)
        body = b"".join(answer) if answer.streaming else answer.content
        assert b"Hemligsson" not in body
        assert answer.status_code == 200


def test_region_export_says_what_the_page_does(
    coordinator: Client, version: ModuleVersion, municipalities: list[Municipality]
) -> None:
    for municipality, (done, left) in zip(municipalities, [(2, 8), (7, 8), (12, 10)], strict=True):
        employ(municipality, version, done, left)

    text = b"".join(coordinator.get(reverse("reports:region_export"))).decode("utf-8-sig")

    assert [line.split(";")[2:] for line in text.splitlines()[1:]] == [
        ["20", "45"],
        ["–", "–"],
        ["10", "20"],
        ["–", "–"],
    ]
    assert not re.search(r";[1-4];", text)
