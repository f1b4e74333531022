"""A small random data set of people with changing employments."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from dataclasses import dataclass
from typing import Any

from courses.models import ModuleVersion
from lms.records.actions.completions import NewCompletion, record_completions
from lms.records.actions.version_expiry import DeclareVersionExpiry
from lms.reports.projection.ledger import reproject_people
from people.models import Employment, Municipality, Person, Unit
from tests.factories.courses import make_module_version
from tests.factories.people import LeaveFactory, MunicipalityFactory, PersonFactory, make_unit
from tests.factories.records import AssignmentFactory, ExemptionFactory, noon

TODAY = dt.date(2026, 11, 21)
TITLES = ["Undersköterska", "Vårdbiträde", "USK", "vårdbiträde"]
Place = Municipality | Unit | None


@dataclass
class World:
    """Two municipalities, seven units, some people who come and go, four modules."""

    chance: random.Random
    municipalities: list[Municipality]
    units: list[Unit]
    people: list[Person]
    versions: list[ModuleVersion]

    @property
    def places(self) -> list[Place]:
        return [None, *self.municipalities, *self.units]

    def day(self, first: int = -800, last: int = 200) -> dt.date:
        return TODAY + dt.timedelta(days=self.chance.randint(first, last))

    def period(self) -> dict[str, dt.date | None]:
        start = self.day(-800, 30)
        length = self.chance.choice([None, 0, 20, 200, 500])
        return {
            "valid_from": start,
            "valid_to": None if length is None else start + dt.timedelta(days=length),
        }

    def employer(self) -> Municipality:
        """Return any employer: a leave or an exemption of another employer changes nothing."""
        return self.chance.choice(self.municipalities)

    def employ(self, person: Person) -> None:
        unit, period = self.chance.choice(self.units), self.period()
        taken = Employment.objects.filter(person=person, unit=unit)
        if not taken.exists():
            Employment.objects.create(person=person, unit=unit, title=self.chance.choice(TITLES), **period)

    def complete(self, count: int) -> None:
        record_completions(
            entries=[
                NewCompletion(
                    self.chance.choice(self.people),
                    self.chance.choice(self.versions),
                    uuid.UUID(int=self.chance.getrandbits(128)),
                    noon(self.day(-800, 0)),
                )
                for _ in range(count)
            ]
        )

    def renew(self) -> None:
        """Create new versions of two modules, with version expiries."""
        for old in self.chance.sample(self.versions, 2):
            new = make_version(module=old.module, valid_months=old.valid_months)
            DeclareVersionExpiry(module_version=new, last_valid_on=self.day(-200, 60), by=None).run()
            self.versions[self.versions.index(old)] = self.chance.choice([old, new])
        self.complete(10)

    def change_something(self) -> None:
        """Perform one change of an ordinary week."""
        person = self.chance.choice(self.people)
        match self.chance.choice(["employ", "end", "leave", "exempt", "complete", "bulk"]):
            case "employ":
                self.employ(person)
            case "end":
                for employment in Employment.objects.filter(person=person)[:1]:
                    employment.valid_to = max(employment.valid_from, self.day(-60, 60))
                    employment.save()
            case "leave":
                LeaveFactory(person=person, municipality=self.employer(), **self.period())
            case "exempt":
                ExemptionFactory(
                    person=person,
                    municipality=self.employer(),
                    module=self.chance.choice(self.versions).module,
                    **self.period(),
                )
                reproject_people([person.pk])
            case "complete":
                self.complete(1)
            case "bulk":
                Employment.objects.filter(person=person).update(title=self.chance.choice(TITLES))
                reproject_people([person.pk])


def make_version(*args: Any, **kwargs: Any) -> ModuleVersion:
    """Create a version with one step, since learners' pages show the share that is done."""
    version = make_module_version(*args, **kwargs)
    version.steps = [{"id": "text", "kind": "text", "title": "Läs", "package": None}]
    version.save(update_fields=["steps"])
    return version


def make_world(seed: int, people: int = 8, completions: int = 40) -> World:
    chance = random.Random(seed)  # noqa: S311 - a test's chance, repeatable
    municipalities = [MunicipalityFactory(), MunicipalityFactory()]
    roots = [make_unit(f"Rot {m.code}", municipality=m) for m in municipalities]
    middle = [make_unit("Hemtjänst", parent=root) for root in roots]
    leaves = [make_unit(f"Enhet {n}", parent=middle[n % 2]) for n in range(3)]
    world = World(
        chance,
        municipalities,
        [*roots, *middle, *leaves],
        [PersonFactory() for _ in range(people)],
        [make_version(f"Modul {n}", valid_months=months) for n, months in enumerate([None, 1, 6, 12])],
    )
    for unit in world.units:
        unit.refresh_from_db()
    for person in world.people:
        for _ in range(chance.choice([1, 1, 1, 2, 3])):
            world.employ(person)
    for person in chance.sample(world.people, 3):
        LeaveFactory(person=person, municipality=world.employer(), **world.period())
        ExemptionFactory(
            person=person,
            municipality=world.employer(),
            module=chance.choice(world.versions).module,
            **world.period(),
        )
    for version in world.versions:
        AssignmentFactory(
            unit=chance.choice(world.units),
            module=version.module,
            title=chance.choice(["", *TITLES]),
            due_on=world.day(-300, 20),
            created_by=world.people[0],
        )
    world.complete(completions)
    return world
