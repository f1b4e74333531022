"""The start page shows the reminders that still apply, at a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.models import ModuleVersion
from lms.reports.actions import RemindLate
from people.enums import NoticeKind
from people.models import Notice, Person, Unit
from tests.factories.courses import make_module_version, make_site
from tests.factories.people import (
    EmploymentFactory,
    MunicipalityFactory,
    PersonFactory,
    make_manager,
    make_unit,
)
from tests.factories.records import AssignmentFactory, make_completion

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@dataclass
class Employer:
    """A unit of a municipality with a manager, where everybody is late with a module."""

    unit: Unit
    manager: Person
    version: ModuleVersion


def make_employer(code: str, name: str, title: str) -> Employer:
    unit = make_unit(f"Hemtjänst {name}", municipality=MunicipalityFactory(code=code, name=name))
    manager = make_manager(unit, first_name="Örjan", last_name=f"Ek i {name}")
    version = make_module_version(title, valid_months=None)
    AssignmentFactory(unit=unit, module=version.module, due_on=timezone.localdate() - 400 * DAY)
    return Employer(unit, manager, version)


def remind(employer: Employer, person: Person, *, weeks_ago: int) -> None:
    day = timezone.localdate() - 7 * weeks_ago * DAY
    with time_machine.travel(day):
        assert RemindLate(place=employer.unit, people=[person.pk], by=employer.manager).run().people == 1


def make_reminded(earlier: Employer, later: Employer, *, stale: int) -> Person:
    """Create a person with a reminder that applies and, after it, some of a module that is done since."""
    person = PersonFactory(first_name="Åsa", last_name="Sjöqvist-Öhrn")
    for employer in (earlier, later):
        EmploymentFactory(person=person, unit=employer.unit, valid_from=timezone.localdate() - 900 * DAY)
    remind(earlier, person, weeks_ago=stale)
    for weeks_ago in reversed(range(stale)):
        remind(later, person, weeks_ago=weeks_ago)
    make_completion(person, later.version, timezone.localdate() + DAY)
    return person


def home_of(client: Client, person: Person) -> tuple[str, int]:
    """Return the start page two days later, and how many queries it takes."""
    with time_machine.travel(timezone.now() + 2 * DAY, tick=False):
        client.force_login(person)
        client.get("/")
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/").content.decode()
    return page, len(queries)


@pytest.mark.both_engines
def test_home_with_one_and_thirty_stale_reminders_takes_as_many_queries(client: Client) -> None:
    make_site()
    ale = make_employer("1440", "Ale", "Läkemedel för äldre")
    molndal = make_employer("1481", "Mölndal", "Basala hygienrutiner")
    one, thirty = (make_reminded(ale, molndal, stale=stale) for stale in (1, 30))

    (page_of_one, few), (page_of_thirty, many) = (home_of(client, person) for person in (one, thirty))

    assert [person.notices.unread().count() for person in (one, thirty)] == [2, 31]
    assert many == few
    for page in (page_of_one, page_of_thirty):
        assert "Örjan Ek i Ale påminner dig om Läkemedel för äldre," in page
        assert "Örjan Ek i Mölndal påminner dig" not in page


@pytest.mark.both_engines
def test_home_with_many_unread_notices_reads_a_limited_number(client: Client) -> None:
    make_site()
    åsa = PersonFactory(first_name="Åsa")
    details = {"before": "Åsa Öhrn", "after": "Åsa Sjöqvist-Öhrn"}
    Notice.objects.bulk_create(
        Notice(person=åsa, kind=NoticeKind.NAME_CHANGED, details=details) for _ in range(101)
    )
    client.force_login(åsa)

    with CaptureQueriesContext(connection) as queries:
        page = client.get("/").content.decode()

    [read] = [query["sql"] for query in queries if '"people_notice"."details"' in query["sql"]]
    assert read.endswith("LIMIT 100")
    assert page.count("Åsa Öhrn") == 2
