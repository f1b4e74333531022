"""Reports are answered in a queue by those who answer for the page, by e-mail if there is an address."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from courses.models import Module
from lms.feedback.actions import KEPT, answer_report, create_report, send_answer_by_email
from lms.feedback.enums import FaultKind, ReportState
from lms.feedback.exceptions import ReportIsAnswered
from lms.feedback.models import FaultReport
from lms.feedback.places import Place
from lms.feedback.tasks import delete_reports
from lms.people.actions import grant_role
from lms.people.enums import RoleKind
from lms.people.models import Municipality, Person
from tests.factories.courses import ModuleFactory, make_module_page
from tests.factories.people import (
    EmploymentFactory,
    MunicipalityFactory,
    PersonFactory,
    make_role,
    make_unit,
)

pytestmark = pytest.mark.django_db
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
    grant_role(person=person, kind=RoleKind.TRAINER, municipality=municipality, by=None)
    return Person.objects.get(pk=person.pk)


def address(report: FaultReport) -> str:
    return reverse("feedback:answer_report", args=[report.pk])


def test_answer_with_an_address_is_sent_once_in_the_reporters_language(
    client: Client, settings: object, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL = "post.example", "narlara@exempel.se"
    trainer = make_trainer()
    report = make_report(email="asa@exempel.se")
    client.force_login(trainer)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(address(report), {"answer": "Nu är länken lagad. Tack, Åsa!"})
    report.refresh_from_db()
    send_answer_by_email(report=report)

    assert [(sent.to, sent.from_email) for sent in mail.outbox] == [
        (["asa@exempel.se"], "narlara@exempel.se")
    ]
    assert mail.outbox[0].subject == "Svar på det du rapporterade i Närlära"
    assert "Nu är länken lagad. Tack, Åsa!" in mail.outbox[0].body
    assert (report.state, report.answered_by) == (ReportState.ANSWERED, trainer)
    assert report.sent_at is not None
    assert "Skickat till asa@exempel.se" in client.get(address(report)).content.decode()


@pytest.mark.parametrize(("email", "host"), [("", "post.example"), ("asa@exempel.se", "")])
def test_answer_without_address_or_mail_server_is_stored_and_not_sent(
    settings: object,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    email: str,
    host: str,
) -> None:
    settings.EMAIL_HOST = host
    report = make_report(email=email)

    with django_capture_on_commit_callbacks(execute=True):
        answered = answer_report(report=report, answer="Lagat.", by=make_trainer())

    answered.refresh_from_db()
    assert (mail.outbox, answered.answer, answered.sent_at) == ([], "Lagat.", None)


def test_answer_where_the_site_sends_no_mail_says_to_write_oneself(client: Client) -> None:
    report = make_report(email="asa@exempel.se")
    client.force_login(make_trainer())

    page = client.get(address(report)).content.decode()

    assert "Skriv själv till asa@exempel.se" in page


def test_report_that_is_answered_already_keeps_its_answer(client: Client) -> None:
    report, first, second = make_report(), make_trainer(), make_trainer()
    answer_report(report=report, answer="Lagat.", by=first)

    with pytest.raises(ReportIsAnswered):
        answer_report(report=report, answer="Nej.", by=second)
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
        answer_report(report=report, answer="Lagat.", by=other)


def test_queue_shows_what_waits_first_and_no_other_municipalitys(client: Client) -> None:
    molndal, ale = MunicipalityFactory(code="1481"), MunicipalityFactory(code="1440")
    trainer = make_trainer(molndal)
    answered = make_report("Besvarad", module=ModuleFactory(owner=molndal))
    make_report("Första väntar", module=ModuleFactory(owner=molndal))
    make_report("Andra <b>väntar</b>", module=ModuleFactory(owner=molndal))
    make_report("Ales egen", module=ModuleFactory(owner=ale))
    make_report("Hela webbplatsen")
    answer_report(report=answered, answer="Lagat.", by=trainer)
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
            answer_report(report=make_report(), answer="Lagat.", by=trainer)
        assert client.get(QUEUE).status_code == 200
        with CaptureQueriesContext(connection) as queries:
            client.get(QUEUE)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_reports_older_than_the_form_says_are_deleted_answered_or_not() -> None:
    kept, old, answered = make_report("Ny"), make_report("Gammal"), make_report("Besvarad")
    answer_report(report=answered, answer="Lagat.", by=make_trainer())
    past = timezone.now() - KEPT - dt.timedelta(minutes=1)
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
        {"sent_at": timezone.now() + dt.timedelta(days=1), "email": "a@b.se"},
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
        answer_report(report=report, answer="Lagat.", by=responsible)
    assert [next_of(report) for report in (first, third)] == [(1, third), (0, None)]
    page = client.get(address(first)).content.decode()
    assert "1 rapport till väntar på svar" in page
