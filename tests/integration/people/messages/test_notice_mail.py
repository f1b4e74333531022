"""E-mails of notices, from the task queue to a real mail server, with retries."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.checks import run_checks
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from infrastructure.tasks.workers import run_tasks
from people.enums import NoticeKind
from people.messages.notices import send_by_mail, send_notice
from people.messages.queued_mail import MOST_TRIES, RETRY_AFTER, claim, send_waiting
from people.models import NoticeMail, Person
from tests.factories.people import PersonFactory
from tests.servers.mail_server import PASSWORD, MailServer

pytestmark = pytest.mark.django_db


def remind(*people: Person) -> int:
    notices = [
        send_notice(NoticeKind.REMINDER, person=one, by="Åsa Öberg", modules="Läkemedel för äldre")
        for one in people
    ]
    return send_by_mail(notices=notices)


def receiver(name: str = "orjan", **kwargs: Any) -> Person:
    return PersonFactory(first_name="Örjan", email=f"{name}@kommunen.example", **kwargs)


def later(delay: dt.timedelta) -> time_machine.travel:
    return time_machine.travel(timezone.now() + delay, tick=False)


@pytest.mark.django_db(transaction=True)
def test_notice_mail_is_sent_by_the_worker_in_swedish(mail_server: MailServer, settings: Any) -> None:
    settings.SITE_ORIGIN = "https://narlara.example"
    settings.NIGHTLY_TASKS = settings.MINUTELY_TASKS = []
    with translation.override("en"):
        assert remind(receiver()) == 1
    assert mail_server.received == []

    run_tasks(["default"], until_empty=True)

    assert DBTaskResult.objects.failed().count() == 0
    assert mail_server.recipients == ["orjan@kommunen.example"]
    message = mail_server.messages[0]
    assert message["Subject"].strip() == "Påminnelse om det som är kvar i Närlära"
    assert message["From"] == "Närlära <narlara@kommunen.example>"
    text = message.get_content().replace("\r\n", "\n")
    assert text.startswith("Hej Örjan!\n\nÅsa Öberg påminner dig om Läkemedel för äldre")
    assert "Se vad som är kvar: https://narlara.example/mitt/\n" in text
    assert "&" not in text


def test_notice_mail_run_again_sends_nothing_more(mail_server: MailServer) -> None:
    remind(receiver("en"), receiver("annan"))

    assert [send_waiting(), send_waiting()] == [2, 0]
    with later(2 * RETRY_AFTER):
        assert send_waiting() == 0

    assert len(mail_server.received) == 2


def test_notice_mail_to_who_has_no_address_is_not_made(mail_server: MailServer) -> None:
    assert remind(PersonFactory(email=""), receiver()) == 1

    assert send_waiting() == 1


@pytest.mark.both_engines
def test_notice_mail_without_a_mail_server_is_not_made(settings: Any) -> None:
    settings.EMAIL_HOST = ""

    assert remind(receiver()) == 0

    assert not NoticeMail.objects.exists()


@pytest.mark.parametrize("change", [{"email": ""}, {"is_active": False}])
@pytest.mark.both_engines
def test_notice_mail_to_who_left_meanwhile_is_not_sent(
    mail_server: MailServer, change: dict[str, Any]
) -> None:
    person = receiver()
    remind(person)
    Person.objects.filter(pk=person.pk).update(**change)

    assert send_waiting() == 0

    assert mail_server.tries == []


@pytest.mark.both_engines
def test_notice_mail_that_is_refused_delays_no_other(mail_server: MailServer) -> None:
    mail_server.refused = {"borta@kommunen.example"}
    remind(receiver("borta"), receiver("orjan"))

    assert send_waiting() == 1

    assert mail_server.recipients == ["orjan@kommunen.example"]


def test_notice_mail_that_is_refused_is_tried_a_few_times(mail_server: MailServer) -> None:
    mail_server.refused = {"borta@kommunen.example"}
    remind(receiver("borta"))

    for number in range(2 * MOST_TRIES):
        with later(number * (RETRY_AFTER + dt.timedelta(minutes=1))):
            send_waiting()
            send_waiting()

    assert len(mail_server.tries) == MOST_TRIES


@pytest.mark.parametrize("fault", ["away", "wrong password"])
def test_notice_mail_after_an_outage_is_sent_once(
    mail_server: MailServer, settings: Any, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    remind(receiver("en"), receiver("annan"))
    port = settings.EMAIL_PORT
    if fault == "away":
        settings.EMAIL_PORT = 1
    else:
        settings.EMAIL_HOST_PASSWORD = "fel"
    assert send_waiting() == 0
    assert "trying again later" in caplog.text

    settings.EMAIL_PORT, settings.EMAIL_HOST_PASSWORD = port, PASSWORD
    assert send_waiting() == 2

    assert sorted(mail_server.recipients) == ["annan@kommunen.example", "en@kommunen.example"]


@pytest.mark.both_engines
def test_notice_mail_taken_by_another_worker_is_left(mail_server: MailServer) -> None:
    remind(receiver())
    stale = NoticeMail.objects.select_related("notice__person").get()
    assert send_waiting() == 1

    assert not claim(stale)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"EMAIL_HOST": ""}, []),
        ({}, []),
        ({"DEFAULT_FROM_EMAIL": ""}, ["people.E003"]),
        ({"EMAIL_SECURITY": "ssl"}, ["people.E004"]),
        ({"EMAIL_SECURITY": "none"}, ["people.E005"]),
        ({"EMAIL_SECURITY": "none", "EMAIL_HOST": "localhost"}, []),
    ],
)
def test_mail_server_settings_that_are_wrong_are_refused(
    settings: Any, changes: dict[str, str], found: list[str]
) -> None:
    right = {
        "EMAIL_HOST": "smtp.kommunen.example",
        "DEFAULT_FROM_EMAIL": "narlara@kommunen.example",
        "EMAIL_SECURITY": "starttls",
    }
    for name, value in (right | changes).items():
        setattr(settings, name, value)

    ours = ("people.E003", "people.E004", "people.E005")
    assert [message.id for message in run_checks() if message.id in ours] == found
