"""Reports are answered by the people responsible for the page, by e-mail if there is an address."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from courses.models import Module
from infrastructure.tasks.workers import run_tasks
from lms.feedback.actions import RETENTION, AnswerReport, create_report
from lms.feedback.enums import FaultKind, ReportState
from lms.feedback.exceptions import ReportIsAnswered
from lms.feedback.models import AnswerMail, FaultReport
from lms.feedback.places import Place
from lms.feedback.tasks import delete_reports
from people.access.roles import GrantRole
from people.enums import RoleKind
from people.messages.queued_mail import MOST_TRIES, RETRY_AFTER, send_waiting
from people.models import Municipality, Person
from tests.factories.courses import ModuleFactory, make_module_page
from tests.factories.people import (
    EmploymentFactory,
    MunicipalityFactory,
    PersonFactory,
    make_role,
    make_unit,
)
from tests.migrating import migrated
from tests.servers.mail_server import PASSWORD, MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]
QUEUE = "/cms/fault-reports/"


def make_report(
    message: str = "Länken på skärm 3 är trasig", *, email: str = "", module: Module | None = None
) -> FaultReport:
    return create_report(
        kind=FaultKind.CONTENT, message=message, email=email, place=Place("/a/", "Förebygg fall", module)
    )


def make_trainer(municipality: Municipality | None = None) -> Person:
    """Create a trainer with the rights in the admin that the role brings."""
    person = PersonFactory()
    GrantRole(person=person, kind=RoleKind.TRAINER, municipality=municipality, by=None).run()
    return Person.objects.get(pk=person.pk)


def address(report: FaultReport) -> str:
    return reverse("feedback:answer_report", args=[report.pk])


@pytest.mark.django_db(transaction=True)
def test_answer_is_sent_once_by_the_worker_in_the_reporters_language(
    client: Client, mail_server: MailServer, settings: Any
) -> None:
    settings.NIGHTLY_TASKS = settings.MINUTELY_TASKS = []
    trainer = make_trainer()
    report = make_report(email="asa@exempel.se")
    client.force_login(trainer)

    client.post(address(report), {"answer": "Nu är länken lagad. Tack, Åsa!"})
    waiting = client.get(address(report)).content.decode()
    run_tasks(["default"], until_empty=True)
    sent_by_worker = list(mail_server.recipients)
    send_waiting()

    report.refresh_from_db()
    assert sent_by_worker == mail_server.recipients == ["asa@exempel.se"]
    message = mail_server.messages[0]
    assert message["Subject"] == "Svar på det du rapporterade i Närlära"
    assert message["From"] == "Närlära <narlara@kommunen.example>"
    assert "Nu är länken lagad. Tack, Åsa!" in message.get_content()
    assert (report.state, report.answered_by) == (ReportState.ANSWERED, trainer)
    assert "Inte skickat till asa@exempel.se än. Närlära fortsätter att försöka." in waiting
    assert "Skickat till asa@exempel.se" in client.get(address(report)).content.decode()


@pytest.mark.parametrize(
    ("language", "greeting", "no_reply", "form"),
    [
        ("sv", "Hej!\n\n", "Det går inte att svara på det här brevet.", "/rapportera/"),
        ("en", "Hello!\n\n", "You cannot reply to this e-mail.", "/en/rapportera/"),
    ],
)
def test_answer_by_mail_says_where_to_write_again(
    mail_server: MailServer, settings: Any, language: str, greeting: str, no_reply: str, form: str
) -> None:
    report = create_report(
        kind=FaultKind.CONTENT, message="Ä", email="asa@exempel.se", place=Place(), language=language
    )
    AnswerReport(report=report, answer="Lagat, åäö.", by=make_trainer()).run()

    send_waiting()

    text = mail_server.messages[0].get_content().replace("\r\n", "\n")
    assert text.startswith(greeting)
    assert no_reply in text
    assert text.rstrip().endswith(f" {settings.SITE_ORIGIN}{form}")


def test_answer_in_english_is_sent_in_english(mail_server: MailServer) -> None:
    report = create_report(
        kind=FaultKind.CONTENT, message="Broken", email="asa@exempel.se", place=Place(), language="en"
    )
    AnswerReport(report=report, answer="Mended.", by=make_trainer()).run()

    assert send_waiting() == 1

    assert mail_server.messages[0]["Subject"] == "Answer to what you reported in Närlära"


@pytest.mark.parametrize("fault", ["server away", "wrong password", "refused once"])
def test_answer_after_a_failure_is_sent_again(mail_server: MailServer, settings: Any, fault: str) -> None:
    port = settings.EMAIL_PORT
    if fault == "server away":
        settings.EMAIL_PORT = 1
    elif fault == "wrong password":
        settings.EMAIL_HOST_PASSWORD = "fel"
    else:
        mail_server.refused = {"asa@exempel.se"}
    AnswerReport(report=make_report(email="asa@exempel.se"), answer="Lagat.", by=make_trainer()).run()
    assert send_waiting() == 0

    settings.EMAIL_PORT, settings.EMAIL_HOST_PASSWORD, mail_server.refused = port, PASSWORD, set()
    with time_machine.travel(timezone.now() + 2 * RETRY_AFTER, tick=False):
        assert [send_waiting(), send_waiting()] == [1, 0]

    assert mail_server.recipients == ["asa@exempel.se"]


def test_answer_that_is_always_refused_says_to_write_oneself(client: Client, mail_server: MailServer) -> None:
    mail_server.refused = {"asa@exempel.se"}
    report = make_report(email="asa@exempel.se")
    trainer = make_trainer()
    AnswerReport(report=report, answer="Lagat.", by=trainer).run()

    for number in range(2 * MOST_TRIES):
        moment = timezone.now() + number * 2 * RETRY_AFTER
        with time_machine.travel(moment, tick=False):
            send_waiting()

    assert len(mail_server.tries) == MOST_TRIES
    client.force_login(trainer)
    page = client.get(address(report)).content.decode()
    english = client.get(f"/en{address(report)}").content.decode()
    assert "The answer could not be sent to asa@exempel.se. Write to the address yourself." in english
    assert "Svaret kunde inte skickas till asa@exempel.se. Skriv själv till adressen." in page


def test_sending_one_and_three_answers_reads_as_often(mail_server: MailServer) -> None:
    trainer = make_trainer()
    reads = []
    for number in (1, 3):
        for _ in range(number):
            AnswerReport(report=make_report(email="asa@exempel.se"), answer="Lagat, åäö.", by=trainer).run()
        with CaptureQueriesContext(connection) as queries:
            assert send_waiting() == number
        reads.append(sum(query["sql"].startswith("SELECT") for query in queries))

    assert reads[0] == reads[1]


@pytest.mark.parametrize(("email", "host"), [("", "post.example"), ("asa@exempel.se", "")])
def test_answer_without_address_or_mail_server_is_stored_and_not_sent(
    settings: Any, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, email: str, host: str
) -> None:
    settings.EMAIL_HOST = host
    report = make_report(email=email)

    with django_capture_on_commit_callbacks(execute=True):
        answered = AnswerReport(report=report, answer="Lagat.", by=make_trainer()).run()

    answered.refresh_from_db()
    assert (mail.outbox, answered.answer) == ([], "Lagat.")
    assert not AnswerMail.objects.exists()


def test_answer_where_the_site_sends_no_mail_says_to_write_oneself(client: Client) -> None:
    report = make_report(email="asa@exempel.se")
    client.force_login(make_trainer())

    page = client.get(address(report)).content.decode()

    assert "Skriv själv till asa@exempel.se" in page


def test_report_that_is_answered_already_keeps_its_answer(client: Client) -> None:
    report, first, second = make_report(), make_trainer(), make_trainer()
    AnswerReport(report=report, answer="Lagat.", by=first).run()

    with pytest.raises(ReportIsAnswered):
        AnswerReport(report=report, answer="Nej.", by=second).run()
    client.force_login(second)
    client.post(address(report), {"answer": "Nej."})

    report.refresh_from_db()
    assert (report.answer, report.answered_by) == ("Lagat.", first)


def test_empty_answer_is_not_stored(client: Client) -> None:
    report = make_report()
    client.force_login(make_trainer())

    answer = client.post(address(report), {"answer": " \n "})

    report.refresh_from_db()
    assert (answer.status_code, report.state) == (200, ReportState.NEW)


def test_report_about_a_municipalitys_module_is_answered_by_its_own(client: Client) -> None:
    molndal, ale = MunicipalityFactory(code="1481"), MunicipalityFactory(code="1440")
    responsible = EmploymentFactory(unit=make_unit("Hemtjänst", municipality=molndal)).person
    page = make_module_page("Egen", owner=molndal, responsible=responsible)
    report = make_report(module=page.module)
    own, other, learner = make_trainer(molndal), make_trainer(ale), PersonFactory()

    statuses = {}
    for name, person in {"own": own, "other": other, "responsible": responsible, "learner": learner}.items():
        client.force_login(person)
        statuses[name] = client.get(address(report)).status_code

    assert statuses == {"own": 200, "other": 404, "responsible": 200, "learner": 404}
    with pytest.raises(PermissionDenied):
        AnswerReport(report=report, answer="Lagat.", by=other).run()


def test_queue_shows_what_waits_first_and_no_other_municipalitys(client: Client) -> None:
    molndal, ale = MunicipalityFactory(code="1481"), MunicipalityFactory(code="1440")
    trainer = make_trainer(molndal)
    answered = make_report("Besvarad", module=ModuleFactory(owner=molndal))
    make_report("Första väntar", module=ModuleFactory(owner=molndal))
    make_report("Andra <b>väntar</b>", module=ModuleFactory(owner=molndal))
    make_report("Ales egen", module=ModuleFactory(owner=ale))
    make_report("Hela webbplatsen")
    AnswerReport(report=answered, answer="Lagat.", by=trainer).run()
    client.force_login(trainer)

    page = client.get(QUEUE)
    waiting = client.get(f"{QUEUE}?state=new")

    messages = ["Första väntar", "Andra <b>väntar</b>", "Besvarad"]
    assert [report.message for report in page.context["reports"]] == messages
    assert [report.message for report in waiting.context["reports"]] == messages[:2]
    assert "<b>väntar" not in page.content.decode()
    assert "Felrapporter" in client.get("/cms/").content.decode()


def test_queue_with_one_and_three_reports_takes_as_many_queries(
    client: Client,
) -> None:
    trainer = make_trainer()
    client.force_login(trainer)
    counts = []
    for number in (1, 2):
        for _ in range(number):
            AnswerReport(report=make_report(), answer="Lagat.", by=trainer).run()
        assert client.get(QUEUE).status_code == 200
        with CaptureQueriesContext(connection) as queries:
            client.get(QUEUE)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_reports_older_than_the_form_says_are_deleted_answered_or_not() -> None:
    kept, old, answered = make_report("Ny"), make_report("Gammal"), make_report("Besvarad")
    AnswerReport(report=answered, answer="Lagat.", by=make_trainer()).run()
    past = timezone.now() - RETENTION - dt.timedelta(minutes=1)
    FaultReport.objects.exclude(pk=kept.pk).update(created_at=past)

    deleted = delete_reports.call()

    assert (deleted, list(FaultReport.objects.all())) == (2, [kept])
    assert not FaultReport.objects.filter(pk=old.pk).exists()


@pytest.mark.parametrize(
    "values",
    [
        {"message": ""},
        {"answer": "Lagat."},
        {"answered_at": timezone.now() + dt.timedelta(days=1)},
        {"notified_at": timezone.now() - dt.timedelta(days=1)},
    ],
)
def test_report_that_contradicts_itself_is_refused_by_the_database(values: dict[str, object]) -> None:
    report = make_report()

    with pytest.raises(IntegrityError), transaction.atomic():
        FaultReport.objects.filter(pk=report.pk).update(**values)


def test_answer_page_leads_to_the_next_report_that_waits(client: Client) -> None:
    """Somebody responsible who may not open the admin has a notice of the first report alone."""
    molndal = MunicipalityFactory(code="1481")
    responsible = make_role(RoleKind.MUNICIPAL_ADMIN, municipality=molndal)
    module = make_module_page("Egen", owner=molndal, responsible=responsible).module
    first, second, third = (make_report(text, module=module) for text in ("Ett", "Två", "Tre"))
    make_report("Någon annans")
    client.force_login(responsible)

    def next_of(report: FaultReport) -> tuple[int, FaultReport | None]:
        page = client.get(address(report))
        return page.context["waiting_count"], page.context["next_report"]

    assert [next_of(report) for report in (first, second, third)] == [(2, second), (2, third), (2, first)]
    for report in (first, second):
        AnswerReport(report=report, answer="Lagat.", by=responsible).run()
    assert [next_of(report) for report in (first, third)] == [(1, third), (0, None)]
    page = client.get(address(first)).content.decode()
    assert "1 rapport till väntar på svar" in page


@pytest.mark.django_db(transaction=True)
def test_answers_sent_before_the_upgrade_stay_sent_and_back() -> None:
    sent, unsent, new = (make_report(text, email="asa@exempel.se") for text in ("Ett", "Två", "Tre"))
    trainer = make_trainer()
    for report in (sent, unsent):
        AnswerReport(report=report, answer="Lagat.", by=trainer).run()
    moment = timezone.now()
    AnswerMail.objects.create(report=sent, tries=1, tried_at=moment, sent_at=moment)

    with migrated(("feedback", "0001_fault_reports")), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM feedback_faultreport WHERE sent_at IS NOT NULL")
        before = cursor.fetchall()

    assert before == [(sent.pk,)]
    assert list(AnswerMail.objects.values_list("report", "sent_at")) == [(sent.pk, moment)]
    assert not FaultReport.objects.without_notice().exists()
    assert FaultReport.objects.filter(pk=new.pk, notified_at__isnull=False).exists()
