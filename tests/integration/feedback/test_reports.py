"""Anybody reports a fault without signing in; nothing in the report says who it was."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from lms.feedback.actions import answer_report, create_report
from lms.feedback.enums import FaultKind
from lms.feedback.models import MESSAGE_LENGTH, FaultReport
from lms.feedback.places import Place
from lms.feedback.tasks import send_notices_of_reports
from lms.people.actions import grant_role
from lms.people.email_links import confirmation_token
from lms.people.enums import NoticeKind, RoleKind
from lms.people.middleware import SEEN, STARTED
from lms.people.models import EmailChange, Notice, Person
from lms.settings import base
from lms.tracking.actions import start_attempt
from tests.factories.courses import make_module_page, make_site
from tests.factories.packages import Sco, make_package
from tests.factories.people import MunicipalityFactory, PersonFactory, make_role
from tests.factories.seminars import make_film
from tests.factories.tracking import make_launch, make_module
from tests.factories.used_files import document, film_module

pytestmark = pytest.mark.django_db
FORM = "/rapportera/"
MESSAGE = "Åäö: knappen ”Nästa” syns inte när jag förstorar."


def send(client: Client, **data: str) -> FaultReport | None:
    """Send a report as a browser does; return what was stored."""
    client.post(FORM, {"kind": "accessibility", "message": MESSAGE, **data})
    return FaultReport.objects.order_by("-pk").first()


def test_form_without_sign_in_or_javascript_stores_the_report(client: Client) -> None:
    make_site()
    page = client.get(f"{FORM}?page=/sok/").content.decode()

    answer = client.post(FORM, {"kind": "accessibility", "message": MESSAGE, "page": "/sok/?q=demens"})

    report = FaultReport.objects.get()
    assert "<script" not in page.partition('<form class="form"')[2].partition("</form>")[0]
    assert answer.status_code == 302
    assert (report.message, report.address, report.email, report.kind) == (
        MESSAGE,
        "/sok/",
        "",
        FaultKind.ACCESSIBILITY,
    )
    assert client.get(answer["Location"]).status_code == 200


def test_form_with_nothing_but_a_message_requires_nothing_personal(client: Client) -> None:
    required = [name for name, field in client.get(FORM).context["form"].fields.items() if field.required]

    assert required == ["kind", "message"]


@pytest.mark.parametrize("path", ["/", "/en/", "/konto/logga-in/", "/tillganglighet/", "/finns-inte/"])
def test_page_of_the_site_links_to_the_form_with_its_address(client: Client, path: str) -> None:
    make_site()
    if path == "/tillganglighet/":
        pytest.importorskip("demo.information").publish_information()
    client.force_login(PersonFactory())
    if "logga-in" in path:
        client.logout()

    page = client.get(path).content.decode()

    assert "/rapportera/?" in page
    assert f"page={quote(path, safe='')}" in page


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "https://ond.example/lar/",
        "//ond.example/",
        "/\\ond.example/",
        "\\\\ond.example",
        "http:///ond.example",
        "data:text/html,<b>",
        "/a\r\nSet-Cookie: x=1",
        "/a\x00b",
        "/a%00",
        "/a%00/",
        "/utbildningar/%0a/",
        "/" + "å" * 3000,
        "   ",
    ],
)
def test_address_that_is_foreign_is_left_out(client: Client, address: str) -> None:
    shown = client.get(FORM, {"page": address}).content.decode()

    report = send(client, page=address)
    thanks = client.get(reverse("feedback:report_received"), {"page": address}).content.decode()

    assert report is not None
    assert report.address == ""
    assert "ond.example" not in shown.replace(escape(f'value="{address}"'), "").partition("report__place")[2]
    assert 'href="javascript' not in thanks
    assert 'href="//' not in thanks


@pytest.mark.parametrize("address", ["//ond.example/", "javascript:alert(1)", "https://ond.example/"])
def test_address_that_is_foreign_is_refused_by_the_database(address: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        FaultReport.objects.create(kind="content", message="x", language="sv", address=address)


def test_referer_of_this_site_is_the_address_when_no_other_is_given(client: Client) -> None:
    form = client.get(FORM, headers={"referer": "http://testserver/sok/?q=demens"})

    assert form.context["place"].address == "/sok/"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/h%C3%A4lsa-p%C3%A5-%C3%B6n/", "/hälsa-på-ön/"),
        ("/a%2Fb%3Cb%3E/", "/a%2Fb%3Cb%3E/"),
        ("/%E2%80%AEgpj/", "/%E2%80%AEgpj/"),
        ("/%FF/", "/%FF/"),
    ],
)
def test_address_with_letters_is_shown_written_out(client: Client, address: str, shown: str) -> None:
    """What turns or hides text, or has another meaning written out, stays as it is."""
    form = client.get(FORM, {"page": address}).content.decode()
    report = send(client, page=address)
    assert report is not None
    trainer = PersonFactory()
    grant_role(person=trainer, kind=RoleKind.TRAINER, municipality=None, by=None)
    client.force_login(Person.objects.get(pk=trainer.pk))
    page = client.get(reverse("feedback:answer_report", args=[report.pk])).content.decode()
    queue = client.get("/cms/fault-reports/").content.decode()

    expected = f">{escape(shown)}<"
    assert [expected in form, expected in page, escape(shown) in queue] == [True, True, True]
    assert report.address == address


def test_markup_in_a_report_is_shown_as_text(client: Client) -> None:
    report = send(client, message="<script>alert(1)</script><img src=x onerror=y>")
    assert report is not None
    client.force_login(make_role(RoleKind.TRAINER))

    page = client.get(reverse("feedback:answer_report", args=[report.pk])).content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_text_that_is_too_long_is_kept_in_the_form_and_not_stored(client: Client) -> None:
    text = "å" * (MESSAGE_LENGTH + 1)

    answer = client.post(FORM, {"kind": "content", "message": text})

    assert (answer.status_code, FaultReport.objects.count()) == (200, 0)
    assert text in answer.content.decode()
    assert str(MESSAGE_LENGTH) in str(answer.context["form"].errors["message"])


def test_text_as_long_as_the_browser_lets_it_be_is_stored(client: Client) -> None:
    report = send(client, message="a\r\n" * (MESSAGE_LENGTH // 2 - 1) + "ab")

    assert report is not None
    assert len(report.message) == MESSAGE_LENGTH


@pytest.mark.parametrize(
    "data",
    [
        {"message": ""},
        {"message": " \r\n "},
        {"kind": "okänt"},
        {"email": "ingen adress"},
        {"message": "a\x00b"},
        {"email": "a@b.se\nBcc: c@d.se"},
    ],
)
def test_report_that_cannot_be_read_is_not_stored_and_says_why(client: Client, data: dict[str, str]) -> None:
    answer = client.post(FORM, {"kind": "content", "message": MESSAGE, **data})

    assert FaultReport.objects.count() == 0
    assert answer.context["form"].errors


@pytest.fixture
def limits(settings: object) -> Iterator[None]:
    settings.ACCOUNT_RATE_LIMITS = base.ACCOUNT_RATE_LIMITS
    cache.clear()
    yield
    cache.clear()


def test_thousand_reports_of_one_network_store_thirty(client: Client, limits: None) -> None:
    statuses = [
        client.post(FORM, {"kind": "content", "message": MESSAGE}, REMOTE_ADDR="198.51.100.7").status_code
        for _ in range(40)
    ]
    refused = client.post(FORM, {"kind": "content", "message": MESSAGE}, REMOTE_ADDR="198.51.100.7")

    assert statuses == [302] * 30 + [429] * 10
    assert MESSAGE.replace("”", "”") in refused.content.decode()
    elsewhere = client.post(FORM, {"kind": "content", "message": MESSAGE}, REMOTE_ADDR="203.0.113.9")
    assert (elsewhere.status_code, FaultReport.objects.count()) == (302, 31)


def test_report_beyond_the_limit_for_all_is_stored_and_notified_at_night(
    client: Client, limits: None, settings: object
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**base.ACCOUNT_RATE_LIMITS, "fault_report_in_all": "20/h/key"}
    responsible = make_role(RoleKind.TRAINER)
    flooded = make_module_page("Förebygg fall hemma", responsible=responsible)
    page = make_module_page("Läkemedel för äldre", responsible=responsible)
    unread = Notice.objects.unread().filter(kind=NoticeKind.FAULT_REPORTED)
    for network in range(4):
        for _ in range(8):
            report = {"kind": "content", "message": "x", "page": flooded.get_url()}
            client.post(FORM, report, REMOTE_ADDR=f"203.0.113.{network}")
    assert unread.count() == 1

    answers = [
        client.post(
            FORM,
            {"kind": "accessibility", "message": f"{MESSAGE} {number}", "page": page.get_url()},
            REMOTE_ADDR=f"198.51.100.{number}",
        )["Location"]
        for number in range(25)
    ]

    assert {answer.partition("?")[0] for answer in answers} == {reverse("feedback:report_received")}
    assert FaultReport.objects.filter(module=flooded.module).count() == 32
    honest = FaultReport.objects.filter(module=page.module).order_by("pk")
    assert [report.message for report in honest] == [f"{MESSAGE} {number}" for number in range(25)]
    assert unread.count() == 1
    assert [send_notices_of_reports.call(), send_notices_of_reports.call()] == [12 + 25, 0]
    assert set(unread.values_list("person", "details__report")) == {
        (responsible.pk, FaultReport.objects.earliest("pk").pk),
        (responsible.pk, honest[0].pk),
    }


def test_report_that_was_answered_without_a_notice_needs_none(limits: None) -> None:
    trainer = make_role(RoleKind.TRAINER)
    report = create_report(kind=FaultKind.CONTENT, message="x", place=Place(), sends_notice=False)
    answer_report(report=report, answer="Lagat.", by=trainer)

    assert send_notices_of_reports.call() == 0
    assert not Notice.objects.exists()


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


def test_report_about_a_module_without_anybody_responsible_reaches_its_trainers(client: Client) -> None:
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
        person=learner, module_version=film_module(document(make_film())).module.versions.get(), by=learner
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


def test_report_from_a_package_of_several_parts_names_the_part_and_the_bookmark(
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


def test_report_sent_when_the_session_has_run_out_is_stored_without_sign_in(
    client: Client, learner: Person
) -> None:
    client.force_login(learner)
    client.get("/rapportera/")
    session = client.session
    session[SEEN] = session[STARTED] = 1
    session.save()

    answer = client.post(FORM, {"kind": "content", "message": MESSAGE})

    assert answer["Location"] == reverse("feedback:report_received")
    assert FaultReport.objects.get().message == MESSAGE
    assert "_auth_user_id" not in client.session


def test_form_of_a_person_who_must_choose_a_password_is_open(client: Client) -> None:
    person = PersonFactory()
    Person.objects.filter(pk=person.pk).update(must_change_password=True)
    client.force_login(person)

    assert client.get("/konto/")["Location"] == reverse("account_change_password")
    assert client.get(FORM).status_code == 200


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
