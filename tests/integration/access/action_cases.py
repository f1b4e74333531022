"""The world in which actions are run, and the arguments of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from courses.models import Package
from people.access import roles
from people.enums import RoleKind
from people.models import Employment, Municipality, Person, Role, Unit
from tests.factories.courses import make_module_page
from tests.factories.packages import make_package
from tests.factories.people import EmploymentFactory, MunicipalityFactory, PersonFactory, make_role, make_unit


class World:
    """A municipality with an administrator, a unit and somebody who works there."""

    @cached_property
    def municipality(self) -> Municipality:
        return MunicipalityFactory()

    @cached_property
    def admin(self) -> Person:
        return make_role(RoleKind.MUNICIPAL_ADMIN, municipality=self.municipality)

    @cached_property
    def operator(self) -> Person:
        return PersonFactory(is_superuser=True)

    @cached_property
    def trainer(self) -> Person:
        person = PersonFactory()
        roles.GrantRole(person=person, kind=RoleKind.TRAINER, by=None).run()
        return Person.objects.get(pk=person.pk)

    @cached_property
    def unit(self) -> Unit:
        return make_unit("Hemtjänst Åby", municipality=self.municipality)

    @cached_property
    def employment(self) -> Employment:
        return EmploymentFactory(unit=self.unit)

    @property
    def person(self) -> Person:
        return self.employment.person

    @cached_property
    def role(self) -> Role:
        return Role.objects.create(person=self.person, kind=RoleKind.MANAGER, unit=self.unit)

    @cached_property
    def page(self) -> Any:
        return make_module_page()

    @cached_property
    def package(self) -> Package:
        return make_package(title="Förflyttning")

    @cached_property
    def shared_person(self) -> Person:
        """Somebody whom another municipality employs too, so that a code needs its approval."""
        EmploymentFactory(person=self.person)
        return self.person


@dataclass(frozen=True)
class Case:
    """The arguments of an action in a world, and who may do it; None: the system alone."""

    arguments: Callable[[World], dict[str, Any]]
    by: Callable[[World], Person | None] = lambda world: world.admin
    #: False for what people do to their own account, and for what Wagtail has permitted
    can_be_refused: bool = True


def own(arguments: Callable[[World], dict[str, Any]]) -> Case:
    return Case(arguments, lambda world: world.person, can_be_refused=False)
