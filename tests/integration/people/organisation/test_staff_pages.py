"""Pages for managers and administrators: access, listed people, and forms."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.access.permissions import reach_of
from people.access.roles import GrantRole
from people.enums import RoleKind, StaffStatus
from people.exceptions import NotPermitted, UnitOutOfPlace
from people.models import Employment, Leave, OneTimeCode, Person, Unit
from people.organisation.queries import staff
from people.organisation.units import MoveUnit
from tests.factories.people import (
    EmploymentFactory,
    LeaveFactory,
    MunicipalityFactory,
    PersonFactory,
    make_manager,
    make_role,
    make_unit,
)

pytestmark = pytest.mark.django_db


class Place:
    """A municipality with two units, a manager of one, an administrator, and somebody elsewhere."""

    def __init__(self) -> None:
        self.municipality = MunicipalityFactory()
        self.top = make_unit("Vård och omsorg", municipality=self.municipality)
        self.unit = make_unit("Hemtjänst Åby", parent=self.top)
        self.other_unit = make_unit("Hemtjänst Norr", parent=self.top)
        self.lena = make_manager(self.unit, username="lena")
        self.mats = make_role(RoleKind.MUNICIPAL_ADMIN, municipality=self.municipality, username="mats")
        self.amina = EmploymentFactory(unit=self.unit, person=PersonFactory(username="amina")).person
        self.stranger = EmploymentFactory(unit=make_unit("Ale")).person


@pytest.fixture
def place() -> Place:
    return Place()


def names(people: object) -> list[str]:
    return [person.username for person in people]


@pytest.mark.parametrize("name", ["list", "create", "unit_tree", "unit_create"])
@pytest.mark.parametrize("who", ["amina", "coordinator", "trainer"])
def test_staff_pages_are_closed_to_those_without_staff(
    client: Client, place: Place, who: str, name: str
) -> None:
    people = {
        "amina": place.amina,
        "coordinator": make_role(RoleKind.REGIONAL_COORDINATOR),
        "trainer": make_role(RoleKind.TRAINER),
    }
    client.force_login(people[who])
    assert client.get(reverse(f"people:{name}")).status_code == 403


def test_manager_sees_the_own_unit_alone(client: Client, place: Place) -> None:
    EmploymentFactory(unit=place.other_unit)
    EmploymentFactory(unit=place.other_unit, person=place.amina, title="Hemlig")
    client.force_login(place.lena)
    answer = client.get("/personal/")
    assert names(answer.context["people"]) == ["amina"]
    assert "Hemlig" not in answer.content.decode()
    assert "Hemlig" not in client.get(reverse("people:detail", args=[place.amina.pk])).content.decode()


@pytest.mark.parametrize(
    "name", ["detail", "name", "code", "employment_create", "leave_create", "role_grant"]
)
@pytest.mark.parametrize("who", ["lena", "mats"])
def test_somebody_of_another_municipality_does_not_exist(
    client: Client, place: Place, who: str, name: str
) -> None:
    client.force_login(getattr(place, who))
    url = reverse(f"people:{name}", args=[place.stranger.pk])
    expected = 403 if (who, name) == ("lena", "role_grant") else 404
    assert client.get(url).status_code == expected
    if name != "detail":
        assert client.post(url).status_code == expected


@pytest.mark.parametrize("name", ["employment_change", "employment_end"])
def test_employment_out_of_reach_does_not_exist(client: Client, place: Place, name: str) -> None:
    other = EmploymentFactory(unit=place.other_unit, person=place.amina)
    client.force_login(place.lena)
    url = reverse(f"people:{name}", args=[other.pk])
    assert client.post(url, {"last_day": "2026-01-01"}).status_code == 404


@pytest.mark.both_engines
def test_employment_in_a_unit_out_of_reach_is_no_choice(client: Client, place: Place) -> None:
    client.force_login(place.lena)
    wish = {"unit": place.other_unit.pk, "title": "T", "valid_from": "2026-01-01"}
    answer = client.post(reverse("people:employment_create", args=[place.amina.pk]), wish)
    assert list(answer.context["form"].errors) == ["unit"]
    assert place.amina.employments.count() == 1


def test_unit_of_another_municipality_does_not_exist(client: Client, place: Place) -> None:
    client.force_login(place.mats)
    elsewhere = Unit.objects.get(name="Ale")
    for name in ("unit", "unit_move", "unit_close"):
        url = reverse(f"people:{name}", args=[elsewhere.pk])
        assert client.post(url, {"name": "Min", "day": "2026-01-01"}).status_code == 404


def test_manager_creates_a_person_and_hands_out_a_code(client: Client, place: Place) -> None:
    client.force_login(place.lena)
    wish = {
        "first_name": "Nya",
        "last_name": "Exempel",
        "unit": place.unit.pk,
        "title": "Vårdbiträde",
        "valid_from": "2026-01-01",
    }
    created = client.post(reverse("people:create"), wish)
    person = Person.objects.get(username="nya.exempel")
    assert created["Location"] == reverse("people:detail", args=[person.pk])

    answer = client.post(reverse("people:code", args=[person.pk]))

    code = answer.context["code"].replace(" ", "")
    assert "no-store" in answer["Cache-Control"]
    entered = Client().post(
        "/konto/kod/", {"login": "nya.exempel", "code": code, "password": "tre blöta vantar"}
    )
    assert entered.status_code == 302


@pytest.mark.parametrize("username", ["19850101-1234", "8501011234"])
def test_user_name_like_a_personal_number_is_refused(client: Client, place: Place, username: str) -> None:
    client.force_login(place.lena)
    wish = {
        "first_name": "N",
        "last_name": "E",
        "unit": place.unit.pk,
        "title": "T",
        "valid_from": "2026-01-01",
    }
    answer = client.post(reverse("people:create"), {**wish, "username": username})
    assert list(answer.context["form"].errors) == ["username"]


def test_manager_can_not_take_over_the_administrators_account(client: Client, place: Place) -> None:
    EmploymentFactory(unit=place.unit, person=place.mats)
    client.force_login(place.lena)
    for method in (client.get, client.post):
        answer = method(reverse("people:code", args=[place.mats.pk]))
        assert answer.status_code == 403
    assert not OneTimeCode.objects.exists()


@pytest.mark.both_engines
def test_code_page_by_get_makes_no_code(client: Client, place: Place) -> None:
    client.force_login(place.lena)
    assert client.get(reverse("people:code", args=[place.amina.pk])).status_code == 200
    assert not OneTimeCode.objects.exists()


@pytest.mark.both_engines
def test_manager_ends_an_employment(client: Client, place: Place) -> None:
    client.force_login(place.lena)
    employment = place.amina.employments.get()
    client.post(reverse("people:employment_end", args=[employment.pk]), {"last_day": "2026-02-01"})
    employment.refresh_from_db()
    assert employment.valid_to == dt.date(2026, 2, 1)
    listed = {
        status: names(client.get("/personal/", {"status": status}).context["people"])
        for status in StaffStatus.values
    }
    assert listed == {"now": [], "away": [], "coming": [], "left": ["amina"]}


def test_overlap_is_shown_above_the_form(client: Client, place: Place) -> None:
    client.force_login(place.lena)
    wish = {"unit": place.unit.pk, "title": "T", "valid_from": "2026-01-01"}
    answer = client.post(reverse("people:employment_create", args=[place.amina.pk]), wish)
    assert len(answer.context["form"].non_field_errors()) == 1
    assert Employment.objects.filter(person=place.amina).count() == 1


@pytest.mark.both_engines
def test_manager_notes_and_ends_a_leave(client: Client, place: Place) -> None:
    client.force_login(place.lena)
    client.post(reverse("people:leave_create", args=[place.amina.pk]), {"valid_from": "2026-01-01"})
    assert names(client.get("/personal/", {"status": "away"}).context["people"]) == ["amina"]
    client.post(reverse("people:leave_end", args=[Leave.objects.get().pk]))
    assert names(client.get("/personal/", {"status": "away"}).context["people"]) == []


def test_administrator_grants_and_takes_back_a_role(client: Client, place: Place) -> None:
    client.force_login(place.mats)
    url = reverse("people:role_grant", args=[place.amina.pk])
    client.post(url, {"role": "manager", "unit": place.unit.pk})
    role = place.amina.roles.get()
    client.post(reverse("people:role_revoke", args=[role.pk]))
    assert not place.amina.roles.exists()


@pytest.mark.parametrize("role", ["regional_coordinator", "trainer", "trainer:1440", "municipal_admin:1440"])
def test_administrator_is_not_offered_roles_beyond_reach(client: Client, place: Place, role: str) -> None:
    client.force_login(place.mats)
    answer = client.post(reverse("people:role_grant", args=[place.amina.pk]), {"role": role})
    assert list(answer.context["form"].errors) == ["role"]
    assert not place.amina.roles.exists()


def test_manager_can_not_take_back_a_role(client: Client, place: Place) -> None:
    role = GrantRole(person=place.amina, kind=RoleKind.MANAGER, unit=place.unit, by=None).run()
    client.force_login(place.lena)
    assert client.post(reverse("people:role_revoke", args=[role.pk])).status_code == 403
    assert place.amina.roles.exists()


@pytest.mark.both_engines
def test_administrator_adds_renames_and_closes_a_unit(client: Client, place: Place) -> None:
    client.force_login(place.mats)
    client.post(reverse("people:unit_create"), {"name": "Natt", "kind": "unit", "parent": place.top.pk})
    unit = Unit.objects.get(name="Natt")
    assert (unit.get_parent(), unit.municipality) == (place.top, place.municipality)
    client.post(reverse("people:unit", args=[unit.pk]), {"name": "Nattpatrullen"})
    client.post(reverse("people:unit_close", args=[unit.pk]), {"day": "2026-01-01"})
    unit.refresh_from_db()
    assert (unit.name, unit.closed_on) == ("Nattpatrullen", dt.date(2026, 1, 1))
    assert "Nattpatrullen" not in client.get(reverse("people:unit_tree")).content.decode()


@pytest.mark.parametrize(
    ("search", "found"), [("öst", ["karin"]), ("karin ÖST", ["karin"]), ("KARIN", ["karin"]), ("amina", [])]
)
@pytest.mark.both_engines
def test_staff_are_found_by_words_of_their_name(place: Place, search: str, found: list[str]) -> None:
    person = PersonFactory(username="karin", first_name="Karin", last_name="Östlund")
    EmploymentFactory(unit=place.unit, person=person)
    Person.objects.filter(pk=place.amina.pk).update(first_name="Xx", last_name="Yy", username="zz")
    people = staff(reach_of(place.lena), timezone.localdate(), status=StaffStatus.NOW, search=search.lower())
    assert names(people) == found


@pytest.mark.both_engines
@pytest.mark.parametrize("url", ["/personal/", "/personal/enheter/"])
def test_lists_cost_the_same_whatever_their_length(
    client: Client, place: Place, url: str, django_assert_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(place.mats)
    counts = []
    for _ in range(2):
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(url)
        counts.append(len(queries))
        for number in range(2):
            unit = make_unit(f"Enhet {number}", parent=Unit.objects.get(pk=place.top.pk))
            EmploymentFactory(unit=unit)
    assert counts[0] == counts[1]


def test_people_pages_in_english(client: Client, place: Place) -> None:
    client.force_login(place.mats)
    assert "Staff" in client.get("/en/personal/").content.decode()


@pytest.mark.both_engines
def test_administrator_moves_a_unit_with_all_below_it(client: Client, place: Place) -> None:
    below = make_unit("Natt", parent=place.unit)
    client.force_login(place.mats)
    client.post(reverse("people:unit_move", args=[place.unit.pk]), {"parent": place.other_unit.pk})

    assert [unit.name for unit in Unit.objects.get(pk=below.pk).get_ancestors()] == [
        "Vård och omsorg",
        "Hemtjänst Norr",
        "Hemtjänst Åby",
    ]
    client.post(reverse("people:unit_move", args=[place.unit.pk]), {"parent": ""})
    assert Unit.objects.get(pk=place.unit.pk).is_root()


def test_unit_below_itself_or_in_another_municipality_is_no_choice(client: Client, place: Place) -> None:
    below, ale = make_unit("Natt", parent=place.unit), make_unit("Ale")
    client.force_login(place.mats)
    for parent in (place.unit, below, ale):
        answer = client.post(reverse("people:unit_move", args=[place.unit.pk]), {"parent": parent.pk})
        assert list(answer.context["form"].errors) == ["parent"]
        with pytest.raises(UnitOutOfPlace):
            MoveUnit(unit=place.unit, parent=parent, by=place.mats).run()
    with pytest.raises(NotPermitted):
        MoveUnit(unit=place.unit, parent=None, by=place.lena).run()


@pytest.mark.both_engines
def test_leave_at_another_employer_is_not_shown_to_earlier_or_later_ones(
    client: Client, place: Place
) -> None:
    today = timezone.localdate()
    moved = place.amina.employments.get()
    moved.valid_from, moved.valid_to = today - dt.timedelta(days=90), today - dt.timedelta(days=30)
    moved.save()
    ale = place.stranger.employments.get().unit
    EmploymentFactory(person=place.amina, unit=ale, valid_from=today - dt.timedelta(days=20))
    LeaveFactory(person=place.amina, valid_from=moved.valid_from, valid_to=moved.valid_to)
    now = LeaveFactory(
        person=place.amina, municipality=ale.municipality, valid_from=today - dt.timedelta(days=10)
    )

    client.force_login(place.lena)
    (left,) = client.get(reverse("people:list"), {"status": "left"}).context["people"]
    client.force_login(make_manager(ale))
    later = client.get(reverse("people:detail", args=[place.amina.pk])).context
    earlier_leave = Leave.objects.exclude(pk=now.pk).get()
    addresses = [reverse("people:leave_end", args=[leave.pk]) for leave in (earlier_leave, now)]
    ending = [client.get(address).status_code for address in addresses]

    assert ending == [404, 200]
    assert left == place.amina
    assert left.shown_leaves == []
    assert list(later["leaves"]) == [now]


@pytest.mark.parametrize("field", ["valid_from", "valid_to"])
@pytest.mark.parametrize("day", ["0026-11-01", "9999-12-31"])
def test_day_with_an_implausible_year_is_refused_at_the_field(
    client: Client, place: Place, field: str, day: str
) -> None:
    client.force_login(place.mats)
    posted = {"unit": place.other_unit.pk, "title": "Vikarie", "valid_from": "2026-11-01", field: day}
    answer = client.post(reverse("people:employment_create", args=[place.amina.pk]), posted)
    found = answer.context["form"].errors.as_data()
    assert {name: [error.code for error in errors] for name, errors in found.items()} == {field: ["year"]}
    assert place.amina.employments.count() == 1


@pytest.mark.parametrize("is_chosen", [True, False])
@pytest.mark.both_engines
def test_operator_adds_the_first_unit_of_a_municipality(
    client: Client, place: Place, is_chosen: bool
) -> None:
    """There is no unit yet below which an administrator could add one."""
    other = MunicipalityFactory()
    client.force_login(PersonFactory(is_superuser=True))
    posted = {"name": "Omsorg", "kind": "administration", "municipality": other.pk if is_chosen else ""}

    answer = client.post(reverse("people:unit_create"), posted)

    added = list(Unit.objects.filter(name="Omsorg").values_list("municipality", "depth"))
    assert (answer.status_code, added) == ((302, [(other.pk, 1)]) if is_chosen else (200, []))


@pytest.mark.parametrize(("who", "whom"), [("lena", "administratör"), ("mats", "driver Närlära")])
@pytest.mark.both_engines
def test_page_of_person_with_other_employers_shows_contact_for_a_code(
    client: Client, place: Place, who: str, whom: str
) -> None:
    """Both employers of a person who came back share the account."""
    today = timezone.localdate()
    place.amina.employments.update(valid_to=today - dt.timedelta(days=30))
    EmploymentFactory(person=place.amina, unit=Unit.objects.get(name="Ale"), title="Hemlig")
    client.force_login(getattr(place, who))
    wish = {"unit": place.unit.pk, "title": "Vikarie", "valid_from": today.isoformat()}
    client.post(reverse("people:employment_create", args=[place.amina.pk]), wish)
    assert place.amina.employments.filter(title="Vikarie").exists()

    page = client.get(reverse("people:detail", args=[place.amina.pk])).content.decode()
    url = reverse("people:code", args=[place.amina.pk])
    refused = client.post(url)

    assert (f'href="{url}"' in page, "Hemlig" in page, "Ale" in page) == (False, False, False)
    assert (whom in page, whom in refused.content.decode()) == (True, True)
    assert refused.status_code == 403
    assert not OneTimeCode.objects.exists()


def test_page_of_somebody_employed_here_alone_offers_a_code(client: Client, place: Place) -> None:
    client.force_login(place.lena)
    page = client.get(reverse("people:detail", args=[place.amina.pk])).content.decode()
    assert reverse("people:code", args=[place.amina.pk]) in page
    assert "Be en administratör" not in page


def test_own_page_has_no_link_to_codes(client: Client, place: Place) -> None:
    EmploymentFactory(unit=place.unit, person=place.lena)
    client.force_login(place.lena)
    page = client.get(reverse("people:detail", args=[place.lena.pk])).content.decode()
    assert (reverse("people:code", args=[place.lena.pk]) in page, "ge en kod" in page) == (False, False)
