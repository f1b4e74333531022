"""Control of accounts of persons whom another municipality employs, or did within two years."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.access.permissions import REQUEST_LIFETIME, reach_of
from people.access.roles import RevokeRole
from people.codes.actions import HandOutCode, use_code
from people.codes.requests import ApproveCode, RequestCode
from people.enums import AuditKind, NoticeKind, RoleKind
from people.exceptions import ApprovalNotNeeded, CodeRefused, NotPermitted
from people.models import CodeApproval, CodeRequest, OneTimeCode, Person, Unit
from people.organisation.employments import CreateEmployment, EndEmployment
from tests.factories.people import (
    PASSWORD,
    EmploymentFactory,
    MunicipalityFactory,
    PersonFactory,
    make_manager,
    make_role,
    make_unit,
)

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "tre blöta vantar"
DAY = dt.timedelta(days=1)


@dataclass
class Towns:
    """Åsa worked in Mölndal, then in Ale; Birgitta and Magnus are Mölndal's, Sören and Annika Ale's."""

    molndal: Unit
    ale: Unit
    åsa: Person
    birgitta: Person
    magnus: Person
    sören: Person
    annika: Person


@pytest.fixture
def towns() -> Towns:
    today = timezone.localdate()
    molndal = make_unit("Hemtjänst Åby", municipality=MunicipalityFactory(code="1481", name="Mölndal"))
    ale = make_unit("Särskilt boende Älvängen", municipality=MunicipalityFactory(code="1440", name="Ale"))
    åsa = PersonFactory(username="asa.sjoqvist", first_name="Åsa", last_name="Sjöqvist-Öhrn")
    left = today - 500 * DAY
    EmploymentFactory(person=åsa, unit=molndal, valid_from=left - 900 * DAY, valid_to=left)
    EmploymentFactory(person=åsa, unit=ale, valid_from=left + DAY)

    def administrator(unit: Unit, name: str) -> Person:
        return make_role(
            RoleKind.MUNICIPAL_ADMIN, municipality=unit.municipality, first_name=name, last_name="Ö"
        )

    return Towns(
        molndal,
        ale,
        åsa,
        make_manager(molndal, first_name="Birgitta", last_name="Ek"),
        administrator(molndal, "Magnus"),
        make_manager(ale, first_name="Sören", last_name="Ås"),
        administrator(ale, "Annika"),
    )


def reemploy(towns: Towns, *, ended_in_ale: int | None = None) -> None:
    """Employ Åsa in Mölndal again; her employment in Ale continues or ended that many days ago."""
    today = timezone.localdate()
    if ended_in_ale is not None:
        employment = towns.åsa.employments.get(unit=towns.ale)
        EndEmployment(employment=employment, last_day=today - ended_in_ale * DAY, by=towns.sören).run()
    CreateEmployment(
        person=towns.åsa, unit=towns.molndal, title="Vårdbiträde", valid_from=today, by=towns.birgitta
    ).run()


@pytest.mark.parametrize("ended_in_ale", [None, 1, 400, 730])
@pytest.mark.parametrize("who", ["birgitta", "magnus"])
@pytest.mark.both_engines
def test_code_after_reemploying_who_worked_elsewhere_is_refused(
    client: Client, towns: Towns, who: str, ended_in_ale: int | None
) -> None:
    """The attack: re-employ, hand out a code, sign in as the person."""
    if ended_in_ale is not None and ended_in_ale > 400:
        towns.åsa.employments.filter(unit=towns.ale).update(valid_from=timezone.localdate() - 800 * DAY)
    reemploy(towns, ended_in_ale=ended_in_ale)
    attacker = getattr(towns, who)
    client.force_login(attacker)

    page = client.get(reverse("people:code", args=[towns.åsa.pk]))
    answer = client.post(reverse("people:code", args=[towns.åsa.pk]))
    with pytest.raises(NotPermitted):
        HandOutCode(person=towns.åsa, by=attacker).run()

    assert page["Location"] == reverse("people:code_request", args=[towns.åsa.pk])
    assert (answer.status_code, OneTimeCode.objects.count()) == (403, 0)
    towns.åsa.refresh_from_db()
    assert towns.åsa.check_password(PASSWORD)


def test_code_two_years_after_the_other_employer_is_handed_out(towns: Towns) -> None:
    towns.åsa.employments.filter(unit=towns.ale).update(valid_from=timezone.localdate() - 900 * DAY)
    reemploy(towns, ended_in_ale=732)

    assert HandOutCode(person=towns.åsa, by=towns.birgitta).run()


def test_code_for_who_only_works_here_is_handed_out(towns: Towns) -> None:
    person = EmploymentFactory(unit=towns.molndal).person

    assert HandOutCode(person=person, by=towns.birgitta).run()
    with pytest.raises(ApprovalNotNeeded):
        RequestCode(person=person, by=towns.birgitta).run()


def test_code_from_before_another_employer_came_is_refused_when_used(towns: Towns) -> None:
    person = EmploymentFactory(unit=towns.molndal).person
    code = HandOutCode(person=person, by=towns.birgitta).run()
    EmploymentFactory(person=person, unit=towns.ale, valid_from=timezone.localdate())

    with pytest.raises(CodeRefused):
        use_code(username=person.username, code=code, password=NEW_PASSWORD)


@pytest.mark.both_engines
def test_code_approved_by_each_municipality_signs_in(client: Client, towns: Towns) -> None:
    reemploy(towns)
    client.force_login(towns.birgitta)
    client.post(reverse("people:code_request", args=[towns.åsa.pk]))
    request = CodeRequest.objects.get()
    for administrator in (towns.magnus, towns.annika):
        with pytest.raises(NotPermitted):
            HandOutCode(person=towns.åsa, by=towns.birgitta).run()
        client.force_login(administrator)
        client.post(reverse("people:code_approval", args=[request.pk]))
    client.force_login(towns.birgitta)
    shown = client.post(reverse("people:code", args=[towns.åsa.pk])).context["code"]

    client.logout()
    answer = client.post(
        reverse("account_code"), {"login": towns.åsa.username, "code": shown, "password": NEW_PASSWORD}
    )

    assert (answer.status_code, client.session["_auth_user_id"]) == (302, str(towns.åsa.pk))
    with pytest.raises(NotPermitted):  # an approval is for one code
        HandOutCode(person=towns.åsa, by=towns.birgitta).run()
    kinds = [AuditKind.CODE_REQUESTED, *[AuditKind.CODE_APPROVED] * 2, AuditKind.CODE_HANDED_OUT]
    entries = towns.åsa.audit_entries.order_by("pk").values_list("kind", flat=True)
    assert list(entries)[-6:] == [*kinds, AuditKind.PASSWORD_SET, AuditKind.CODE_USED]


@pytest.mark.both_engines
def test_code_request_sends_notices_to_whom_it_concerns(towns: Towns) -> None:
    reemploy(towns)

    request = RequestCode(person=towns.åsa, by=towns.birgitta).run()
    again = RequestCode(person=towns.åsa, by=towns.birgitta).run()
    for administrator in (towns.magnus, towns.annika):
        ApproveCode(request=request, by=administrator).run()

    assert again == request
    sent = {
        person: sorted(person.notices.values_list("kind", flat=True))
        for person in (towns.åsa, towns.birgitta, towns.magnus, towns.annika, towns.sören)
    }
    assert sent == {
        towns.åsa: [NoticeKind.CODE_REQUESTED, NoticeKind.EMPLOYED],
        towns.birgitta: [NoticeKind.CODE_APPROVED],
        towns.magnus: [NoticeKind.APPROVAL_NEEDED],
        towns.annika: [NoticeKind.APPROVAL_NEEDED],
        towns.sören: [],
    }


@pytest.mark.both_engines
def test_code_request_by_an_administrator_needs_the_other_municipality(towns: Towns) -> None:
    reemploy(towns, ended_in_ale=30)
    request = RequestCode(person=towns.åsa, by=towns.magnus).run()

    ApproveCode(request=request, by=towns.annika).run()

    assert HandOutCode(person=towns.åsa, by=towns.magnus).run()


@pytest.mark.parametrize("who", ["birgitta", "sören", "another municipality", "åsa"])
@pytest.mark.both_engines
def test_approval_by_who_may_not_is_refused(client: Client, towns: Towns, who: str) -> None:
    reemploy(towns)
    request = RequestCode(person=towns.åsa, by=towns.birgitta).run()
    known = {"birgitta": towns.birgitta, "sören": towns.sören, "åsa": towns.åsa}
    by = known.get(who) or make_role(RoleKind.MUNICIPAL_ADMIN, municipality=MunicipalityFactory())
    if who == "åsa":
        towns.åsa.roles.create(kind=RoleKind.MUNICIPAL_ADMIN, municipality=towns.ale.municipality)

    with pytest.raises(NotPermitted):
        ApproveCode(request=request, by=by).run()
    client.force_login(by)
    answer = client.post(reverse("people:code_approval", args=[request.pk]))

    assert answer.status_code in {403, 404}
    assert not CodeApproval.objects.exists()


@pytest.mark.parametrize("what", ["late", "other requester", "administrator left", "administrator inactive"])
@pytest.mark.both_engines
def test_approval_that_no_longer_holds_hands_out_no_code(towns: Towns, what: str) -> None:
    reemploy(towns)
    request = RequestCode(person=towns.åsa, by=towns.birgitta).run()
    for administrator in (towns.magnus, towns.annika):
        ApproveCode(request=request, by=administrator).run()
    by = towns.birgitta
    assert reach_of(by).may_hand_out_code(towns.åsa)
    match what:
        case "late":
            CodeRequest.objects.update(created_at=timezone.now() - REQUEST_LIFETIME)
        case "other requester":
            by = make_manager(towns.molndal)
        case "administrator left":
            RevokeRole(role=towns.annika.roles.get(), by=None).run()
        case "administrator inactive":
            Person.objects.filter(pk=towns.annika.pk).update(is_active=False)

    with pytest.raises(NotPermitted):
        HandOutCode(person=towns.åsa, by=by).run()


def test_code_request_by_a_stranger_is_refused(client: Client, towns: Towns) -> None:
    stranger = make_manager(make_unit("Omsorg"))
    with pytest.raises(NotPermitted):
        RequestCode(person=towns.åsa, by=stranger).run()
    client.force_login(stranger)
    assert client.post(reverse("people:code_request", args=[towns.åsa.pk])).status_code == 404


def test_code_by_a_site_administrator_is_handed_out_with_a_notice(towns: Towns) -> None:
    reemploy(towns)
    operator = PersonFactory(is_superuser=True, first_name="Drift", last_name="Göteborgsregionen")

    assert HandOutCode(person=towns.åsa, by=operator).run()

    notice = towns.åsa.notices.newest_first()[0]
    assert (notice.kind, notice.details) == (NoticeKind.CODE_HANDED_OUT, {"by": "Drift Göteborgsregionen"})


def test_password_change_by_the_person_ends_a_code(client: Client, towns: Towns) -> None:
    person = EmploymentFactory(unit=towns.molndal).person
    code = HandOutCode(person=person, by=towns.birgitta).run()
    client.force_login(person)
    client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": "sju gröna äpplen här"}
    )

    with pytest.raises(CodeRefused):
        use_code(username=person.username, code=code, password=NEW_PASSWORD)
    person.refresh_from_db()
    assert person.check_password("sju gröna äpplen här")


@pytest.mark.both_engines
def test_code_request_is_open_once_and_never_for_oneself(towns: Towns) -> None:
    CodeRequest.objects.create(person=towns.åsa, requested_by=towns.birgitta)
    for requested_by in (towns.birgitta, towns.åsa):
        with pytest.raises(IntegrityError), transaction.atomic():
            CodeRequest.objects.create(person=towns.åsa, requested_by=requested_by)


def test_request_page_names_no_other_employer(client: Client, towns: Towns) -> None:
    reemploy(towns, ended_in_ale=30)
    client.force_login(towns.birgitta)
    urls = [reverse(name, args=[towns.åsa.pk]) for name in ("people:detail", "people:code_request")]

    pages = [client.get(url).content.decode() for url in urls]

    assert all("två år" in page for page in pages)
    assert not any("Ale" in page or "Älvängen" in page for page in pages)
