"""Assignments by managers, some of them overdue."""

import datetime as dt
from collections.abc import Mapping

from courses.api import Module
from demo.seeding.accounts import HOME_UNIT
from lms.records.api import CreateAssignment
from people.api import Person, Role, RoleKind, Unit

#: in each municipality, for its top unit: module and days from today
EVERYWHERE = (("basala-hygienrutiner", -400),)  # long ago, so that the trend has data
SOME = {
    "Göteborg": (("personcentrerat-forhallningssatt", 40),),
    "Mölndal": (("nara-vard-i-kommunen", -20),),
    "Kungsbacka": (("bemotande-vid-demens", 25),),
    "Ale": (("anhoriga-som-partner", -12),),
    "Partille": (("brytpunktssamtal", 60),),
}
HOME = (("personcentrerat-forhallningssatt", 14), ("brytpunktssamtal", 30))


def seed_assignments(modules: Mapping[str, Module], people: Mapping[str, Person], today: dt.date) -> None:
    """Assign modules (by slug) as each municipality's administrator, and as Lena in her unit."""
    roles = Role.objects.of_kind(RoleKind.MUNICIPAL_ADMIN).select_related("person", "municipality")
    assigned: set[int] = set()
    for role in roles.order_by("pk"):
        if role.municipality is None or role.municipality.pk in assigned:
            continue
        assigned.add(role.municipality.pk)
        top = Unit.objects.get(depth=1, municipality=role.municipality)
        for slug, days in (*EVERYWHERE, *SOME.get(role.municipality.name, ())):
            due_on = today + dt.timedelta(days=days)
            CreateAssignment(unit=top, module=modules[slug], due_on=due_on, by=role.person).run()
    home = Unit.objects.get(name=HOME_UNIT)
    for slug, days in HOME:
        due_on = today + dt.timedelta(days=days)
        CreateAssignment(unit=home, module=modules[slug], due_on=due_on, by=people["lena"]).run()
