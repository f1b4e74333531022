"""The choices of a module's responsible person contain no names of other municipalities."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import ModulePage
from people.access.roles import GrantRole
from people.enums import RoleKind
from people.models import Municipality, Person
from tests.factories.courses import make_module_page, make_site
from tests.factories.people import EmploymentFactory, MunicipalityFactory, PersonFactory, make_unit

pytestmark = pytest.mark.django_db


def employed(name: str, municipality: Municipality, *kinds: RoleKind) -> Person:
    unit = make_unit(f"Enhet {name}", municipality=municipality)
    person = EmploymentFactory(person=PersonFactory(first_name=name, last_name="Exempel"), unit=unit).person
    for kind in kinds:
        GrantRole(person=person, kind=kind, municipality=municipality, by=None).run()
    return Person.objects.get(pk=person.pk)


@pytest.fixture
def page() -> ModulePage:
    """A module of Mölndal: Tove and Tore train, Ada administers, Lena learns; Ture trains in Ale."""
    make_site()
    molndal, ale = MunicipalityFactory(code="1481"), MunicipalityFactory(code="1440")
    employed("Tove", molndal, RoleKind.TRAINER)
    employed("Tore", molndal, RoleKind.TRAINER)
    employed("Ada", molndal, RoleKind.MUNICIPAL_ADMIN)
    employed("Lena", molndal)
    employed("Ture", ale, RoleKind.TRAINER)
    return make_module_page("Egen", slug="egen", owner=molndal)


def offered(client: Client, by: Person, page: ModulePage) -> tuple[set[str], str]:
    """The first names offered, and the whole form."""
    client.force_login(by)
    answer = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    people = answer.context["form"].fields["responsible"].queryset
    return {person.first_name for person in people}, answer.content.decode()


@pytest.mark.both_engines
def test_choices_of_a_municipal_trainer_are_managers_of_its_modules(client: Client, page: ModulePage) -> None:
    names, form = offered(client, Person.objects.get(first_name="Tove"), page)

    assert names == {"Tove", "Tore", "Ada"}
    assert "Ture" not in form
    assert "Lena" not in form


def test_trainer_of_shared_modules_is_offered_trainers_and_no_learner(
    client: Client, page: ModulePage
) -> None:
    shared = PersonFactory(first_name="Rut")
    GrantRole(person=shared, kind=RoleKind.TRAINER, by=None).run()

    names, _ = offered(client, Person.objects.get(pk=shared.pk), page)

    assert names == {"Rut", "Tove", "Tore", "Ada", "Ture"}


@pytest.mark.both_engines
def test_person_who_was_chosen_before_is_still_offered(client: Client, page: ModulePage) -> None:
    page.responsible = Person.objects.get(first_name="Lena")
    page.save_revision().publish()

    names, _ = offered(client, Person.objects.get(first_name="Tove"), page)

    assert names == {"Tove", "Tore", "Ada", "Lena"}
