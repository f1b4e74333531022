"""The list of late people: one row per person, late longest first."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from courses.models import ModuleVersion
from courses.templatetags.frame_tags import relative_day
from lms.attempts.models import Attempt
from lms.records.models import Reminder
from lms.reports.actions import RemindLate
from lms.reports.queries import listing
from lms.reports.queries.listing import LatePerson, late_page, listed
from lms.requirements.enums import RequirementStatus
from people.models import Municipality, Person, Unit
from tests.engines import shared_by_engines
from tests.factories.courses import make_module_version
from tests.factories.people import EmploymentFactory, PersonFactory, make_manager, make_unit
from tests.factories.records import AssignmentFactory, make_completion, noon
from tests.integration.reports.oracle.operations import Operations
from tests.integration.reports.oracle.world import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]
DAY = dt.timedelta(days=1)
PAST = dt.date(2026, 3, 31)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(TODAY):
        yield


@pytest.fixture
def unit() -> Unit:
    return make_unit("Hemtjänst Åby", parent=make_unit("Vård och omsorg"))


@pytest.fixture
def hygiene(unit: Unit) -> ModuleVersion:
    return assigned(unit, "Basala hygienrutiner", days_ago=10)


@pytest.fixture
def medicines(unit: Unit) -> ModuleVersion:
    return assigned(unit, "Läkemedel för äldre", days_ago=40)


@pytest.fixture
def manager(unit: Unit) -> Person:
    return make_manager(unit)


def assigned(unit: Unit, title: str, *, days_ago: int) -> ModuleVersion:
    version = make_module_version(title, valid_months=12)
    AssignmentFactory(unit=unit, module=version.module, due_on=TODAY - days_ago * DAY)
    return version


def employ(unit: Unit, last_name: str, **kwargs: Any) -> Person:
    person = PersonFactory(first_name="Örjan", last_name=last_name)
    EmploymentFactory(person=person, unit=unit, **kwargs)
    return person


def late_of(place: Unit | Municipality, day: dt.date, modules: list[int]) -> list[LatePerson]:
    """Return all pages of the list."""
    page, found = late_page(place, day, modules, number="1")
    for number in range(2, page.paginator.num_pages + 1):
        found += late_page(place, day, modules, number=str(number))[1]
    assert page.paginator.count == len(found)
    return found


def since(late: LatePerson) -> tuple[dt.date, str, str, int]:
    due_on = late.rows[0].due_on
    assert due_on is not None
    return due_on, late.employed.last_name, late.employed.first_name, late.employed.person


@pytest.mark.parametrize("seed", shared_by_engines(range(70, 74)))
def test_late_list_of_every_place_equals_the_sorted_file(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "ROWS_A_PAGE", 3)
    operations = Operations(seed)
    for _ in range(60):
        operations.perform()
    world = operations.world
    world.renew()
    modules = sorted({version.module_id for version in world.versions})
    shown = 0
    for place in (*world.municipalities, *world.units):
        for day in (TODAY, PAST):
            for concerned in (modules, modules[-1:]):
                rows = list(listed(place, day, concerned, status=RequirementStatus.LATE, all_modules=True))

                late = late_of(place, day, concerned)

                assert [since(one) for one in late] == sorted(since(one) for one in late)
                key = {(row.employed.person, row.module): row.due_on for row in rows}
                assert {
                    (one.employed.person, row.module): row.due_on for one in late for row in one.rows
                } == key
                assert len({one.employed.person for one in late}) == len(late)
                shown += len(late)
    assert shown > 10


def test_late_list_orders_by_the_day_each_person_had(
    unit: Unit, hygiene: ModuleVersion, medicines: ModuleVersion
) -> None:
    both = employ(unit, "Öst")
    make_completion(employ(unit, "Björk"), medicines)
    newcomer = employ(unit, "Alm", valid_from=TODAY - 35 * DAY)
    expired = employ(unit, "Cederlöf")
    make_completion(expired, hygiene)
    make_completion(expired, medicines, TODAY - 380 * DAY)

    late = late_of(unit, TODAY, [hygiene.module_id, medicines.module_id])

    assert [(one.employed.last_name, len(one.rows)) for one in late] == [
        ("Öst", 2),
        ("Cederlöf", 1),
        ("Björk", 1),
        ("Alm", 2),
    ]
    assert late[0].employed.person == both.pk
    assert [row.module for row in late[0].rows] == [medicines.module_id, hygiene.module_id]
    assert late[3].employed.person == newcomer.pk


def test_late_list_past_its_end_shows_the_last_page(
    unit: Unit, hygiene: ModuleVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "ROWS_A_PAGE", 2)
    for name in ("Ek", "Öberg", "Åkesson"):
        employ(unit, name)

    for number in ("2", "9"):
        page, late = late_page(unit, TODAY, [hygiene.module_id], number=number)
        assert (page.number, page.paginator.count, len(late)) == (2, 3, 1)


def shown(client: Client, unit: Unit, **query: object) -> str:
    url = reverse("reports:list", args=[unit.pk])
    return client.get(url, {"standing": "late", **query}).content.decode()


def test_late_list_names_each_person_once_with_all_that_is_late(
    client: Client, unit: Unit, hygiene: ModuleVersion, medicines: ModuleVersion, manager: Person
) -> None:
    late = employ(unit, "Ängström")
    client.force_login(manager)

    html = shown(client, unit)

    address = reverse("reports:person", args=[late.pk])
    assert re.findall(r'class="rows__title" href="([^"]+)"', html) == [address]
    assert html.index("Läkemedel för äldre</span>") < html.index("Basala hygienrutiner</span>")
    assert html.count(f'name="person" value="{late.pk}"') == 1
    assert "Påminn 1 som är sen" in html


def test_late_list_after_a_reminder_says_what_became_of_it(
    client: Client, unit: Unit, hygiene: ModuleVersion, manager: Person
) -> None:
    waiting, begun, done = employ(unit, "Ek"), employ(unit, "Öberg"), employ(unit, "Åkesson")
    RemindLate(place=unit, people=[waiting.pk, begun.pk, done.pk], by=manager).run()
    Reminder.objects.update(sent_at=noon(TODAY - 3 * DAY), sent_on=TODAY - 3 * DAY)
    make_attempt(begun, hygiene, started=TODAY - 2 * DAY)
    make_attempt(waiting, hygiene, started=TODAY - 9 * DAY)
    make_completion(done, hygiene, TODAY - DAY)
    client.force_login(manager)

    html = " ".join(shown(client, unit).split())

    days = ["i dag", "i går", *(relative_day(TODAY - n * DAY) for n in (2, 3))]
    assert re.findall(r"Påmind [^<]*", html) == [
        f"Påmind {days[3]}, inte öppnad än",
        f"Påmind {days[3]}, öppnade {days[2]}",
        f"Påmind {days[3]}, klar {days[1]}",
    ]
    assert 'name="person"' not in html
    assert re.findall(r"Kan påminnas igen [^<]*", html) == [
        f"Kan påminnas igen {relative_day(TODAY + 4 * DAY)}",
        f"Kan påminnas igen {relative_day(TODAY + 4 * DAY)}",
    ]
    assert "Alla på den här sidan har fått en påminnelse" in html


def test_late_list_of_a_day_past_offers_no_reminder(
    client: Client, unit: Unit, hygiene: ModuleVersion, manager: Person
) -> None:
    employ(unit, "Ek")
    AssignmentFactory(unit=unit, module=make_module_version("Samtal").module, due_on=dt.date(2025, 1, 1))
    client.force_login(manager)

    html = shown(client, unit, start="2026-02", end="2026-03")

    assert "Ek</a>" in html
    assert "Påminn" not in html


def test_late_list_shows_no_completion_of_another_units_reminder(
    client: Client, unit: Unit, hygiene: ModuleVersion, manager: Person
) -> None:
    sister = make_unit("Hemtjänst Ö", parent=unit.get_parent())
    AssignmentFactory(unit=sister, module=hygiene.module, due_on=TODAY - DAY)
    stranger = employ(sister, "Främling")
    RemindLate(place=sister, people=[stranger.pk], by=make_manager(sister)).run()
    Reminder.objects.update(sent_at=noon(TODAY - 3 * DAY), sent_on=TODAY - 3 * DAY)
    make_completion(stranger, hygiene)
    own = employ(unit, "Ek")
    RemindLate(place=unit, people=[own.pk], by=manager).run()
    Reminder.objects.filter(person=own).update(sent_at=noon(TODAY - 2 * DAY), sent_on=TODAY - 2 * DAY)
    make_completion(own, hygiene)
    client.force_login(manager)

    html = shown(client, unit)

    assert "Klara efter en påminnelse" in html
    assert "Örjan Ek" in html
    assert "Främling" not in html


def test_late_list_takes_as_many_queries_for_more_people(
    client: Client,
    unit: Unit,
    hygiene: ModuleVersion,
    medicines: ModuleVersion,
    manager: Person,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    people = [employ(unit, "Ek"), employ(unit, "Öberg")]
    RemindLate(place=unit, people=[people[0].pk], by=manager).run()
    client.force_login(manager)
    shown(client, unit)
    with django_assert_num_queries(100, exact=False) as few:
        shown(client, unit)
    more = [employ(unit, f"Åkesson {number}") for number in range(6)]
    RemindLate(place=unit, people=[one.pk for one in more[:3]], by=manager).run()

    with django_assert_num_queries(len(few), exact=False):
        shown(client, unit)


def make_attempt(person: Person, version: ModuleVersion, *, started: dt.date) -> None:
    attempt = Attempt.objects.create(
        person=person, module=version.module, module_version=version, active_at=noon(started)
    )
    Attempt.objects.filter(pk=attempt.pk).update(started_at=noon(started))
