"""People, employments, roles and codes: what the actions do and refuse."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils import timezone

from lms.people.actions import (
    close_unit,
    create_employment,
    create_person,
    create_unit,
    drop_roles_left_behind,
    end_employment,
    end_leave,
    grant_role,
    hand_out_code,
    revoke_role,
    set_leave,
    use_code,
)
from lms.people.actions.codes import MAX_FAILURES
from lms.people.enums import RoleKind, UnitKind
from lms.people.exceptions import (
    CodeRefused,
    EmploymentOverlaps,
    OutOfReach,
    PeriodIsReversed,
    UnitInUse,
    UserNameTaken,
)
from lms.people.models import Employment, Leave, Municipality, OneTimeCode, Person, Role
from lms.people.permissions import reach_of
from lms.people.registry import employment_changed
from tests.factories.people import (
    EmploymentFactory,
    MunicipalityFactory,
    PersonFactory,
    make_manager,
    make_role,
    make_unit,
)

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 1)
NEW_PASSWORD = "tre blöta vantar"


def test_members_migration_run_again_leaves_thirteen_with_kungsbacka() -> None:
    migration = import_module("lms.people.migrations.0002_the_members_of_gr")
    migration.add_members(apps, None)
    assert Municipality.objects.count() == 13
    assert Municipality.objects.get(code="1384").name == "Kungsbacka"


def test_create_person_in_own_unit_gives_user_name_and_employment() -> None:
    unit = make_unit("Hemtjänst Åby")
    manager = make_manager(unit)

    person = create_person(
        first_name="Åsa Marie",
        last_name="Öberg Exempel",
        unit=unit,
        title="Vårdbiträde",
        valid_from=DAY,
        by=manager,
    )

    assert person.username == "asa.oberg"
    assert not person.has_usable_password()
    assert [e.unit for e in person.employments.all()] == [unit]


def test_create_person_when_name_is_taken_gets_a_number() -> None:
    unit = make_unit("Hemtjänst Åby")
    names = [
        create_person(
            first_name="Åsa", last_name="Öberg", unit=unit, title="Vårdbiträde", valid_from=DAY, by=None
        ).username
        for _ in range(3)
    ]
    assert names == ["asa.oberg", "asa.oberg2", "asa.oberg3"]


def test_create_person_when_user_name_is_taken_in_capitals_is_refused() -> None:
    PersonFactory(username="Amina")
    with pytest.raises(UserNameTaken):
        create_person(
            username="amina",
            first_name="A",
            last_name="B",
            unit=make_unit("X"),
            title="T",
            valid_from=DAY,
            by=None,
        )
    assert Person.objects.count() == 1


def test_create_person_in_another_unit_is_refused() -> None:
    manager = make_manager(make_unit("Hemtjänst Åby"))
    with pytest.raises(OutOfReach):
        create_person(
            first_name="A",
            last_name="B",
            unit=make_unit("Elsewhere"),
            title="T",
            valid_from=DAY,
            by=manager,
        )
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
            create_employment(**wish, by=None)
    else:
        create_employment(**wish, by=None)
    assert Employment.objects.count() == (1 if overlaps else 2)


def test_create_employment_in_another_unit_at_the_same_time_is_welcome() -> None:
    first = EmploymentFactory()
    create_employment(
        person=first.person, unit=make_unit("Natt"), title="T", valid_from=first.valid_from, by=None
    )
    assert first.person.employments.count() == 2


def test_create_employment_of_a_stranger_is_refused() -> None:
    manager = make_manager(unit := make_unit("Hemtjänst Åby"))
    with pytest.raises(OutOfReach):
        create_employment(
            person=EmploymentFactory(unit=make_unit("Ale")).person,
            unit=unit,
            title="T",
            valid_from=DAY,
            by=manager,
        )


def test_end_employment_before_it_began_is_refused() -> None:
    employment = EmploymentFactory(valid_from=DAY)
    with pytest.raises(PeriodIsReversed):
        end_employment(employment=employment, last_day=DAY - dt.timedelta(days=1), by=None)


def test_employment_changes_are_told_within_the_transaction() -> None:
    told: list[Person] = []

    def listen(person: Person, **kwargs: object) -> None:
        told.append(person)

    employment_changed.connect(listen)
    try:
        employment = EmploymentFactory(valid_from=DAY)
        end_employment(employment=employment, last_day=DAY, by=None)
        leave = set_leave(person=employment.person, valid_from=DAY, valid_to=None, by=None)
        end_leave(leave=leave, by=None)
    finally:
        employment_changed.disconnect(listen)
    assert told == [employment.person] * 3


def test_end_leave_that_has_not_begun_removes_it() -> None:
    person = EmploymentFactory().person
    later = timezone.localdate() + dt.timedelta(days=3)
    leave = set_leave(person=person, valid_from=later, valid_to=None, by=None)
    end_leave(leave=leave, by=None)
    assert not Leave.objects.exists()


def test_grant_role_by_administrator_within_the_municipality() -> None:
    municipality = MunicipalityFactory()
    unit = make_unit("Vård", municipality=municipality)
    admin = make_role(RoleKind.MUNICIPAL_ADMIN, municipality=municipality)
    person = EmploymentFactory(unit=unit).person

    grant_role(person=person, kind=RoleKind.MANAGER, unit=unit, by=admin)
    grant_role(person=person, kind=RoleKind.MANAGER, unit=unit, by=admin)

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
    with pytest.raises(OutOfReach):
        grant_role(person=person, kind=kind, by=admin, **reach)
    assert not person.roles.exists()


def test_grant_role_as_shared_trainer_by_municipal_administrator_is_refused() -> None:
    own = MunicipalityFactory()
    admin = make_role(RoleKind.MUNICIPAL_ADMIN, municipality=own)
    person = EmploymentFactory(unit=make_unit("Vård", municipality=own)).person
    with pytest.raises(OutOfReach):
        grant_role(person=person, kind=RoleKind.TRAINER, by=admin)


def test_grant_role_by_manager_is_refused_even_in_own_unit() -> None:
    unit = make_unit("Hemtjänst Åby")
    person = EmploymentFactory(unit=unit).person
    with pytest.raises(OutOfReach):
        grant_role(person=person, kind=RoleKind.MANAGER, unit=unit, by=make_manager(unit))


def test_grant_role_to_somebody_of_another_municipality_is_refused() -> None:
    own = MunicipalityFactory()
    unit = make_unit("Vård", municipality=own)
    stranger = EmploymentFactory(unit=make_unit("Annan", municipality=MunicipalityFactory())).person
    admin = make_role(RoleKind.MUNICIPAL_ADMIN, municipality=own)
    with pytest.raises(OutOfReach):
        grant_role(person=stranger, kind=RoleKind.MANAGER, unit=unit, by=admin)


def test_revoke_own_administration_is_refused() -> None:
    own = MunicipalityFactory()
    admin = make_role(RoleKind.MUNICIPAL_ADMIN, municipality=own)
    with pytest.raises(OutOfReach):
        revoke_role(role=admin.roles.get(), by=admin)


def test_trainer_role_brings_and_takes_its_group() -> None:
    municipality = MunicipalityFactory(code="1481")
    person = PersonFactory()
    role = grant_role(person=person, kind=RoleKind.TRAINER, municipality=municipality, by=None)
    assert [group.name for group in person.groups.all()] == ["trainers-1481"]
    revoke_role(role=role, by=None)
    assert not person.groups.exists()


def test_ending_the_last_employment_in_a_municipality_takes_the_roles_there() -> None:
    municipality = MunicipalityFactory()
    employment = EmploymentFactory(unit=make_unit("Vård", municipality=municipality), valid_from=DAY)
    person = employment.person
    grant_role(person=person, kind=RoleKind.MANAGER, unit=employment.unit, by=None)
    grant_role(person=person, kind=RoleKind.TRAINER, municipality=municipality, by=None)
    grant_role(person=person, kind=RoleKind.REGIONAL_COORDINATOR, by=None)

    end_employment(employment=employment, last_day=DAY, by=None)

    assert [role.kind for role in Role.objects.all()] == [RoleKind.REGIONAL_COORDINATOR]
    assert not person.groups.exists()


def test_roles_stay_until_an_end_that_lies_ahead_has_come() -> None:
    employment = EmploymentFactory(valid_from=DAY)
    person = employment.person
    grant_role(person=person, kind=RoleKind.MANAGER, unit=employment.unit, by=None)
    today = timezone.localdate()

    end_employment(employment=employment, last_day=today, by=None)
    assert person.roles.exists()

    Employment.objects.update(valid_to=today - dt.timedelta(days=1))
    drop_roles_left_behind(person=person)
    assert not person.roles.exists()


def test_close_unit_where_somebody_works_is_refused() -> None:
    employment = EmploymentFactory()
    with pytest.raises(UnitInUse):
        close_unit(unit=employment.unit, day=DAY, by=None)


def test_create_unit_in_another_municipality_is_refused() -> None:
    admin = make_role(RoleKind.MUNICIPAL_ADMIN, municipality=MunicipalityFactory())
    other = make_unit("Vård")
    with pytest.raises(OutOfReach):
        create_unit(
            name="X", municipality=reach_of(admin).administered[0], parent=other, kind=UnitKind.UNIT, by=admin
        )


# One-time codes


def a_code(person: Person) -> str:
    return hand_out_code(person=person, by=None)


def test_use_code_gives_the_new_password_once() -> None:
    person = PersonFactory(username="amina")
    code = a_code(person)

    used = use_code(username="AMINA ", code=f"{code[:4].lower()}-{code[4:]} ", password=NEW_PASSWORD)

    assert used == person
    person.refresh_from_db()
    assert person.check_password(NEW_PASSWORD)
    with pytest.raises(CodeRefused):
        use_code(username="amina", code=code, password="en annan mening")


def test_code_is_kept_as_a_hash_alone() -> None:
    code = a_code(PersonFactory())
    kept = OneTimeCode.objects.get()
    assert code not in str(vars(kept))


def test_code_after_five_failures_is_locked() -> None:
    person = PersonFactory(username="amina")
    code = a_code(person)
    for _ in range(MAX_FAILURES):
        with pytest.raises(CodeRefused):
            use_code(username="amina", code="AAAAAAAA", password=NEW_PASSWORD)
    with pytest.raises(CodeRefused):
        use_code(username="amina", code=code, password=NEW_PASSWORD)
    person.refresh_from_db()
    assert not person.check_password(NEW_PASSWORD)


def test_code_after_a_day_is_too_old() -> None:
    code = a_code(PersonFactory(username="amina"))
    OneTimeCode.objects.update(expires_at=timezone.now())
    with pytest.raises(CodeRefused):
        use_code(username="amina", code=code, password=NEW_PASSWORD)


def test_code_of_somebody_else_does_not_fit() -> None:
    code = a_code(PersonFactory(username="amina"))
    a_code(PersonFactory(username="lena"))
    with pytest.raises(CodeRefused):
        use_code(username="lena", code=code, password=NEW_PASSWORD)


def test_new_code_ends_the_former() -> None:
    person = PersonFactory(username="amina")
    former = a_code(person)
    a_code(person)
    with pytest.raises(CodeRefused):
        use_code(username="amina", code=former, password=NEW_PASSWORD)


def test_code_with_a_poor_password_is_not_spent() -> None:
    person = PersonFactory(username="amina")
    code = a_code(person)
    with pytest.raises(ValidationError):
        use_code(username="amina", code=code, password="kort")
    assert use_code(username="amina", code=code, password=NEW_PASSWORD) == person


def counting(function: Callable[..., object], calls: list[str]) -> Callable[..., object]:
    def counted(*args: object) -> object:
        calls.append("once")
        return function(*args)

    return counted


@pytest.mark.parametrize("username", ["amina", "nobody", "utan-kod"])
def test_refusal_of_a_code_says_and_costs_the_same(username: str, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    PersonFactory(username="utan-kod")
    a_code(PersonFactory(username="amina"))
    from lms.people.actions import codes

    for name in ("make_password", "check_password"):
        counted = counting(getattr(codes, name), hashed)
        monkeypatch.setattr(codes, name, counted)
    with pytest.raises(CodeRefused) as refusal:
        use_code(username=username, code="AAAAAAAA", password=NEW_PASSWORD)
    assert hashed == ["once"]
    assert str(refusal.value).startswith("Användarnamnet") or "fit" in str(refusal.value)


def test_hand_out_code_by_own_manager() -> None:
    unit = make_unit("Hemtjänst Åby")
    person = EmploymentFactory(unit=unit).person
    assert len(hand_out_code(person=person, by=make_manager(unit))) == 8


@pytest.mark.parametrize(
    "what", ["stranger", "left", "oneself", "superuser", "staff", "group", "peer", "admin", "coordinator"]
)
def test_hand_out_code_beyond_own_reach_is_refused(what: str) -> None:
    municipality = MunicipalityFactory()
    top = make_unit("Vård", municipality=municipality)
    unit = make_unit("Hemtjänst Åby", parent=top)
    manager = make_manager(unit)
    employment = EmploymentFactory(unit=top if what == "stranger" else unit)
    person = employment.person
    if what == "left":
        end_employment(employment=employment, last_day=DAY, by=None)
    elif what == "oneself":
        EmploymentFactory(unit=unit, person=manager)
        person = manager
    elif what == "superuser":
        Person.objects.filter(pk=person.pk).update(is_superuser=True)
    elif what == "staff":
        Person.objects.filter(pk=person.pk).update(is_staff=True)
    elif what == "group":
        from django.contrib.auth.models import Group

        person.groups.add(Group.objects.create(name="Redaktörer"))
    elif what == "peer":
        grant_role(person=person, kind=RoleKind.MANAGER, unit=top, by=None)
    elif what == "admin":
        grant_role(person=person, kind=RoleKind.MUNICIPAL_ADMIN, municipality=municipality, by=None)
    elif what == "coordinator":
        grant_role(person=person, kind=RoleKind.REGIONAL_COORDINATOR, by=None)
    person = Person.objects.get(pk=person.pk)

    with pytest.raises(OutOfReach):
        hand_out_code(person=person, by=Person.objects.get(pk=manager.pk))

    assert not OneTimeCode.objects.exists()


def test_hand_out_code_to_an_administrator_by_another_of_the_municipality() -> None:
    municipality = MunicipalityFactory()
    unit = make_unit("Vård", municipality=municipality)
    person = EmploymentFactory(unit=unit).person
    grant_role(person=person, kind=RoleKind.MUNICIPAL_ADMIN, municipality=municipality, by=None)
    colleague = make_role(RoleKind.MUNICIPAL_ADMIN, municipality=municipality)
    assert hand_out_code(person=person, by=colleague)
