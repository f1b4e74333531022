"""One-time codes: permission to hand them out, and their use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from people.access.roles import GrantRole
from people.codes.actions import MAX_FAILURES, HandOutCode, use_code
from people.enums import RoleKind
from people.exceptions import CodeRefused, NotPermitted
from people.models import OneTimeCode, Person, Unit
from people.organisation.employments import EndEmployment
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


def a_code(person: Person) -> str:
    return HandOutCode(person=person, by=None).run()


@pytest.mark.both_engines
def test_use_code_gives_the_new_password_once() -> None:
    person = PersonFactory(username="amina")
    code = a_code(person)

    used = use_code(username="AMINA ", code=f"{code[:4].lower()}-{code[4:]} ", password=NEW_PASSWORD)

    assert used == person
    person.refresh_from_db()
    assert person.check_password(NEW_PASSWORD)
    with pytest.raises(CodeRefused):
        use_code(username="amina", code=code, password="en annan mening")


@pytest.mark.both_engines
def test_code_is_stored_as_a_hash_only() -> None:
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


@pytest.mark.both_engines
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
def test_refusal_of_a_code_has_the_same_message_and_cost(
    username: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    PersonFactory(username="utan-kod")
    a_code(PersonFactory(username="amina"))
    from people.codes import actions as codes

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
    assert len(HandOutCode(person=person, by=make_manager(unit)).run()) == 8


@pytest.mark.parametrize(
    "what", ["stranger", "left", "oneself", "superuser", "staff", "group", "peer", "admin", "coordinator"]
)
@pytest.mark.both_engines
def test_hand_out_code_beyond_own_reach_is_refused(what: str) -> None:
    municipality = MunicipalityFactory()
    top = make_unit("Vård", municipality=municipality)
    unit = make_unit("Hemtjänst Åby", parent=top)
    manager = make_manager(unit)
    employment = EmploymentFactory(unit=top if what == "stranger" else unit)
    person = employment.person
    if what == "left":
        EndEmployment(employment=employment, last_day=DAY, by=None).run()
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
        GrantRole(person=person, kind=RoleKind.MANAGER, unit=top, by=None).run()
    elif what == "admin":
        GrantRole(person=person, kind=RoleKind.MUNICIPAL_ADMIN, municipality=municipality, by=None).run()
    elif what == "coordinator":
        GrantRole(person=person, kind=RoleKind.REGIONAL_COORDINATOR, by=None).run()
    person = Person.objects.get(pk=person.pk)

    with pytest.raises(NotPermitted):
        HandOutCode(person=person, by=Person.objects.get(pk=manager.pk)).run()

    assert not OneTimeCode.objects.exists()


def test_hand_out_code_to_an_administrator_by_another_of_the_municipality() -> None:
    municipality = MunicipalityFactory()
    unit = make_unit("Vård", municipality=municipality)
    person = EmploymentFactory(unit=unit).person
    GrantRole(person=person, kind=RoleKind.MUNICIPAL_ADMIN, municipality=municipality, by=None).run()
    colleague = make_role(RoleKind.MUNICIPAL_ADMIN, municipality=municipality)
    assert HandOutCode(person=person, by=colleague).run()


@pytest.mark.parametrize(
    ("who", "begins_in", "ends_in", "may"),
    [
        ("manager", -30, None, False),
        ("manager", -30, 0, False),
        ("manager", 30, None, False),
        ("manager", -30, -1, False),
        ("manager", -900, -731, False),
        ("manager", -900, -732, True),
        ("administrator", -30, None, False),
        ("administrator", 30, None, False),
        ("administrator", -30, -1, False),
        ("administrator", -900, -732, True),
        ("administrator of both", -30, None, True),
        ("operator", -30, None, True),
    ],
)
@pytest.mark.both_engines
def test_hand_out_code_to_somebody_whom_others_employ_too(
    who: str, begins_in: int, ends_in: int | None, may: bool
) -> None:
    """A person who left for another municipality and is employed again is protected."""
    own, other = MunicipalityFactory(), MunicipalityFactory()
    unit = make_unit("Hemtjänst Åby", municipality=own)
    person = EmploymentFactory(unit=unit).person
    today = timezone.localdate()
    EmploymentFactory(
        person=person,
        unit=make_unit("Boende Öst", municipality=other),
        valid_from=today + dt.timedelta(days=begins_in),
        valid_to=None if ends_in is None else today + dt.timedelta(days=ends_in),
    )
    if who == "manager":
        actor = make_manager(unit)
    elif who == "operator":
        actor = PersonFactory(is_superuser=True)
    else:
        actor = make_role(RoleKind.MUNICIPAL_ADMIN, municipality=own)
    if who == "administrator of both":
        GrantRole(person=actor, kind=RoleKind.MUNICIPAL_ADMIN, municipality=other, by=None).run()

    if may:
        assert HandOutCode(person=person, by=actor).run()
    else:
        with pytest.raises(NotPermitted):
            HandOutCode(person=person, by=actor).run()
    assert OneTimeCode.objects.exists() is may


def test_hand_out_code_within_a_municipality_by_manager_of_both_units() -> None:
    top = make_unit("Vård och omsorg")
    day, night = make_unit("Dag", parent=top), make_unit("Natt", parent=Unit.objects.get(pk=top.pk))
    person = EmploymentFactory(unit=day).person
    EmploymentFactory(unit=night, person=person)

    with pytest.raises(NotPermitted):
        HandOutCode(person=person, by=make_manager(day)).run()
    for actor in (make_manager(top), make_role(RoleKind.MUNICIPAL_ADMIN, municipality=top.municipality)):
        assert HandOutCode(person=person, by=actor).run()


@pytest.mark.parametrize("what", ["employed elsewhere", "given a role", "giver has lost the role", "nothing"])
@pytest.mark.both_engines
def test_code_is_refused_when_its_creator_loses_permission(what: str) -> None:
    """An earlier code must not give access to the data of a new employer."""
    unit = make_unit("Hemtjänst Åby")
    person, manager = EmploymentFactory(unit=unit).person, make_manager(unit)
    code = HandOutCode(person=person, by=manager).run()
    if what == "employed elsewhere":
        EmploymentFactory(person=person, unit=make_unit("Boende Öst", municipality=MunicipalityFactory()))
    elif what == "given a role":
        GrantRole(person=person, kind=RoleKind.MUNICIPAL_ADMIN, municipality=unit.municipality, by=None).run()
    elif what == "giver has lost the role":
        manager.roles.all().delete()

    if what == "nothing":
        use_code(username=person.username, code=code, password=NEW_PASSWORD)
    else:
        with pytest.raises(CodeRefused):
            use_code(username=person.username, code=code, password=NEW_PASSWORD)
    assert Person.objects.get(pk=person.pk).check_password(NEW_PASSWORD) is (what == "nothing")
