"""Content, permissions and verification of certificates."""

from __future__ import annotations

import datetime as dt
import io

import pypdfium2
import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from infrastructure.db.base_models import RowIsImmutable
from infrastructure.db.guards import guards_lifted
from lms.learner.certificate_codes import (
    certificate_with_code,
    issue_code,
    legacy_verification_code,
    verification_code,
)
from lms.learner.certificates import as_pdf, certificate_of
from lms.records.actions.certificates import IssueCertificate
from lms.records.models import CertificateIssue, Completion
from people.enums import AuditKind, RoleKind
from people.models import Employment
from people.organisation.people import ChangePerson
from tests.factories.courses import make_module_page
from tests.factories.people import EmploymentFactory, PersonFactory, make_manager, make_role, make_unit
from tests.factories.records import make_completion

pytestmark = pytest.mark.django_db


@pytest.fixture
def employment() -> Employment:
    person = PersonFactory(first_name="Åsa", last_name="#let Öberg")
    return EmploymentFactory(person=person)


@pytest.fixture
def completion(employment: Employment) -> Completion:
    version = make_module_page("Palliativ vård *hemma*", valid_months=12).module.versions.get()
    return make_completion(employment.person, version)


def status(client: Client, person: object, completion: Completion) -> int:
    client.force_login(person)
    return client.get(reverse("learner:certificate", args=[completion.pk])).status_code


def test_certificate_is_for_its_owner_and_their_managers_alone(
    client: Client, employment: Employment, completion: Completion
) -> None:
    elsewhere = make_unit("Annan enhet")
    seen = {
        "owner": employment.person,
        "manager": make_manager(employment.unit),
        "administrator": make_role(RoleKind.MUNICIPAL_ADMIN, municipality=employment.unit.municipality),
        "other manager": make_manager(elsewhere),
        "coordinator": make_role(RoleKind.REGIONAL_COORDINATOR),
        "trainer": make_role(RoleKind.TRAINER),
        "colleague": EmploymentFactory(unit=employment.unit).person,
    }

    assert {name: status(client, person, completion) for name, person in seen.items()} == {
        "owner": 200,
        "manager": 200,
        "administrator": 200,
        "other manager": 404,
        "coordinator": 404,
        "trainer": 404,
        "colleague": 404,
    }


@pytest.mark.both_engines
def test_certificate_of_another_municipality_is_hidden_from_the_next(
    client: Client, employment: Employment, completion: Completion
) -> None:
    """Stamps decide who sees a certificate, not the present employments."""
    elsewhere = make_unit("Annan enhet")
    beside = make_unit("Natt", municipality=employment.unit.municipality)
    for unit in (elsewhere, beside):
        EmploymentFactory(person=employment.person, unit=unit)
    readers = {
        "owner": employment.person,
        "manager": make_manager(employment.unit),
        "manager beside": make_manager(beside),
        "next manager": make_manager(elsewhere),
        "next administrator": make_role(RoleKind.MUNICIPAL_ADMIN, municipality=elsewhere.municipality),
        "operator": PersonFactory(is_superuser=True),
    }

    assert {name: status(client, person, completion) for name, person in readers.items()} == {
        "owner": 200,
        "manager": 200,
        "manager beside": 200,
        "next manager": 404,
        "next administrator": 404,
        "operator": 200,
    }


def test_certificate_without_stamps_is_shown_to_the_next_employer(
    client: Client, completion: Completion, employment: Employment
) -> None:
    version = make_module_page("Samtalet").module.versions.get()
    before = make_completion(employment.person, version, employment.valid_from - dt.timedelta(days=1))
    assert status(client, make_manager(employment.unit), before) == 200


def test_certificate_pdf_of_somebody_else_is_refused(client: Client, completion: Completion) -> None:
    client.force_login(PersonFactory())

    assert client.get(reverse("learner:certificate_pdf", args=[completion.pk])).status_code == 404


