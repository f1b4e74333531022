"""Anybody can report a fault without signing in, and reports do not identify the reporter."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from lms.feedback.actions import AnswerReport, create_report
from lms.feedback.enums import FaultKind
from lms.feedback.models import MESSAGE_LENGTH, FaultReport
from lms.feedback.places import Place
from lms.feedback.tasks import send_notices_of_reports
from lms.settings import base
from people.access.roles import GrantRole
from people.enums import NoticeKind, RoleKind
from people.models import Notice, Person
from tests.factories.courses import make_module_page, make_site
from tests.factories.people import PersonFactory, make_role

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


@pytest.mark.both_engines
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
    """Addresses stay encoded if decoding would change the direction, visibility or meaning of text."""
    form = client.get(FORM, {"page": address}).content.decode()
    report = send(client, page=address)
    assert report is not None
    trainer = PersonFactory()
    GrantRole(person=trainer, kind=RoleKind.TRAINER, municipality=None, by=None).run()
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


@pytest.mark.both_engines
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


@pytest.mark.both_engines
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


@pytest.mark.both_engines
def test_report_that_was_answered_without_a_notice_needs_none(limits: None) -> None:
    trainer = make_role(RoleKind.TRAINER)
    report = create_report(kind=FaultKind.CONTENT, message="x", place=Place(), sends_notice=False)
    AnswerReport(report=report, answer="Lagat.", by=trainer).run()

    assert send_notices_of_reports.call() == 0
    assert not Notice.objects.exists()
