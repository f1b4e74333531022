"""A report from a module contains module and position, and nothing about the reporter."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from lms.attempts.actions.attempts import start_attempt
from lms.feedback.models import FaultReport
from people.enums import NoticeKind, RoleKind
from people.identity.middleware import LAST_SEEN, STARTED
from people.messages.email_links import confirmation_token
from people.models import EmailChange, Notice, Person
from tests.factories.courses import make_module_page
from tests.factories.files.used_files import film_module, recording
from tests.factories.packages import Sco, make_package
from tests.factories.people import MunicipalityFactory, PersonFactory, make_role
from tests.factories.seminars import make_film
from tests.factories.tracking import make_launch, make_module
from tests.integration.feedback.test_reports import FORM, MESSAGE, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner() -> Person:
    return PersonFactory(username="amina")


def test_report_from_a_step_names_the_module_and_not_the_attempt(client: Client, learner: Person) -> None:
    launch = make_launch(make_package(), person=learner)
    attempt, step_id = launch.attempt, launch.package_attempt.step_id
    client.force_login(learner)
    path = reverse("tracking:step", args=[attempt.pk, step_id])

    report = send(client, page=path)

    assert report is not None
    assert report.module == attempt.module
    assert str(attempt.pk) not in report.address
    assert report.place.startswith(f"{attempt.module_version.title}, steg 1: ")
    thanks = client.get(reverse("feedback:report_received"), {"page": path})
    assert path not in thanks.content.decode().partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize(("more", "place"), [([], "Öva på händerna"), (["Läs"], "Öva på händerna, steg 1")])
def test_report_from_a_step_named_as_its_module_names_it_once(
    client: Client, learner: Person, more: list[str], place: str
) -> None:
    version = make_module(make_package(title="Öva på händerna"), *more, title="Öva på händerna")
    attempt = start_attempt(person=learner, module_version=version, by=learner)
    client.force_login(learner)

    report = send(client, page=reverse("tracking:step", args=[attempt.pk, version.steps[0]["id"]]))

    assert report is not None
    assert report.place == place


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("who", ["stranger", "colleague"])
def test_report_from_anothers_attempt_hides_its_key(
    client: Client, learner: Person, who: str, language: str
) -> None:
    attempt = make_launch(make_package(), person=learner).attempt
    if who == "colleague":
        client.force_login(PersonFactory())
    form = FORM if language == "sv" else f"/en{FORM}"

    client.post(form, {"kind": "content", "message": MESSAGE, "page": f"/lar/{attempt.pk}/resultat/"})

    report = FaultReport.objects.get()
    assert (report.address, report.module, report.place) == ("/lar/-/resultat/", None, "")


@pytest.mark.parametrize(
    ("address", "stored"),
    [
        ("/personal/12/", "/personal/-/"),
        ("/mitt/intyg/7/pdf/", "/mitt/intyg/-/pdf/"),
        ("/en/personal/12/finns-inte/", "/en/personal/-/finns-inte/"),
        ("/utbildningar/hygien-2026/", "/utbildningar/hygien-2026/"),
        ("/å ä/", ""),
        ("/åäö/", "/%C3%A5%C3%A4%C3%B6/"),
    ],
)
def test_address_with_a_key_is_stored_without_it(client: Client, address: str, stored: str) -> None:
    report = send(client, page=address)

    assert report is not None
    assert report.address == stored


@pytest.mark.both_engines
def test_report_about_a_module_is_noticed_by_the_one_responsible_once(client: Client) -> None:
    responsible, other = make_role(RoleKind.TRAINER), make_role(RoleKind.TRAINER)
    page = make_module_page("Förebygg fall hemma", responsible=responsible)

    for _ in range(3):
        send(client, page=page.get_url(), kind="content")

    notices = Notice.objects.filter(kind=NoticeKind.FAULT_REPORTED)
    assert [notice.person for notice in notices] == [responsible]
    assert not notices.filter(person=other).exists()
    client.force_login(responsible)
    shown = client.get("/konto/meddelanden/").content.decode()
    assert "Förebygg fall hemma" in shown
    assert reverse("feedback:answer_report", args=[notices[0].details["report"]]) in shown


@pytest.mark.both_engines
def test_report_about_a_module_without_responsible_reaches_its_trainers(client: Client) -> None:
    molndal, ale = MunicipalityFactory(code="1481"), MunicipalityFactory(code="1440")
    own = make_role(RoleKind.TRAINER, municipality=molndal)
    make_role(RoleKind.TRAINER, municipality=ale)
    make_role(RoleKind.TRAINER)
    page = make_module_page("Egen", owner=molndal)

    send(client, page=page.get_url())

    assert [notice.person for notice in Notice.objects.all()] == [own]


def test_every_screen_of_a_module_leads_to_the_form_with_its_address(client: Client, learner: Person) -> None:
    launch = make_launch(make_package(), person=learner)
    attempt, step_id = launch.attempt, launch.package_attempt.step_id
    reading = start_attempt(
        person=learner, module_version=make_module_page("Läs").module.versions.get(), by=learner
    )
    watching = start_attempt(
        person=learner, module_version=film_module(recording(make_film())).module.versions.get(), by=learner
    )
    client.force_login(learner)
    paths = [
        reverse("tracking:step", args=[attempt.pk, step_id]),
        reverse("tracking:result", args=[attempt.pk]),
        reverse("tracking:step", args=[reading.pk, reading.module_version.steps[0]["id"]]),
        reverse("tracking:review", args=[attempt.pk, step_id]),
        reverse("tracking:step", args=[watching.pk, watching.module_version.steps[0]["id"]]),
    ]

    pages = {path: client.get(path).content.decode() for path in paths}

    link = '/rapportera/?kind=content&amp;page={}"'
    assert [path for path, page in pages.items() if link.format(quote(path, safe="")) not in page] == []
    assert all("Rapportera fel på den här sidan" in page for page in pages.values())
    in_new_tab = ['target="_blank" rel="noopener"' in page for page in pages.values()]
    assert in_new_tab == [True, False, False, True, False]


@pytest.mark.both_engines
def test_report_from_a_package_of_several_parts_names_part_and_bookmark(
    client: Client, learner: Person
) -> None:
    package = make_package([Sco("del-1", title="Hemma hos Bo"), Sco("del-2", title="Hemma hos Åke")])
    launch = make_launch(package, person=learner)
    played = launch.package_attempt
    played.current_sco = "del-2"
    played.save()
    played.sco_states.update_or_create(sco="del-2", defaults={"cmi": {"core": {"lesson_location": "sida-3"}}})
    client.force_login(learner)

    report = send(client, page=reverse("tracking:step", args=[launch.attempt.pk, played.step_id]))

    assert report is not None
    assert report.place.endswith(", Hemma hos Åke, ”sida-3”")


@pytest.mark.both_engines
def test_report_after_the_session_has_expired_is_stored_without_sign_in(
    client: Client, learner: Person
) -> None:
    client.force_login(learner)
    client.get("/rapportera/")
    session = client.session
    session[LAST_SEEN] = session[STARTED] = 1
    session.save()

    answer = client.post(FORM, {"kind": "content", "message": MESSAGE})

    assert answer["Location"] == reverse("feedback:report_received")
    assert FaultReport.objects.get().message == MESSAGE
    assert "_auth_user_id" not in client.session


@pytest.mark.both_engines
def test_form_of_a_person_who_must_choose_a_password_is_open(client: Client) -> None:
    person = PersonFactory()
    Person.objects.filter(pk=person.pk).update(must_change_password=True)
    client.force_login(person)

    assert client.get("/konto/")["Location"] == reverse("account_change_password")
    assert client.get(FORM).status_code == 200


@pytest.mark.both_engines
def test_link_that_confirms_an_address_is_not_stored_with_a_report(client: Client) -> None:
    person = PersonFactory()
    change = EmailChange.objects.create(person=person, address="amina@exempel.se")
    path = reverse("account_email_confirm", args=[confirmation_token(change)])

    report = send(client, page=path)

    assert report is not None
    assert report.address == "/konto/e-post/-/"


def test_title_of_a_closed_module_is_not_shown_to_others(client: Client) -> None:
    page = make_module_page("Mölndals egna rutiner", owner=MunicipalityFactory())

    shown = client.get(FORM, {"page": page.get_url()}).content.decode()
    report = send(client, page=page.get_url())

    assert "Mölndals egna rutiner" not in shown
    assert report is not None
    assert report.module == page.module


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_module_is_found_in_whichever_language_the_form_is(client: Client, prefix: str) -> None:
    page = make_module_page("Basala hygienrutiner")

    shown = client.get(f"{prefix}{FORM}", {"page": page.get_url()})

    assert shown.context["place"].module == page.module