def test_certificate_pdf_is_kept_by_no_browser(client: Client, completion: Completion) -> None:
    client.force_login(completion.person)
    answer = client.get(reverse("learner:certificate_pdf", args=[completion.pk]))
    assert answer["Cache-Control"] == "no-store"


def test_certificate_pdf_says_what_was_stamped(completion: Completion) -> None:
    pdf = as_pdf(certificate_of(completion))

    text = pypdfium2.PdfDocument(io.BytesIO(pdf))[0].get_textpage().get_text_range()
    for words in ("Åsa #let Öberg", "Palliativ vård *hemma*", "Hemtjänst Åby", verification_code(completion)):
        assert words in text
    assert b"/StructTreeRoot" in pdf
    assert b"/Lang" in pdf


def test_certificate_says_where_one_worked_then_whatever_came_later(
    client: Client, employment: Employment, completion: Completion
) -> None:
    employment.unit.name = "Nytt namn"
    employment.unit.save()

    assert certificate_of(completion).workplaces == [
        f"Undersköterska, Hemtjänst Åby, {employment.unit.municipality}"
    ]


@pytest.mark.parametrize(
    ("reader", "seen"),
    [
        ("owner", {"Hemtjänst Åby", "Boende Öst"}),
        ("manager", {"Hemtjänst Åby"}),
        ("other manager", {"Boende Öst"}),
        ("administrator", {"Hemtjänst Åby"}),
    ],
)
def test_certificate_shows_the_workplaces_within_the_readers_reach(
    client: Client, employment: Employment, reader: str, seen: set[str]
) -> None:
    extra = EmploymentFactory(person=employment.person, unit=make_unit("Boende Öst"))
    version = make_module_page("Samtalet").module.versions.get()
    completion = make_completion(employment.person, version)
    readers = {
        "owner": employment.person,
        "manager": make_manager(employment.unit),
        "other manager": make_manager(extra.unit),
        "administrator": make_role(RoleKind.MUNICIPAL_ADMIN, municipality=employment.unit.municipality),
    }
    client.force_login(readers[reader])

    page = client.get(reverse("learner:certificate", args=[completion.pk])).content.decode()
    pdf = client.get(reverse("learner:certificate_pdf", args=[completion.pk])).content
    paper = pypdfium2.PdfDocument(io.BytesIO(pdf))[0].get_textpage().get_text_range()

    units = {"Hemtjänst Åby", "Boende Öst"}
    assert ({unit for unit in units if unit in page}, {unit for unit in units if unit in paper}) == (
        seen,
        seen,
    )


def completion_with_code(code: str) -> Completion | None:
    match = certificate_with_code(code)
    return match.completion if match else None


def test_code_when_genuine_finds_the_certificate(completion: Completion) -> None:
    assert completion_with_code(f" {verification_code(completion).lower()} ") == completion


@pytest.mark.parametrize(
    "code", ["", "-", "x", "1", "1-AAAA-AAAA", "9999999999999999-AAAA-AAAA", "²-A-A", "1-ÅÄÖÅ-ÄÖÅÄ"]
)
def test_code_when_made_up_finds_nothing(completion: Completion, code: str) -> None:
    assert completion_with_code(code) is None


@pytest.mark.parametrize("digest", ["ÅÄÖÅ-ÄÖÅÄ", "ﬀﬀ-😀", "ı-ß", "\u0663-\ud7ff"])
def test_verify_page_with_a_non_ascii_code_finds_nothing(
    client: Client, completion: Completion, digest: str
) -> None:
    client.force_login(PersonFactory())

    answer = client.get(reverse("learner:verify"), {"code": f"{completion.pk}-{digest}"})

    assert (answer.status_code, answer.context["certificate"]) == (200, None)


