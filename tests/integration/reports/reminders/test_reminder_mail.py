"""A reminder that waits for the mail server is checked again before it is sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from courses.models import ModuleVersion
from lms.records.models import Assignment
from lms.reports.actions import RemindLate
from people.messages.queued_mail import send_waiting
from people.models import Employment, Notice, NoticeMail, Person, Unit
from people.querysets import MAIL_LIFETIME
from tests.factories.courses import make_module_version, make_site
from tests.factories.people import EmploymentFactory, LeaveFactory, PersonFactory, make_manager, make_unit
from tests.factories.records import AssignmentFactory, ExemptionFactory, make_completion
from tests.servers.mail_server import MailServer

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
ADDRESS = "orjan@kommunen.example"


@pytest.fixture
def unit() -> Unit:
    return make_unit("Hemtjänst Åby")


@pytest.fixture
def hygiene(unit: Unit) -> ModuleVersion:
    return assigned(unit, "Basala hygienrutiner")


@pytest.fixture
def medicines(unit: Unit) -> ModuleVersion:
    return assigned(unit, "Läkemedel för äldre")


@pytest.fixture
def late(unit: Unit, hygiene: ModuleVersion, medicines: ModuleVersion, mail_server: MailServer) -> Person:
    """Create a person with a reminder of two modules in the mail queue."""
    person = PersonFactory(first_name="Örjan", last_name="Ängström", email=ADDRESS)
    EmploymentFactory(person=person, unit=unit, valid_from=timezone.localdate() - 900 * DAY)
    manager = make_manager(unit, first_name="Åsa", last_name="Öberg")
    assert RemindLate(place=unit, people=[person.pk], by=manager).run().mailed == 1
    return person


def assigned(unit: Unit, title: str) -> ModuleVersion:
    version = make_module_version(title, valid_months=None)
    AssignmentFactory(unit=unit, module=version.module, due_on=timezone.localdate() - 9 * DAY)
    return version


def at(moment: dt.datetime) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


def finish(person: Person) -> None:
    for assignment in Assignment.objects.in_force().select_related("module"):
        make_completion(person, assignment.module.versions.get(), timezone.localdate() + DAY)


def leave_the_employer(person: Person) -> None:
    Employment.objects.filter(person=person).update(valid_to=timezone.localdate() - DAY)
    other = make_unit("Omsorg i en annan kommun")
    EmploymentFactory(person=person, unit=other)
    for assignment in Assignment.objects.in_force().select_related("module"):
        AssignmentFactory(unit=other, module=assignment.module, due_on=timezone.localdate() - 9 * DAY)


def go_on_leave(person: Person) -> None:
    LeaveFactory(person=person)


def become_exempt(person: Person) -> None:
    for assignment in Assignment.objects.in_force():
        ExemptionFactory(person=person, module=assignment.module)


def withdraw(person: Person) -> None:
    Assignment.objects.update(withdrawn_at=timezone.now())


@pytest.mark.parametrize("change", [finish, leave_the_employer, go_on_leave, become_exempt, withdraw])
def test_reminder_that_does_not_apply_any_more_is_not_sent(
    mail_server: MailServer, client: Client, late: Person, change: Callable[[Person], None]
) -> None:
    make_site()
    client.force_login(late)
    assert "Åsa Öberg påminner dig" in client.get("/").content.decode()
    change(late)

    with at(timezone.now() + 2 * DAY):
        assert [send_waiting(), send_waiting()] == [0, 0]
        client.force_login(late)
        page = client.get("/").content.decode()

    assert mail_server.tries == []
    assert not NoticeMail.objects.exists()
    assert "Hej Örjan" in page
    assert "Åsa Öberg påminner dig" not in page
    assert Notice.objects.count() == 1


def test_reminder_of_what_is_half_done_names_the_rest(
    mail_server: MailServer, late: Person, hygiene: ModuleVersion
) -> None:
    make_completion(late, hygiene, timezone.localdate() + DAY)

    with at(timezone.now() + DAY):
        assert send_waiting() == 1

    text = mail_server.messages[0].get_content()
    assert "Åsa Öberg påminner dig om Läkemedel för äldre," in text
    assert "hygienrutiner" not in text


@pytest.mark.both_engines
def test_reminder_of_what_became_late_again_is_not_sent(
    mail_server: MailServer, late: Person, hygiene: ModuleVersion, medicines: ModuleVersion
) -> None:
    """A module completed after the reminder is not named, even if it is late again."""
    for version in (hygiene, medicines):
        version.valid_months = 1
        version.save()
        make_completion(late, version, timezone.localdate() + DAY)
    Notice.objects.update(created_at=timezone.now() + 99 * DAY)

    with at(timezone.now() + 100 * DAY):
        assert send_waiting() == 0

    assert mail_server.tries == []


@pytest.mark.parametrize(("age", "sent"), [(MAIL_LIFETIME - DAY / 24, 1), (MAIL_LIFETIME + DAY / 24, 0)])
def test_reminder_older_than_the_limit_is_on_the_site_alone(
    mail_server: MailServer, client: Client, late: Person, age: dt.timedelta, sent: int
) -> None:
    make_site()
    client.force_login(late)

    with at(timezone.now() + age):
        assert send_waiting() == sent

    assert len(mail_server.received) == sent
    assert "Åsa Öberg påminner dig om Basala hygienrutiner" in client.get("/").content.decode()
