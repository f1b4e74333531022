"""Actions on people, employments, roles and units."""

from __future__ import annotations

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from people.access.permissions import reach_of
from people.access.roles import GrantRole, RemoveFormerRoles, RevokeRole
from people.enums import RoleKind, UnitKind
from people.exceptions import (
    EmploymentOverlaps,
    NotPermitted,
    PeriodIsReversed,
    UnitInUse,
    UserNameTaken,
)
from people.models import Employment, Leave, Municipality, Person, Role
from people.organisation.employments import CreateEmployment, EndEmployment, EndLeave, SetLeave
from people.organisation.people import CreatePerson
from people.organisation.units import CloseUnit, CreateUnit
from tests.factories.people import (
    EmploymentFactory,
    MunicipalityFactory,
    PersonFactory,
    first_employer,
    make_manager,
    make_role,
    make_unit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]
DAY = dt.date(2026, 3, 1)
NEW_PASSWORD = "tre blöta vantar"


def test_members_migration_run_again_leaves_thirteen_with_kungsbacka() -> None:
    migration = import_module("people.migrations.0002_the_members_of_gr")
    migration.add_members(apps, None)
    assert Municipality.objects.count() == 13
    assert Municipality.objects.get(code="1384").name == "Kungsbacka"


def test_create_person_in_own_unit_gives_user_name_and_employment() -> None:
    unit = make_unit("Hemtjänst Åby")
    manager = make_manager(unit)

    person = CreatePerson(
        first_name="Åsa Marie",
        last_name="Öberg Exempel",
        unit=unit,
        title="Vårdbiträde",
        valid_from=DAY,
        by=manager,
    ).run()

    assert person.username == "asa.oberg"
    assert not person.has_usable_password()
    assert [e.unit for e in person.employments.all()] == [unit]


def test_create_person_when_name_is_taken_gets_a_number() -> None:
    unit = make_unit("Hemtjänst Åby")
    names = [
        CreatePerson(
            first_name="Åsa", last_name="Öberg", unit=unit, title="Vårdbiträde", valid_from=DAY, by=None
        )
        .run()
        .username
        for _ in range(3)
    ]
    assert names == ["asa.oberg", "asa.oberg2", "asa.oberg3"]


def test_create_person_when_user_name_is_taken_in_capitals_is_refused() -> None:
    PersonFactory(username="Amina")
    with pytest.raises(UserNameTaken):
        CreatePerson(
            username="amina",
            first_name="A",
            last_name="B",
            unit=make_unit("X"),
            title="T",
            valid_from=DAY,
            by=None,
        ).run()
    assert Person.objects.count() == 1


def test_create_person_in_another_unit_is_refused() -> None:
    manager = make_manager(make_unit("Hemtjänst Åby"))
    with pytest.raises(NotPermitted):
        CreatePerson(
            first_name="A",
            last_name="B",
            unit=make_unit("Elsewhere"),
            title="T",
            valid_from=DAY,
            by=manager,
        ).run()
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("start", "end", "overlaps"),
    [
        (dt.date(2026, 1, 1), dt.date(2026, 2, 28), False),
        (dt.date(2026, 1, 1), dt.date(2026, 3, 1), True),
        (dt.date(2026, 3, 10), dt.date(2026, 3, 12), True),
        (dt.date(2026, 3, 31), None, True),
        (dt.date(2026, 4, 1), None, False),
        (dt.date(2026, 1, 1), None, True),
    ],
)
def test_create_employment_in_the_same_unit_overlaps(
    start: dt.date, end: dt.date | None, overlaps: bool
) -> None:
    first = EmploymentFactory(valid_from=DAY, valid_to=dt.date(2026, 3, 31))
    wish = {"person": first.person, "unit": first.unit, "title": "T", "valid_from": start, "valid_to": end}
    if overlaps:
        with pytest.raises(EmploymentOverlaps):
            CreateEmployment(**wish, by=None).run()
    else:
        CreateEmployment(**wish, by=None).run()
    assert Employment.objects.count() == (1 if overlaps else 2)


def test_create_employment_in_another_unit_at_the_same_time_is_permitted() -> None:
    first = EmploymentFactory()
    CreateEmployment(
        person=first.person, unit=make_unit("Natt"), title="T", valid_from=first.valid_from, by=None
    ).run()
    assert first.person.employments.count() == 2


def test_create_employment_of_a_stranger_is_refused() -> None:
    manager = make_manager(unit := make_unit("Hemtjänst Åby"))
    with pytest.raises(NotPermitted):
        CreateEmployment(
            person=EmploymentFactory(unit=make_unit("Ale")).person,
            unit=unit,
            title="T",
            valid_from=DAY,
            by=manager,
        ).run()


def test_end_employment_before_it_began_is_refused() -> None:
    employment = EmploymentFactory(valid_from=DAY)
    with pytest.raises(PeriodIsReversed):
        EndEmployment(employment=employment, last_day=DAY - dt.timedelta(days=1), by=None).run()


def test_end_leave_that_has_not_begun_removes_it() -> None:
    person = EmploymentFactory().person
    employer = first_employer(person)
    later = timezone.localdate() + dt.timedelta(days=3)
    leave = SetLeave(person=person, municipality=employer, valid_from=later, valid_to=None, by=None).run()
    EndLeave(leave=leave, by=None).run()
    assert not Leave.objects.exists()


def test_end_leave_that_has_ended_leaves_it_as_it_was() -> None:
    """A form submitted weeks later must not extend the leave."""
    person = EmploymentFactory().person
    employer = first_employer(person)
    last = timezone.localdate() - dt.timedelta(days=20)
    leave = SetLeave(
        person=person, municipality=employer, valid_from=last - dt.timedelta(days=9), valid_to=last, by=None
    ).run()
    EndLeave(leave=leave, by=None).run()
    assert Leave.objects.get().valid_to == last