def test_certificate_of_a_renamed_person_keeps_the_name(client: Client, completion: Completion) -> None:
    code = verification_code(completion)
    ChangePerson(person=completion.person, first_name="Örjan", last_name="Förfalskad", by=None).run()
    client.force_login(completion.person)

    page = client.get(reverse("learner:certificate", args=[completion.pk])).content.decode()
    check = client.get(reverse("learner:verify"), {"code": code}).content.decode()
    answer = client.get(reverse("learner:certificate_pdf", args=[completion.pk]))
    paper = pypdfium2.PdfDocument(io.BytesIO(answer.content))[0].get_textpage().get_text_range()

    shown = {place: "Åsa #let Öberg" in text for place, text in (("page", page), ("paper", paper))}
    assert shown | {"check": "Åsa #let Öberg" in check} == {"page": True, "paper": True, "check": True}
    assert ["Förfalskad" in text for text in (page.split("<article")[1].split("</article>")[0], paper)] == [
        False,
        False,
    ]
    assert "oberg" in answer["Content-Disposition"]


def test_code_is_another_when_the_stored_name_is_another(completion: Completion) -> None:
    before = verification_code(completion)
    completion.person_name = "Någon Annan"

    assert verification_code(completion) != before


@pytest.mark.both_engines
def test_old_code_when_the_name_was_recorded_later_is_genuine(client: Client, completion: Completion) -> None:
    with guards_lifted(reason="a test"):
        QuerySet(Completion).update(name_recorded_later=True)
    client.force_login(PersonFactory())

    check = client.get(reverse("learner:verify"), {"code": legacy_verification_code(completion)})

    assert check.context["certificate"].completion == completion
    assert "i efterhand" in check.content.decode()


def test_old_code_when_the_name_was_recorded_at_once_is_refused(completion: Completion) -> None:
    assert completion_with_code(legacy_verification_code(completion)) is None


def rename(completion: Completion, last_name: str) -> None:
    ChangePerson(person=completion.person, first_name="Åsa", last_name=last_name, by=None).run()
    completion.person.refresh_from_db()


@pytest.mark.both_engines
def test_certificate_issued_in_a_later_name_is_logged_and_verifies(
    client: Client, completion: Completion
) -> None:
    first = verification_code(completion)
    rename(completion, "Sjöqvist-Öhrn")
    client.force_login(completion.person)
    client.post(reverse("learner:certificate_issue", args=[completion.pk]))
    issue = CertificateIssue.objects.get()

    page = client.get(reverse("learner:certificate", args=[completion.pk])).content.decode()
    answer = client.get(reverse("learner:certificate_pdf", args=[completion.pk]))
    paper = pypdfium2.PdfDocument(io.BytesIO(answer.content))[0].get_textpage().get_text_range()
    checks = [
        client.get(reverse("learner:verify"), {"code": code}).context["certificate"].name
        for code in (first, issue_code(issue).lower())
    ]
    check = client.get(reverse("learner:verify"), {"code": issue_code(issue)}).content.decode()

    assert all("Åsa Sjöqvist-Öhrn" in text and issue_code(issue) in text for text in (page, paper))
    assert checks == ["Åsa #let Öberg", "Åsa Sjöqvist-Öhrn"]
    assert "Åsa #let Öberg" in check  # the name of the day of completion stays with the issue
    entry = completion.person.audit_entries.newest_first()[0]
    assert (entry.kind, entry.by) == (AuditKind.CERTIFICATE_ISSUED, completion.person)
    assert (entry.details["before"], entry.details["after"]) == ("Åsa #let Öberg", "Åsa Sjöqvist-Öhrn")


def test_code_of_an_issue_is_another_when_the_stored_name_is_another(completion: Completion) -> None:
    rename(completion, "Sjöqvist-Öhrn")
    issue = IssueCertificate(completion=completion, by=completion.person).run()
    before = issue_code(issue)
    issue.name = "Någon Annan"

    assert issue_code(issue) != before


