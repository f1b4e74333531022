"""A person's own e-mail address: entered, confirmed by a link, used for reminders."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from django.conf import settings as site_settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from infrastructure.tasks.workers import run_tasks
from people.enums import AuditKind, NoticeKind
from people.exceptions import EmailRefused
from people.messages.email_addresses import MAX_LINKS, ConfirmEmail, EnterEmail, RemoveEmail
from people.messages.email_links import LINK_LIFETIME, confirmation_token
from people.messages.notices import send_by_mail, send_notice
from people.messages.queued_mail import send_waiting
from people.models import EmailChange, Person
from people.tasks import delete_unconfirmed_addresses
from tests.factories.people import EmploymentFactory, PersonFactory
from tests.servers.mail_server import MailServer

pytestmark = pytest.mark.django_db
ADDRESS = "orjan.angstrom@exempel.se"
PAGE = "/konto/e-post/"
NO_ADDRESSES = (
    "",
    "  ",
    "Örjan",
    "örjan.ångström@exempel.se",
    "a@",
    "a@b@exempel.se",
    "a@exempel.se\nBcc: b@exempel.se",
    f"{'a' * 300}@exempel.se",
)


@pytest.fixture
def person() -> Person:
    return EmploymentFactory(person=PersonFactory(first_name="Örjan", last_name="Ångström")).person


@pytest.fixture
def reader(client: Client, person: Person) -> Client:
    client.force_login(person)
    return client


def enter(client: Client, address: str) -> str:
    return client.post(PAGE, {"address": address}, follow=True).content.decode()


def link_in(server: MailServer) -> str:
    """Return the path of the link in the last e-mail."""
    found = re.search(rf"{re.escape(site_settings.SITE_ORIGIN)}(\S+)", server.messages[-1].get_content())
    assert found is not None
    return found[1]


def address_in_use(person: Person) -> str:
    return Person.objects.get(pk=person.pk).email


def remind(person: Person) -> int:
    notice = send_notice(NoticeKind.REMINDER, person=person, by="Åsa Öberg", modules="Läkemedel")
    return send_by_mail(notices=[notice])


@pytest.mark.django_db(transaction=True)
def test_address_is_used_after_its_link_is_confirmed(
    mail_server: MailServer, reader: Client, person: Person, settings: Any
) -> None:
    settings.NIGHTLY_TASKS = settings.MINUTELY_TASKS = []
    html = enter(reader, f" {ADDRESS} ")
    assert f"Vi skickar en länk till <strong>{ADDRESS}</strong>" in html
    run_tasks(["default"], until_empty=True)
    assert mail_server.recipients == [ADDRESS]
    assert mail_server.messages[0]["Subject"] == "Bekräfta din e-postadress i Närlära"
    assert (address_in_use(person), remind(person)) == ("", 0)

    assert ADDRESS in reader.get(link_in(mail_server)).content.decode()
    assert address_in_use(person) == ""
    html = reader.post(link_in(mail_server), follow=True).content.decode()

    assert "Adressen är bekräftad" in html
    assert address_in_use(person) == ADDRESS
    assert not EmailChange.objects.exists()
    assert remind(Person.objects.get(pk=person.pk)) == 1


def test_link_opened_signed_out_leads_back_after_sign_in(
    mail_server: MailServer, client: Client, person: Person
) -> None:
    token = confirmation_token(EnterEmail(address=ADDRESS, by=person).run())
    url = reverse("account_email_confirm", args=[token])

    answer = client.get(url)

    assert (answer.status_code, answer["Location"]) == (302, f"{reverse('account_login')}?next={quote(url)}")
    assert client.post(url).status_code == 302
    assert address_in_use(person) == ""


def test_link_of_another_person_confirms_nothing(
    mail_server: MailServer, reader: Client, person: Person
) -> None:
    other = PersonFactory()
    url = reverse(
        "account_email_confirm", args=[confirmation_token(EnterEmail(address=ADDRESS, by=other).run())]
    )

    answer = reader.get(url)
    html = reader.post(url, follow=True).content.decode()

    assert answer.status_code == 404
    assert ADDRESS not in answer.content.decode() + html
    assert "Länken fungerar inte längre" in html
    assert {address_in_use(one) for one in (person, other)} == {""}


@pytest.mark.parametrize("fault", ["too old", "replaced", "removed", "cut off", "not ours"])
def test_link_that_is_no_longer_valid_confirms_nothing(
    mail_server: MailServer, reader: Client, person: Person, fault: str
) -> None:
    change = EnterEmail(address=ADDRESS, by=person).run()
    age = (LINK_LIFETIME + dt.timedelta(minutes=1)) * (fault == "too old")
    with time_machine.travel(timezone.now() - age):
        token = confirmation_token(change)
    if fault == "replaced":
        EnterEmail(address="ny@exempel.se", by=person).run()
    elif fault == "removed":
        RemoveEmail(by=person).run()
    token = {"cut off": token[:-3], "not ours": "åäö"}.get(fault, token)

    html = reader.post(reverse("account_email_confirm", args=[token]), follow=True).content.decode()

    assert "Länken fungerar inte längre" in html
    assert address_in_use(person) == ""


@pytest.mark.both_engines
def test_link_confirmed_twice_is_no_error(mail_server: MailServer, person: Person) -> None:
    token = confirmation_token(EnterEmail(address=ADDRESS, by=person).run())

    assert [ConfirmEmail(token=token, by=person).run() for _ in range(2)] == [ADDRESS, ADDRESS]

    assert person.audit_entries.filter(kind=AuditKind.EMAIL_CONFIRMED).count() == 1


def test_address_in_use_stays_until_another_is_confirmed(mail_server: MailServer, person: Person) -> None:
    ConfirmEmail(token=confirmation_token(EnterEmail(address=ADDRESS, by=person).run()), by=person).run()

    change = EnterEmail(address="ny@exempel.se", by=person).run()
    assert address_in_use(person) == ADDRESS
    ConfirmEmail(token=confirmation_token(change), by=person).run()

    assert address_in_use(person) == "ny@exempel.se"


@pytest.mark.parametrize("typed", NO_ADDRESSES)
def test_address_that_is_none_is_refused_with_a_sentence(
    mail_server: MailServer, reader: Client, typed: str
) -> None:
    html = enter(reader, typed)

    assert "ds-validation-message" in html
    assert not EmailChange.objects.exists()
    assert send_waiting() == 0


def test_address_of_a_domain_with_letters_of_ours_gets_its_link(
    mail_server: MailServer, person: Person
) -> None:
    EnterEmail(address="orjan@åby.example", by=person).run()

    assert send_waiting() == 1

    assert mail_server.recipients == ["orjan@xn--by-xia.example"]


@pytest.mark.both_engines
def test_links_beyond_the_days_number_are_refused(
    mail_server: MailServer, reader: Client, person: Person
) -> None:
    for number in range(MAX_LINKS):
        EnterEmail(address=f"nummer{number}@exempel.se", by=person).run()

    html = enter(reader, ADDRESS)

    assert "Det räcker med länkar för i dag" in html
    assert EmailChange.objects.get().address == f"nummer{MAX_LINKS - 1}@exempel.se"


def test_address_without_a_mail_server_is_not_taken(reader: Client, person: Person, settings: Any) -> None:
    settings.EMAIL_HOST = ""

    html = enter(reader, ADDRESS)

    assert "Här skickar Närlära ingen e-post" in html
    assert 'name="address"' not in html
    assert not EmailChange.objects.exists()
    assert PAGE not in reader.get("/konto/").content.decode()
    with pytest.raises(EmailRefused):
        EnterEmail(address=ADDRESS, by=person).run()


@pytest.mark.parametrize("address", ["", "asa.ostergard@exempel.se"])
def test_page_without_a_mail_server_offers_no_email(
    reader: Client, person: Person, settings: Any, address: str
) -> None:
    settings.EMAIL_HOST = ""
    Person.objects.filter(pk=person.pk).update(email=address)

    page = reader.get(reverse("account_email")).content.decode()

    assert "Här skickar Närlära ingen e-post." in page
    assert "får du dem med e-post" not in page
    assert "Påminnelserna går till" not in page
    assert address in page


def test_address_removed_by_its_person_gets_no_reminder(
    mail_server: MailServer, reader: Client, person: Person
) -> None:
    Person.objects.filter(pk=person.pk).update(email=ADDRESS)
    assert ADDRESS in reader.get(PAGE).content.decode()
    remind(Person.objects.get(pk=person.pk))

    html = reader.post("/konto/e-post/ta-bort/", follow=True).content.decode()

    assert "Adressen är borttagen" in html
    assert ADDRESS not in html
    assert send_waiting() == 0


def test_link_after_an_outage_is_sent_once(mail_server: MailServer, person: Person, settings: Any) -> None:
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    EnterEmail(address=ADDRESS, by=person).run()
    assert send_waiting() == 0

    settings.EMAIL_PORT = port

    assert [send_waiting(), send_waiting()] == [1, 0]


@pytest.mark.both_engines
def test_audit_log_of_an_address_does_not_keep_it(
    mail_server: MailServer, reader: Client, person: Person
) -> None:
    ConfirmEmail(token=confirmation_token(EnterEmail(address=ADDRESS, by=person).run()), by=person).run()
    RemoveEmail(by=person).run()

    html = reader.get("/konto/logg/").content.decode()

    assert ADDRESS not in html
    assert [entry.kind for entry in person.audit_entries.order_by("pk") if "email" in entry.kind] == [
        AuditKind.EMAIL_ENTERED,
        AuditKind.EMAIL_CONFIRMED,
        AuditKind.EMAIL_REMOVED,
    ]
    assert "E-postadress bekräftad" in html


@pytest.mark.both_engines
def test_unconfirmed_address_is_deleted_when_its_link_has_run_out() -> None:
    old, new = PersonFactory(), PersonFactory()
    for person, days in ((old, 4), (new, 2)):
        requested_at = timezone.now() - dt.timedelta(days=days)
        EmailChange.objects.create(person=person, address="fel@exempel.se", requested_at=requested_at)

    delete_unconfirmed_addresses.call()

    assert list(EmailChange.objects.values_list("person", flat=True)) == [new.pk]
