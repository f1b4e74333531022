"""The audit log: each change of an account adds an entry, which its person can read."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from infrastructure.db.base_models import RowIsImmutable
from infrastructure.db.guards import guards_lifted
from people.access.actions import record_audit
from people.access.roles import GrantRole, RevokeRole
from people.codes.actions import HandOutCode
from people.enums import AuditKind, NoticeKind, RoleKind
from people.messages.notice_texts import TEXTS
from people.messages.notices import send_notice
from people.models import AuditEntry, Notice, Person, Unit
from people.organisation.employments import ChangeEmployment, CreateEmployment, EndEmployment
from people.organisation.people import ChangePerson, CreatePerson
from tests.factories.people import (
    EmploymentFactory,
    MunicipalityFactory,
    PersonFactory,
    make_manager,
    make_role,
    make_unit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]
DAY = dt.date(2026, 3, 1)


@pytest.fixture
def unit() -> Unit:
    return make_unit("Hemtjänst Åby", municipality=MunicipalityFactory(code="1481", name="Mölndal"))


@pytest.fixture
def administrator(unit: Unit) -> Person:
    return make_role(
        RoleKind.MUNICIPAL_ADMIN, municipality=unit.municipality, first_name="Göran", last_name="Öst"
    )


def kinds(person: Person) -> list[str]:
    return list(person.audit_entries.order_by("pk").values_list("kind", flat=True))


def test_audit_log_has_each_change_of_an_account(unit: Unit, administrator: Person) -> None:
    by = administrator
    person = CreatePerson(
        first_name="Åsa", last_name="Ek", unit=unit, title="Vårdbiträde", valid_from=DAY, by=by
    ).run()
    employment = CreateEmployment(
        person=person, unit=make_unit("Natt", parent=unit), title="Vårdbiträde", valid_from=DAY, by=by
    ).run()
    ChangeEmployment(
        employment=employment, title="Undersköterska", valid_from=DAY, valid_to=None, by=by
    ).run()
    EndEmployment(employment=employment, last_day=DAY, by=by).run()
    role = GrantRole(person=person, kind=RoleKind.MANAGER, unit=unit, by=by).run()
    GrantRole(person=person, kind=RoleKind.MANAGER, unit=unit, by=by).run()
    RevokeRole(role=role, by=by).run()
    ChangePerson(person=person, first_name="Åsa", last_name="Sjöqvist", by=by).run()
    ChangePerson(person=person, first_name="Åsa", last_name="Sjöqvist", by=by).run()
    HandOutCode(person=person, by=by).run()

    assert kinds(person) == [
        AuditKind.PERSON_CREATED,
        AuditKind.EMPLOYMENT_CREATED,
        AuditKind.EMPLOYMENT_CREATED,
        AuditKind.EMPLOYMENT_CHANGED,
        AuditKind.EMPLOYMENT_ENDED,
        AuditKind.ROLE_GRANTED,
        AuditKind.ROLE_REVOKED,
        AuditKind.NAME_CHANGED,
        AuditKind.CODE_HANDED_OUT,
    ]
    assert set(person.audit_entries.values_list("by", "by_name")) == {(by.pk, "Göran Öst")}
    renamed = person.audit_entries.get(kind=AuditKind.NAME_CHANGED)
    assert renamed.details == {"before": "Åsa Ek", "after": "Åsa Sjöqvist"}


def test_audit_log_has_roles_dropped_when_the_person_left(unit: Unit, administrator: Person) -> None:
    employment = EmploymentFactory(unit=unit)
    GrantRole(person=employment.person, kind=RoleKind.MANAGER, unit=unit, by=administrator).run()
    yesterday = timezone.localdate() - dt.timedelta(days=1)

    EndEmployment(employment=employment, last_day=yesterday, by=administrator).run()

    assert kinds(employment.person)[-2:] == [AuditKind.EMPLOYMENT_ENDED, AuditKind.ROLE_REVOKED]


def test_audit_entry_can_not_be_changed_or_deleted(administrator: Person) -> None:
    entry = record_audit(AuditKind.CODE_HANDED_OUT, person=administrator, by=None)
    entry.by_name = "Ingen"

    for attempt in (
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(by_name="Ingen"),
        lambda: AuditEntry.objects.bulk_update([entry], ["by_name"]),
    ):
        with pytest.raises(RowIsImmutable):
            attempt()

    assert AuditEntry.objects.get().by_name == ""


@pytest.mark.parametrize(
    "statement", ["UPDATE people_auditentry SET by_name = 'Ingen'", "DELETE FROM people_auditentry"]
)
def test_audit_entry_is_guarded_by_the_database(administrator: Person, statement: str) -> None:
    record_audit(AuditKind.CODE_HANDED_OUT, person=administrator, by=None)

    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        connection.cursor().execute(statement)

    assert AuditEntry.objects.count() == 1
    with guards_lifted(reason="the test"):
        connection.cursor().execute(statement)


def test_audit_log_page_shows_own_entries_only(client: Client, unit: Unit, administrator: Person) -> None:
    person = EmploymentFactory(unit=unit).person
    other = EmploymentFactory(unit=unit).person
    ChangePerson(person=person, first_name="Märta", last_name="Åkesson-Öhrström", by=administrator).run()
    ChangePerson(person=other, first_name="Hemlig", last_name="Granne", by=administrator).run()
    client.force_login(person)

    page = client.get(reverse("account_log")).content.decode()

    assert "Namnet ändrades" in page
    assert "Märta Åkesson-Öhrström" in page
    assert "Göran Öst" in page
    assert "Hemlig" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_audit_log_page_costs_the_same_whatever_its_length(
    client: Client, unit: Unit, administrator: Person, count: int, django_assert_num_queries: object
) -> None:
    person = EmploymentFactory(unit=unit).person
    for number in range(count):
        ChangePerson(person=person, first_name="Åsa", last_name=f"Ek{number}", by=administrator).run()
        record_audit(AuditKind.CODE_APPROVED, person=person, by=None, municipality=unit.municipality)
    client.force_login(person)
    client.get(reverse("account_log"))
    with django_assert_num_queries(AUDIT_PAGE_QUERIES):  # type: ignore[operator]
        client.get(reverse("account_log"))


AUDIT_PAGE_QUERIES = 6


def test_name_changed_in_the_wagtail_admin_is_in_the_log(client: Client, unit: Unit) -> None:
    operator = PersonFactory(is_superuser=True, first_name="Drift", last_name="Örn")
    person = EmploymentFactory(unit=unit, person__first_name="Åsa", person__last_name="Ek").person
    client.force_login(operator)
    fields = {"username": person.username, "first_name": "Åsa", "last_name": "Öberg", "is_active": "on"}

    answer = client.post(
        reverse("wagtailusers_users:edit", args=[person.pk]),
        {
            **fields,
            "email": "asa@exempel.se",
            "password1": "ett helt nytt lösenord",
            "password2": "ett helt nytt lösenord",
        },
    )

    assert answer.status_code == 302
    entries = person.audit_entries.order_by("pk").values_list("kind", "by_name")
    assert list(entries) == [(AuditKind.NAME_CHANGED, "Drift Örn"), (AuditKind.PASSWORD_SET, "Drift Örn")]
    assert person.notices.get().kind == NoticeKind.NAME_CHANGED


def test_own_name_sent_to_the_admins_account_page_stays(client: Client) -> None:
    trainer = PersonFactory(first_name="Åsa", last_name="Ek")
    GrantRole(person=trainer, kind=RoleKind.TRAINER, municipality=None, by=None).run()
    client.force_login(trainer)
    page = reverse("wagtailadmin_account")

    shown = client.get(page).content.decode()
    name = {"name_email-first_name": "Örjan", "name_email-last_name": "Öberg"}
    theme = {"theme-theme": "dark", "theme-contrast": "system", "theme-density": "default"}
    answer = client.post(page, {**name, **theme})

    trainer.refresh_from_db()
    assert answer.status_code == 302
    assert (trainer.first_name, trainer.last_name) == ("Åsa", "Ek")
    assert "name_email-first_name" not in shown


def test_account_made_active_in_bulk_is_in_the_log(client: Client, unit: Unit) -> None:
    person = EmploymentFactory(unit=unit, person__is_active=False).person
    client.force_login(PersonFactory(is_superuser=True))
    url = reverse("wagtail_bulk_action", args=["people", "person", "set_active_state"])

    answer = client.post(f"{url}?id={person.pk}", {"mark_as_active": "True"})

    assert answer.status_code == 302
    person.refresh_from_db()
    assert person.is_active
    assert kinds(person) == [AuditKind.RIGHTS_CHANGED]


@pytest.mark.parametrize("kind", NoticeKind.values)
def test_notice_of_each_kind_has_a_link_to_the_next_step(client: Client, unit: Unit, kind: str) -> None:
    person = EmploymentFactory(unit=unit).person
    names = {"by": "Göran Öst", "name": "Åsa Ek", "before": "Åsa Ek", "after": "Åsa Å", "unit": "Åby"}
    names |= {"title": "Vikarie", "role": "manager", "reach": "Åby"}
    keys = {"request": 1, "subject": 1, "report": 1, "page": 1, "code": 1481, "comment": 1}
    send_notice(NoticeKind(kind), person=person, **names, **keys)
    client.force_login(person)

    for language in ("sv", "en"):
        with translation.override(language):
            page = client.get(reverse("account_notices")).content.decode()
            assert f'href="{TEXTS[kind].url(keys)}"' in page
            assert "%(" not in page


def test_notices_are_read_one_by_one_and_all_at_once(client: Client, unit: Unit) -> None:
    person, other = EmploymentFactory(unit=unit).person, EmploymentFactory(unit=unit).person
    mine = [send_notice(NoticeKind.CODE_USED, person=person, by="Lena Ek") for _ in range(3)]
    others = send_notice(NoticeKind.CODE_USED, person=other, by="Lena Ek")
    client.force_login(person)

    foreign = client.post(reverse("account_notice_read", args=[others.pk]))
    opened = client.get(reverse("account_notice_read", args=[mine[0].pk]))
    client.post(reverse("account_notice_read", args=[mine[0].pk]))
    unread = set(Notice.objects.unread())
    client.post(reverse("account_notices"))

    assert (foreign.status_code, opened.status_code) == (404, 405)
    assert unread == {*mine[1:], others}
    assert set(Notice.objects.unread()) == {others}


def test_manager_can_not_read_the_log_or_notices_of_others(client: Client, unit: Unit) -> None:
    person = EmploymentFactory(unit=unit).person
    manager = make_manager(unit)
    send_notice(NoticeKind.CODE_USED, person=person, by="Hemlig Chef")
    record_audit(AuditKind.CODE_USED, person=person, by=person)
    client.force_login(manager)

    pages = [client.get(reverse(name)).content.decode() for name in ("account_notices", "account_log")]

    assert not any("Hemlig Chef" in page or "Engångskod använd" in page for page in pages)
