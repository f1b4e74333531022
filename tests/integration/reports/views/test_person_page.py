"""A person's page for those who manage them: learning first, then where they work."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from courses.models import ModuleVersion
from lms.attempts.models import PackageAttempt
from lms.reports.actions import RemindLate
from people.enums import RoleKind
from people.models import Employment, Municipality, Person, Unit
from scorm.enums import SuccessStatus
from tests.factories.courses import make_module_version
from tests.factories.packages import make_package
from tests.factories.people import EmploymentFactory, PersonFactory, make_manager, make_role, make_unit
from tests.factories.records import AssignmentFactory, make_completion
from tests.factories.tracking import make_launch

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def unit() -> Unit:
    return make_unit("Hemtjänst Åby", parent=make_unit("Vård och omsorg"))


@pytest.fixture
def person(unit: Unit) -> Person:
    person = PersonFactory(first_name="Örjan", last_name="Ängström-Särskilt Långt Efternamn")
    EmploymentFactory(person=person, unit=unit)
    return person


@pytest.fixture
def manager(client: Client, unit: Unit) -> Person:
    manager = make_manager(unit, first_name="Åsa", last_name="Öberg")
    client.force_login(manager)
    return manager


def assigned(unit: Unit, title: str, *, days_ago: int) -> ModuleVersion:
    version = make_module_version(title, valid_months=None)
    AssignmentFactory(unit=unit, module=version.module, due_on=timezone.localdate() - days_ago * DAY)
    return version


def page_of(client: Client, person: Person) -> str:
    return " ".join(client.get(reverse("reports:person", args=[person.pk])).content.decode().split())


def status_of(client: Client, person: Person) -> int:
    return client.get(reverse("reports:person", args=[person.pk])).status_code


def test_person_page_shows_learning_before_employment(
    client: Client, unit: Unit, person: Person, manager: Person
) -> None:
    assigned(unit, "Läkemedel för äldre", days_ago=5)
    done = assigned(unit, "Basala hygienrutiner", days_ago=40)
    completion = make_completion(person, done, timezone.localdate() - 50 * DAY, score=0.846)
    RemindLate(place=unit, people=[person.pk], by=manager).run()

    html = page_of(client, person)

    places = [
        html.index(words)
        for words in (
            "Läkemedel för äldre",
            "Skulle varit klar",
            "Påmind i dag, inte öppnad än (av Åsa Öberg)",
            "Basala hygienrutiner",
            reverse("learner:certificate", args=[completion.pk]),
            "85 % rätt",
            "Undersköterska, Hemtjänst Åby",
            reverse("people:detail", args=[person.pk]),
        )
    ]
    assert places == sorted(places)


@pytest.mark.both_engines
def test_person_page_hides_results_of_what_is_not_completed(client: Client) -> None:
    """As in lists, files and figures, managers see no test before it is passed."""
    package = make_package()
    launch = make_launch(package, person=PersonFactory())
    employment = EmploymentFactory(person=launch.attempt.person)
    PackageAttempt.objects.filter(attempt=launch.attempt).update(
        success_status=SuccessStatus.FAILED, score_scaled=0.5
    )
    client.force_login(make_manager(employment.unit))

    html = page_of(client, launch.attempt.person)

    assert "Påbörjad i dag, senast öppnad i dag" in html
    assert "Provet" not in html
    assert "50 %" not in html


@pytest.mark.parametrize("name", ["Hemtjänst Ö", "Omsorg"])
def test_person_page_of_who_works_elsewhere_is_not_found(
    client: Client, unit: Unit, manager: Person, name: str
) -> None:
    if name == "Omsorg":
        place = make_unit(name, municipality=Municipality.objects.create(code="9999", name="Utland"))
    else:
        place = make_unit(name, parent=unit.get_parent())
    stranger = EmploymentFactory(unit=place).person

    assert status_of(client, stranger) == 404
    client.force_login(make_manager(place))
    assert status_of(client, stranger) == 200


@pytest.mark.parametrize("kind", [RoleKind.TRAINER, RoleKind.REGIONAL_COORDINATOR])
def test_person_page_for_who_manages_nobody_is_not_found(
    client: Client, person: Person, kind: RoleKind
) -> None:
    client.force_login(make_role(kind))

    assert status_of(client, person) == 404


def test_person_page_of_two_employers_shows_each_its_own(
    client: Client, unit: Unit, person: Person, manager: Person
) -> None:
    other = make_unit("Omsorg", municipality=Municipality.objects.create(code="9999", name="Utland"))
    EmploymentFactory(person=person, unit=other, title="Vårdbiträde")
    theirs = make_module_version("Bara Utlands egen", owner=other.municipality)
    shared = make_module_version("Basala hygienrutiner")
    AssignmentFactory(unit=other, module=theirs.module, due_on=timezone.localdate() - DAY)
    AssignmentFactory(unit=other, module=shared.module, due_on=timezone.localdate() - DAY)
    AssignmentFactory(unit=unit, module=shared.module, due_on=timezone.localdate() - DAY)
    their_manager = make_manager(other, first_name="Zäta", last_name="Ek")
    RemindLate(place=other, people=[person.pk], by=their_manager).run()

    html = page_of(client, person)

    assert "Basala hygienrutiner" in html
    assert "Påmind" not in html
    for secret in ("Utland", "Omsorg", "Vårdbiträde", "Zäta"):
        assert secret not in html
    client.force_login(their_manager)
    assert "Bara Utlands egen" in page_of(client, person)


@pytest.mark.both_engines
def test_certificate_from_another_employer_is_not_listed(
    client: Client, unit: Unit, person: Person, manager: Person
) -> None:
    other = make_unit("Omsorg", municipality=Municipality.objects.create(code="9999", name="Utland"))
    Employment.objects.filter(person=person).update(valid_from=timezone.localdate())
    today = timezone.localdate()
    EmploymentFactory(person=person, unit=other, valid_from=today - 90 * DAY, valid_to=today - DAY)
    version = assigned(unit, "Basala hygienrutiner", days_ago=1)
    theirs = make_completion(person, version, today - 30 * DAY)
    ours = make_completion(person, version, today)

    html = page_of(client, person)

    for completion, is_listed in ((theirs, False), (ours, True)):
        url = reverse("learner:certificate", args=[completion.pk])
        assert (url in html) is is_listed
        assert client.get(url).status_code == (200 if is_listed else 404)


@pytest.mark.parametrize("period", [{"valid_to": -1}, {"valid_from": 1}])
def test_person_page_of_who_left_or_will_come_has_no_learning(
    client: Client, unit: Unit, person: Person, manager: Person, period: dict[str, int]
) -> None:
    version = assigned(unit, "Basala hygienrutiner", days_ago=1)
    make_completion(person, version)
    days = {name: timezone.localdate() + days * DAY for name, days in period.items()}
    Employment.objects.filter(person=person).update(**days)

    html = page_of(client, person)

    assert "Lärandet visas medan personen arbetar i dina enheter." in html
    assert "Basala hygienrutiner" not in html
    assert "Undersköterska, Hemtjänst Åby" in html


def test_person_page_without_anything_says_so(client: Client, person: Person, manager: Person) -> None:
    assert "Inget är tilldelat, påbörjat eller klart." in page_of(client, person)


def test_names_of_lists_lead_to_the_person_page(
    client: Client, unit: Unit, person: Person, manager: Person
) -> None:
    assigned(unit, "Basala hygienrutiner", days_ago=1)
    link = f'href="{reverse("reports:person", args=[person.pk])}"'
    pages: list[tuple[str, dict[str, Any]]] = [
        (reverse("reports:unit", args=[unit.pk]), {}),
        (reverse("reports:list", args=[unit.pk]), {}),
        (reverse("reports:list", args=[unit.pk]), {"standing": "late"}),
        (reverse("people:detail", args=[person.pk]), {}),
    ]

    assert [link in client.get(url, query).content.decode() for url, query in pages] == [True] * 4


@pytest.mark.both_engines
def test_person_page_takes_as_many_queries_for_more_modules(
    client: Client,
    unit: Unit,
    person: Person,
    manager: Person,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_completion(person, assigned(unit, "Läkemedel 0", days_ago=5))
    assigned(unit, "Hygien 0", days_ago=5)
    RemindLate(place=unit, people=[person.pk], by=manager).run()
    page_of(client, person)
    with django_assert_num_queries(100, exact=False) as few:
        page_of(client, person)
    for number in (1, 2, 3):
        make_completion(person, assigned(unit, f"Läkemedel {number}", days_ago=5))
        assigned(unit, f"Hygien {number}", days_ago=5)
    RemindLate(place=unit, people=[person.pk], by=manager).run()

    with django_assert_num_queries(len(few), exact=False):
        page_of(client, person)