def test_grant_role_by_administrator_within_the_municipality() -> None:
    municipality = MunicipalityFactory()
    unit = make_unit("Vård", municipality=municipality)
    admin = make_role(RoleKind.MUNICIPAL_ADMIN, municipality=municipality)
    person = EmploymentFactory(unit=unit).person

    GrantRole(person=person, kind=RoleKind.MANAGER, unit=unit, by=admin).run()
    GrantRole(person=person, kind=RoleKind.MANAGER, unit=unit, by=admin).run()

    assert [role.unit for role in person.roles.all()] == [unit]
    assert reach_of(person).managed_units == [unit]


@pytest.mark.parametrize(
    "kind", [RoleKind.MUNICIPAL_ADMIN, RoleKind.TRAINER, RoleKind.REGIONAL_COORDINATOR, RoleKind.MANAGER]
)
def test_grant_role_beyond_own_reach_is_refused(kind: RoleKind) -> None:
    own, other = MunicipalityFactory(), MunicipalityFactory()
    admin = make_role(RoleKind.MUNICIPAL_ADMIN, municipality=own)
    person = EmploymentFactory(unit=make_unit("Vård", municipality=own)).person
    reach: dict[str, object] = {"municipality": other}
    if kind == RoleKind.MANAGER:
        reach = {"unit": make_unit("Vård", municipality=other)}
    if kind == RoleKind.REGIONAL_COORDINATOR:
        reach = {}
    with pytest.raises(NotPermitted):
        GrantRole(person=person, kind=kind, by=admin, **reach).run()
    assert not person.roles.exists()


def test_grant_shared_trainer_role_by_municipal_administrator_is_refused() -> None:
    own = MunicipalityFactory()
    admin = make_role(RoleKind.MUNICIPAL_ADMIN, municipality=own)
    person = EmploymentFactory(unit=make_unit("Vård", municipality=own)).person
    with pytest.raises(NotPermitted):
        GrantRole(person=person, kind=RoleKind.TRAINER, by=admin).run()


def test_grant_role_by_manager_is_refused_even_in_own_unit() -> None:
    unit = make_unit("Hemtjänst Åby")
    person = EmploymentFactory(unit=unit).person
    with pytest.raises(NotPermitted):
        GrantRole(person=person, kind=RoleKind.MANAGER, unit=unit, by=make_manager(unit)).run()


def test_grant_role_to_somebody_of_another_municipality_is_refused() -> None:
    own = MunicipalityFactory()
    unit = make_unit("Vård", municipality=own)
    stranger = EmploymentFactory(unit=make_unit("Annan", municipality=MunicipalityFactory())).person
    admin = make_role(RoleKind.MUNICIPAL_ADMIN, municipality=own)
    with pytest.raises(NotPermitted):
        GrantRole(person=stranger, kind=RoleKind.MANAGER, unit=unit, by=admin).run()


def test_revoke_own_administration_is_refused() -> None:
    own = MunicipalityFactory()
    admin = make_role(RoleKind.MUNICIPAL_ADMIN, municipality=own)
    with pytest.raises(NotPermitted):
        RevokeRole(role=admin.roles.get(), by=admin).run()


def test_trainer_role_adds_and_removes_its_group() -> None:
    municipality = MunicipalityFactory(code="1481")
    person = PersonFactory()
    role = GrantRole(person=person, kind=RoleKind.TRAINER, municipality=municipality, by=None).run()
    assert [group.name for group in person.groups.all()] == ["trainers-1481"]
    RevokeRole(role=role, by=None).run()
    assert not person.groups.exists()


def test_end_of_last_employment_in_a_municipality_removes_roles_there() -> None:
    municipality = MunicipalityFactory()
    employment = EmploymentFactory(unit=make_unit("Vård", municipality=municipality), valid_from=DAY)
    person = employment.person
    GrantRole(person=person, kind=RoleKind.MANAGER, unit=employment.unit, by=None).run()
    GrantRole(person=person, kind=RoleKind.TRAINER, municipality=municipality, by=None).run()
    GrantRole(person=person, kind=RoleKind.REGIONAL_COORDINATOR, by=None).run()

    EndEmployment(employment=employment, last_day=DAY, by=None).run()

    assert [role.kind for role in Role.objects.all()] == [RoleKind.REGIONAL_COORDINATOR]
    assert not person.groups.exists()


def test_roles_are_kept_until_the_last_day_of_an_employment() -> None:
    employment = EmploymentFactory(valid_from=DAY)
    person = employment.person
    GrantRole(person=person, kind=RoleKind.MANAGER, unit=employment.unit, by=None).run()
    today = timezone.localdate()

    EndEmployment(employment=employment, last_day=today, by=None).run()
    assert person.roles.exists()

    Employment.objects.update(valid_to=today - dt.timedelta(days=1))
    RemoveFormerRoles(person=person).run()
    assert not person.roles.exists()


def test_close_unit_where_somebody_works_is_refused() -> None:
    employment = EmploymentFactory()
    with pytest.raises(UnitInUse):
        CloseUnit(unit=employment.unit, day=DAY, by=None).run()


def test_create_unit_in_another_municipality_is_refused() -> None:
    admin = make_role(RoleKind.MUNICIPAL_ADMIN, municipality=MunicipalityFactory())
    other = make_unit("Vård")
    with pytest.raises(NotPermitted):
        CreateUnit(
            name="X", municipality=reach_of(admin).administered[0], parent=other, kind=UnitKind.UNIT, by=admin
        ).run()
