"""A new password ends what was opened under the old one, on every device and whichever way it came."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from lms.attempts.enums import LaunchEnding, Refusal
from lms.attempts.models import JournalEntry, Launch
from people.codes.actions import HandOutCode
from people.models import Person
from tests.factories.people import PASSWORD, EmploymentFactory
from tests.factories.tracking import body, make_launch, send

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "tre blöta vantar"


def change_oneself(person: Person) -> None:
    client = Client()
    client.force_login(person)
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW_PASSWORD})


def use_a_code(person: Person) -> None:
    code = HandOutCode(person=person, by=None).run()
    wish = {"login": person.username, "code": code, "password": NEW_PASSWORD}
    Client().post(reverse("account_code"), wish)


def let_an_operator_set_it(person: Person) -> None:
    person.set_password(NEW_PASSWORD)
    person.save()


@pytest.mark.parametrize("change", [change_oneself, use_a_code, let_an_operator_set_it])
@pytest.mark.both_engines
def test_commit_after_a_new_password_is_refused(client: Client, change: Callable[[Person], None]) -> None:
    launch = make_launch(person=EmploymentFactory().person, session_key="the tablet in the staff room")
    other = make_launch(session_key="somebody else's phone")
    assert send(client, launch, body()).status_code == 200

    change(Person.objects.get(pk=launch.attempt.person_id))

    assert Person.objects.get(pk=launch.attempt.person_id).check_password(NEW_PASSWORD)
    assert send(client, launch, body(sequence=2)).status_code == 409
    assert Launch.objects.get(pk=launch.pk).ending == LaunchEnding.PASSWORD_CHANGED
    assert JournalEntry.objects.exclude(refusal="").get().refusal == Refusal.ENDED
    assert Launch.objects.get(pk=other.pk).ended_at is None


def test_code_handed_out_but_not_used_ends_nothing(client: Client) -> None:
    launch = make_launch(person=EmploymentFactory().person)

    HandOutCode(person=launch.attempt.person, by=None).run()

    assert send(client, launch, body()).status_code == 200
