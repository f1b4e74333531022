"""A person with two employers: one reminder in seven days, and each employer sees only its own."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.models import ModuleVersion
from courses.templatetags.frame_tags import relative_day
from lms.records.models import RemindedModule, Reminder
from lms.reports.actions import RemindLate, RemindResult
from lms.reports.queries.listing import late_people
from lms.reports.queries.reminders import late_rows
from people.models import Person, Unit
from tests.factories.courses import make_module_version
from tests.factories.people import (
    EmploymentFactory,
    MunicipalityFactory,
    PersonFactory,
    make_manager,
    make_unit,
)
from tests.factories.records import AssignmentFactory, make_completion, noon

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
SECRETS = ("Ale", "Älvängen", "Zäta", "Vårdbiträde")


@dataclass
class World:
    """Åsa works in Mölndal and in Ale, and is late with the same module in both."""

    molndal: Unit
    ale: Unit
    birgitta: Person
    zäta: Person
    åsa: Person
    version: ModuleVersion


@pytest.fixture
def world() -> World:
    molndal = make_unit("Hemtjänst Åby", municipality=MunicipalityFactory(code="1481", name="Mölndal"))
    ale = make_unit("Särskilt boende Älvängen", municipality=MunicipalityFactory(code="1440", name="Ale"))
    åsa = PersonFactory(first_name="Åsa", last_name="Sjöqvist-Öhrn")
    EmploymentFactory(person=åsa, unit=molndal, title="Undersköterska")
    EmploymentFactory(person=åsa, unit=ale, title="Vårdbiträde")
    version = make_module_version("Basala hygienrutiner", valid_months=None)
    for unit in (molndal, ale):
        AssignmentFactory(unit=unit, module=version.module, due_on=timezone.localdate() - 40 * DAY)
    birgitta = make_manager(molndal, first_name="Birgitta", last_name="Öberg")
    zäta = make_manager(ale, first_name="Zäta", last_name="Ek")
    return World(molndal, ale, birgitta, zäta, åsa, version)


def late_list(client: Client, manager: Person, unit: Unit) -> str:
    client.force_login(manager)
    page = client.get(reverse("reports:list", args=[unit.pk]), {"standing": "late"})
    return " ".join(page.content.decode().split())


def learning(client: Client, manager: Person, person: Person) -> str:
    client.force_login(manager)
    return " ".join(client.get(reverse("reports:person", args=[person.pk])).content.decode().split())


def send(unit: Unit, manager: Person, person: Person, *, days_ago: int) -> None:
    """Remind, and let that be some days ago."""
    sent_on = timezone.localdate() - days_ago * DAY
    known = set(Reminder.objects.values_list("pk", flat=True))
    with time_machine.travel(sent_on):
        RemindLate(place=unit, people=[person.pk], by=manager).run()
    Reminder.objects.exclude(pk__in=known).update(sent_at=noon(sent_on))


@pytest.mark.both_engines
def test_reminder_by_another_employer_within_seven_days_is_left_out(world: World) -> None:
    send(world.ale, world.zäta, world.åsa, days_ago=6)

    refused = RemindLate(place=world.molndal, people=[world.åsa.pk], by=world.birgitta).run()
    with time_machine.travel(timezone.localdate() + DAY):
        sent = RemindLate(place=world.molndal, people=[world.åsa.pk], by=world.birgitta).run()

    assert (refused, sent) == (RemindResult(0, 0, 1), RemindResult(1, 0, 0))
    assert list(Reminder.objects.order_by("sent_on").values_list("sent_by", flat=True)) == [
        world.zäta.pk,
        world.birgitta.pk,
    ]


def test_reminder_by_another_employer_is_said_without_day_or_name(client: Client, world: World) -> None:
    send(world.ale, world.zäta, world.åsa, days_ago=2)

    own, other = (
        late_list(client, world.zäta, world.ale),
        late_list(client, world.birgitta, world.molndal),
    )
    client.post(reverse("reports:remind", args=[world.molndal.pk]), {"person": [world.åsa.pk]})
    after = late_list(client, world.birgitta, world.molndal)

    day = relative_day(timezone.localdate() - 2 * DAY)
    assert f"Påmind {day}, inte öppnad än" in own
    assert "Har redan fått en påminnelse nyligen" not in own
    assert "Har redan fått en påminnelse nyligen" in other
    assert "1 fick ingen: redan klar, eller påmind under de senaste sju dagarna." in after
    for secret in (*SECRETS, day, "Påmind", 'name="person"'):
        assert secret not in other.partition("<main")[2]


@pytest.mark.both_engines
def test_reminder_on_the_person_page_is_the_employers_own(client: Client, world: World) -> None:
    send(world.molndal, world.birgitta, world.åsa, days_ago=20)
    send(world.ale, world.zäta, world.åsa, days_ago=2)

    pages = [learning(client, world.birgitta, world.åsa), learning(client, world.zäta, world.åsa)]

    earlier, later = (relative_day(timezone.localdate() - days * DAY) for days in (20, 2))
    assert f"Påmind {earlier}, inte öppnad än (av Birgitta Öberg)" in pages[0]
    assert f"Påmind {later}, inte öppnad än (av Zäta Ek)" in pages[1]
    for secret in (*SECRETS, later):
        assert secret not in pages[0].partition("<main")[2]
    assert "Birgitta" not in pages[1].partition("<main")[2]


def test_own_earlier_reminder_is_shown_in_the_list_after_anothers(client: Client, world: World) -> None:
    send(world.molndal, world.birgitta, world.åsa, days_ago=20)
    send(world.ale, world.zäta, world.åsa, days_ago=2)

    page = late_list(client, world.birgitta, world.molndal).partition("<main")[2]
    theirs = late_list(client, world.zäta, world.ale).partition("<main")[2]

    assert f"Påmind {relative_day(timezone.localdate() - 20 * DAY)}, inte öppnad än" in page
    assert "Har redan fått en påminnelse nyligen" in page
    assert "Kan påminnas igen" not in page
    assert f"Kan påminnas igen {relative_day(timezone.localdate() + 5 * DAY)}" in theirs


@pytest.mark.both_engines
def test_day_of_the_next_reminder_after_anothers_alone_is_none(world: World) -> None:
    send(world.ale, world.zäta, world.åsa, days_ago=2)
    day, module = timezone.localdate(), world.version.module_id

    rows = []
    for unit in (world.molndal, world.ale):
        rows += late_rows(unit, late_people(unit, day, [module], people=[world.åsa.pk]), [module], day)

    assert [(row.is_remindable, row.next_on) for row in rows] == [(False, None), (False, day + 5 * DAY)]


def test_completion_after_anothers_reminder_is_not_listed(client: Client, world: World) -> None:
    send(world.ale, world.zäta, world.åsa, days_ago=2)
    make_completion(world.åsa, world.version)

    pages = [late_list(client, world.birgitta, world.molndal), late_list(client, world.zäta, world.ale)]

    assert ["Klara efter en påminnelse" in page for page in pages] == [False, True]


@pytest.mark.both_engines
def test_reminder_names_what_is_late_at_its_employer_alone(world: World) -> None:
    theirs = make_module_version("Bara Ales egen", owner=world.ale.municipality)
    AssignmentFactory(unit=world.ale, module=theirs.module, due_on=timezone.localdate() - DAY)

    RemindLate(place=world.molndal, people=[world.åsa.pk], by=world.birgitta).run()

    assert world.åsa.notices.get().details["modules"] == "Basala hygienrutiner"
    assert RemindedModule.objects.get().module_id == world.version.module_id
