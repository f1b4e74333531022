"""The day on which somebody opened a module after a reminder is the first one, not the last."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from courses.models import ModuleVersion
from lms.attempts.actions.attempts import mark_step_done, start_again, start_attempt
from lms.attempts.models import Attempt
from lms.records.models import Reminder
from lms.reports.actions import RemindLate
from lms.reports.queries.reminders import ReminderState, reminder_states
from people.models import Person, Unit
from tests.factories.packages import make_package
from tests.factories.people import EmploymentFactory, PersonFactory, make_manager, make_unit
from tests.factories.records import AssignmentFactory, noon
from tests.factories.tracking import make_module, relaunch

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]
DAY = dt.timedelta(days=1)
TODAY = dt.date(2026, 6, 15)


def on(day: dt.date) -> time_machine.travel:
    return time_machine.travel(noon(day), tick=False)


def days_ago(number: int) -> dt.date:
    return TODAY - number * DAY


@pytest.fixture
def unit() -> Unit:
    return make_unit("Hemtjänst Åby")


@pytest.fixture
def person(unit: Unit) -> Person:
    return EmploymentFactory(unit=unit, person=PersonFactory(first_name="Örjan")).person


def remind(unit: Unit, person: Person, version: ModuleVersion, *, ago: int) -> None:
    if not unit.assignments.exists():
        AssignmentFactory(unit=unit, module=version.module, due_on=days_ago(90))
    with on(days_ago(ago)):
        RemindLate(place=unit, people=[person.pk], by=make_manager(unit)).run()
    assert Reminder.objects.filter(sent_on=days_ago(ago)).count() == 1


def start(person: Person, version: ModuleVersion, *, ago: int) -> Attempt:
    with on(days_ago(ago)):
        return start_attempt(person=person, module_version=version, by=person)


def state(person: Person, version: ModuleVersion) -> ReminderState:
    found = reminder_states(
        [person.pk], [version.module_id], employers=[Reminder.objects.latest("pk").municipality_id]
    )
    return found[person.pk, version.module_id]


def test_package_opened_several_times_says_the_first_after_the_reminder(unit: Unit, person: Person) -> None:
    version = make_module(make_package())
    attempt = start(person, version, ago=30)
    for ago in (29, 21):
        with on(days_ago(ago)):
            relaunch(attempt)
    remind(unit, person, version, ago=20)
    assert state(person, version).opened_on is None

    for ago in (18, 9, 2):
        with on(days_ago(ago)):
            relaunch(attempt)

    assert state(person, version).opened_on == days_ago(18)


def test_steps_read_after_the_reminder_say_the_first(unit: Unit, person: Person) -> None:
    version = make_module("Läs det här", "Läs också det här", "Och sist")
    attempt = start(person, version, ago=30)
    first, second, third = (step["id"] for step in version.steps)
    with on(days_ago(25)):
        mark_step_done(attempt=attempt, step_id=first, by=person)
    remind(unit, person, version, ago=20)

    for ago, step in ((12, second), (3, third)):
        with on(days_ago(ago)):
            mark_step_done(attempt=attempt, step_id=step, by=person)

    found = state(person, version)
    assert (found.opened_on, found.finished_on) == (days_ago(12), days_ago(3))


def test_attempt_started_after_the_reminder_says_its_start(unit: Unit, person: Person) -> None:
    version = make_module(make_package())
    remind(unit, person, version, ago=20)
    attempt = start(person, version, ago=15)
    with on(days_ago(4)):
        relaunch(attempt)

    assert state(person, version).opened_on == days_ago(15)


def test_attempt_started_again_keeps_the_first_opening(unit: Unit, person: Person) -> None:
    version = make_module(make_package())
    attempt = start(person, version, ago=30)
    remind(unit, person, version, ago=20)
    with on(days_ago(14)):
        relaunch(attempt)
    with on(days_ago(5)):
        start_again(person=person, module_version=version, by=person)

    assert state(person, version).opened_on == days_ago(14)


def test_second_reminder_counts_what_was_opened_after_it(unit: Unit, person: Person) -> None:
    version = make_module(make_package())
    attempt = start(person, version, ago=40)
    remind(unit, person, version, ago=20)
    with on(days_ago(18)):
        relaunch(attempt)
    remind(unit, person, version, ago=10)
    assert state(person, version).opened_on is None

    with on(days_ago(6)):
        relaunch(attempt)

    assert state(person, version).opened_on == days_ago(6)


def test_opening_of_another_module_or_by_another_person_is_not_counted(unit: Unit, person: Person) -> None:
    version, other = make_module(make_package()), make_module(make_package(), title="Läkemedel")
    colleague = EmploymentFactory(unit=unit).person
    AssignmentFactory(unit=unit, module=version.module, due_on=days_ago(90))
    with on(days_ago(20)):
        RemindLate(place=unit, people=[person.pk, colleague.pk], by=make_manager(unit)).run()
    for who, what in ((person, other), (colleague, version)):
        attempt = start(who, what, ago=19)
        with on(days_ago(18)):
            relaunch(attempt)

    assert state(person, version).opened_on is None
    assert state(colleague, version).opened_on == days_ago(19)