def test_certificate_issued_in_a_false_name_does_not_hide_the_true_one(
    client: Client, completion: Completion
) -> None:
    """Rename, issue, rename back: both names are shown, and both are in the audit log."""
    rename(completion, "Förfalskad")
    false = IssueCertificate(completion=completion, by=completion.person).run()
    rename(completion, "#let Öberg")
    back = IssueCertificate(completion=completion, by=completion.person).run()
    client.force_login(PersonFactory())

    check = client.get(reverse("learner:verify"), {"code": issue_code(false)}).content.decode()

    assert (back.number, back.name) == (3, "Åsa #let Öberg")
    assert "Åsa #let Öberg" in check
    kinds = completion.person.audit_entries.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [AuditKind.NAME_CHANGED, AuditKind.CERTIFICATE_ISSUED] * 2


@pytest.mark.both_engines
def test_certificate_issue_in_the_same_name_changes_nothing(client: Client, completion: Completion) -> None:
    client.force_login(completion.person)
    client.post(reverse("learner:certificate_issue", args=[completion.pk]))

    assert not CertificateIssue.objects.exists()


@pytest.mark.parametrize("who", ["manager", "operator"])
@pytest.mark.both_engines
def test_certificate_issue_by_somebody_else_is_refused(
    client: Client, employment: Employment, completion: Completion, who: str
) -> None:
    rename(completion, "Sjöqvist")
    by = make_manager(employment.unit) if who == "manager" else PersonFactory(is_superuser=True)
    client.force_login(by)

    answer = client.post(reverse("learner:certificate_issue", args=[completion.pk]))

    assert (answer.status_code, CertificateIssue.objects.count()) == (404, 0)


@pytest.mark.both_engines
def test_certificate_issue_can_not_be_changed_or_deleted(completion: Completion) -> None:
    rename(completion, "Sjöqvist")
    issue = IssueCertificate(completion=completion, by=completion.person).run()

    for attempt in (issue.save, issue.delete):
        with pytest.raises(RowIsImmutable):
            attempt()
    for statement in (
        "UPDATE records_certificateissue SET name = 'X'",
        "DELETE FROM records_certificateissue",
    ):
        with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
            connection.cursor().execute(statement)


@pytest.mark.parametrize("number", ["1", "3", "²", "", "99999", "2.2"])
def test_code_with_a_made_up_issue_finds_nothing(completion: Completion, number: str) -> None:
    rename(completion, "Sjöqvist")
    code = issue_code(IssueCertificate(completion=completion, by=completion.person).run())
    _label, _dash, digest = code.partition("-")

    assert certificate_with_code(f"{completion.pk}.{number}-{digest}") is None
    assert certificate_with_code(f"{completion.pk}-{digest}") is None


@pytest.mark.parametrize("is_kept", [True, False])
def test_code_of_a_former_secret_key_is_genuine_while_it_is_kept(
    completion: Completion, settings: object, is_kept: bool
) -> None:
    code = verification_code(completion)
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another-key"
    settings.SECRET_KEY_FALLBACKS = [former] if is_kept else ["a-third-key"]

    assert completion_with_code(code) == (completion if is_kept else None)
    assert completion_with_code(verification_code(completion)) == completion


def test_verify_page_distinguishes_genuine_from_invented(client: Client, completion: Completion) -> None:
    client.force_login(PersonFactory())
    address = reverse("learner:verify")

    genuine = client.get(address, {"code": verification_code(completion)}).content.decode()
    made_up = client.get(address, {"code": f"{completion.pk}-AAAA-AAAA"}).content.decode()

    assert ("Åsa #let Öberg" in genuine, "Åsa #let Öberg" in made_up) == (True, False)
    assert "Hemtjänst Åby" not in genuine


def test_why_page_lists_what_remains(client: Client, employment: Employment) -> None:
    page = make_module_page("Samtalet")
    client.force_login(employment.person)

    answer = client.get(reverse("learner:why", args=[page.module.slug]))

    assert answer.status_code == 200
    assert len(answer.context["reasons"]) == 1


def test_why_page_of_another_municipalitys_module_is_not_found(
    client: Client, employment: Employment
) -> None:
    page = make_module_page("Samtalet", owner=make_unit("Annan").municipality)
    client.force_login(employment.person)

    assert client.get(reverse("learner:why", args=[page.module.slug])).status_code == 404
