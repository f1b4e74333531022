"""Factories of people and where they work."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from people.enums import RoleKind, UnitKind
from people.models import Employment, Leave, Municipality, Person, Role, Unit

PASSWORD = "en lång mening som lösenord"


class MunicipalityFactory(DjangoModelFactory):
    class Meta:
        model = Municipality
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"{2000 + n}")
    name = factory.LazyAttribute(lambda o: f"Kommun {o.code}")


def make_unit(name: str, *, parent: Unit | None = None, municipality: Municipality | None = None) -> Unit:
    """A unit below `parent`, or the root of a municipality's tree."""
    if parent is not None:
        return parent.add_child(name=name, municipality=parent.municipality, kind=UnitKind.UNIT)
    return Unit.add_root(
        name=name, municipality=municipality or MunicipalityFactory(), kind=UnitKind.ADMINISTRATION
    )


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    username = factory.Sequence(lambda n: f"person{n}")
    first_name = "Amina"
    last_name = factory.Sequence(lambda n: f"Exempel{n}")

    @classmethod
    def _create(cls, model_class: type[Person], *args: object, **kwargs: object) -> Person:
        password = kwargs.pop("password", PASSWORD)
        return model_class.objects.create_user(*args, password=password, **kwargs)


class EmploymentFactory(DjangoModelFactory):
    class Meta:
        model = Employment

    person = factory.SubFactory(PersonFactory)
    unit = factory.LazyFunction(lambda: make_unit("Hemtjänst Åby"))
    title = "Undersköterska"
    valid_from = dt.date(2024, 1, 1)


def first_employer(person: Person) -> Municipality:
    """The municipality of the person's first employment."""
    return person.employments.order_by("pk").first().unit.municipality


class LeaveFactory(DjangoModelFactory):
    """A leave, from the person's first employer when not given."""

    class Meta:
        model = Leave

    person = factory.LazyFunction(lambda: EmploymentFactory().person)
    municipality = factory.LazyAttribute(lambda leave: first_employer(leave.person))
    valid_from = dt.date(2026, 1, 1)


def make_manager(unit: Unit, **kwargs: object) -> Person:
    person = PersonFactory(**kwargs)
    Role.objects.create(person=person, kind=RoleKind.MANAGER, unit=unit)
    return person


def make_role(kind: RoleKind, *, municipality: Municipality | None = None, **kwargs: object) -> Person:
    """A person with a role that has no unit."""
    person = PersonFactory(**kwargs)
    Role.objects.create(person=person, kind=kind, municipality=municipality)
    return person
