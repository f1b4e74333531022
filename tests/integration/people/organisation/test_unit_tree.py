"""Concurrent writes of the unit tree: permissions, subtrees, rows of other municipalities."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from threading import Barrier, Thread

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from lms.records.actions.assignments import CreateAssignment
from lms.records.models import Assignment
from lms.reports.projection.contributions import all_scopes
from lms.requirements.remaining import remaining_for
from lms.requirements.selection import within
from people.access.permissions import Reach, reach_of
from people.enums import StaffStatus, UnitKind
from people.models import Employment, Municipality, Person, Unit
from people.organisation.queries import in_tree_order, listed_units, staff
from people.organisation.units import CreateUnit, MoveUnit, RenameUnit
from tests.factories.courses import make_module_version
from tests.factories.people import EmploymentFactory, PersonFactory, make_manager, make_unit

pytestmark = pytest.mark.both_engines

NAMES = ("Aftonro", "Ödegården", "Åby", "Ängen", "Mölndals hemtjänst", "Ö" * 120)


@dataclass
class Towns:
    """Units with one person each: Mölndal's tree of three and Lerum's two trees."""

    top: Unit
    middle: Unit
    unit: Unit
    lerum: Unit

    @property
    def municipality(self) -> Municipality:
        return self.top.municipality


@pytest.fixture
def towns(db: None) -> Towns:
    return make_towns()


def make_towns() -> Towns:
    molndal, lerum = _municipality("1481", "Mölndal"), _municipality("1441", "Lerum")
    other = make_unit("Hälsa", municipality=lerum)
    top = make_unit("Vård och omsorg", municipality=molndal)
    middle = make_unit("Hemtjänst", parent=top)
    unit = make_unit("Hemtjänst Åby", parent=middle)
    for place in (other, make_unit("Vård", municipality=lerum), top, middle, unit):
        EmploymentFactory(unit=place)
    return Towns(top, middle, unit, other)


def _municipality(code: str, name: str) -> Municipality:
    return Municipality.objects.get_or_create(code=code, defaults={"name": name})[0]


def add_in_ale(towns: Towns) -> None:
    CreateUnit(
        name="Aftonro", municipality=_municipality("1440", "Ale"), kind=UnitKind.ADMINISTRATION, by=None
    ).run()


def add_many_at_the_top(towns: Towns) -> None:
    for name in NAMES:
        CreateUnit(name=name, municipality=towns.municipality, kind=UnitKind.ADMINISTRATION, by=None).run()


def add_beside(towns: Towns) -> None:
    beside = CreateUnit(
        name="Aftonro", municipality=towns.municipality, kind=UnitKind.UNIT, parent=towns.middle, by=None
    ).run()
    EmploymentFactory(unit=beside)


def move_to_the_top(towns: Towns) -> None:
    MoveUnit(unit=towns.middle, parent=None, by=None).run()


def move_below_a_new_one(towns: Towns) -> None:
    parent = CreateUnit(
        name="Aftonro", municipality=towns.municipality, kind=UnitKind.OPERATION, parent=towns.top, by=None
    ).run()
    MoveUnit(unit=towns.unit, parent=parent, by=None).run()
    EmploymentFactory(unit=parent)


def rename_the_top(towns: Towns) -> None:
    RenameUnit(unit=Unit.objects.get(pk=towns.top.pk), name="Ängen", by=None).run()


WRITES = [
    add_in_ale,
    add_many_at_the_top,
    add_beside,
    move_to_the_top,
    move_below_a_new_one,
    rename_the_top,
]


@pytest.mark.parametrize("write", WRITES)
def test_reach_when_tree_changes_meanwhile_keeps_its_unit(
    towns: Towns, write: Callable[[Towns], None]
) -> None:
    reach = reach_of(make_manager(towns.unit))
    today = timezone.localdate()

    write(towns)

    assert {unit.pk for unit in reach.units()} == {towns.unit.pk}
    assert [unit.pk for unit in listed_units(reach, today)] == [towns.unit.pk]
    assert _staff(reach) == _employed_at(towns.unit)
    assert reach.covers_unit(Unit.objects.get(pk=towns.unit.pk))
    assert not reach.covers_unit(Unit.objects.get(pk=towns.lerum.pk))


def _staff(reach: Reach) -> set[Person]:
    return set(staff(reach, timezone.localdate(), status=StaffStatus.NOW))


def _employed_at(*units: Unit) -> set[Person]:
    return set(Person.objects.filter(employments__unit__in=units))


@pytest.mark.parametrize("write", WRITES)
def test_subtree_when_tree_changes_meanwhile_follows_the_tree(
    towns: Towns, write: Callable[[Towns], None]
) -> None:
    held = [Unit.objects.get(pk=unit.pk) for unit in (towns.top, towns.middle, towns.unit, towns.lerum)]

    write(towns)

    for place in held:
        now = _below(place)
        employments = Employment.objects.all()
        assert {e.unit_id for e in employments.in_subtree(place)} <= now
        assert set(employments.in_subtree(place)) == set(employments.filter(unit__in=now))
        assert set(employments.filter(within(place))) == set(employments.filter(unit__in=now))
        assert {unit for unit, scopes in all_scopes().items() if f"u{place.pk}" in scopes} == now


def _below(place: Unit) -> set[int]:
    """Return the subtree by parents and children, step by step."""
    found = {place.pk}
    for child in Unit.objects.get(pk=place.pk).get_children():
        found |= _below(child)
    return found


@pytest.mark.parametrize("write", WRITES)
def test_assignment_when_tree_changes_reaches_those_below(
    towns: Towns, write: Callable[[Towns], None]
) -> None:
    module = make_module_version().module
    CreateAssignment(
        module=module,
        unit=towns.top,
        due_on=timezone.localdate() + dt.timedelta(days=30),
        by=PersonFactory(is_superuser=True),
    ).run()

    write(towns)

    reached = {
        employment.unit_id
        for employment in Employment.objects.all()
        if remaining_for(employment.person, timezone.localdate())
    }
    below = _below(towns.top)
    assert reached == {unit for unit in Employment.objects.values_list("unit", flat=True) if unit in below}
    held = Assignment.objects.reaching([Unit.objects.get(pk=towns.lerum.pk)])
    assert list(held) == []


@pytest.mark.parametrize("write", WRITES)
def test_tree_write_leaves_rows_of_other_municipalities(towns: Towns, write: Callable[[Towns], None]) -> None:
    others = Unit.objects.exclude(municipality=towns.municipality)
    before = list(others.order_by("pk").values())

    write(towns)

    assert list(others.filter(pk__in=[row["id"] for row in before]).order_by("pk").values()) == before


@pytest.mark.parametrize("seed", range(5))
def test_tree_after_random_writes_agrees_with_a_plain_one(towns: Towns, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - not for secrets
    parents = {unit.pk: _parent(unit) for unit in Unit.objects.all()}
    municipality = towns.municipality

    for _ in range(30):
        own = list(Unit.objects.filter(municipality=municipality))
        parent = rng.choice([None, *own])
        if rng.random() < 0.6:
            added = CreateUnit(
                name=rng.choice(NAMES), municipality=municipality, kind=UnitKind.UNIT, parent=parent, by=None
            ).run()
            parents[added.pk] = parent.pk if parent else None
            continue
        unit = rng.choice(own)
        if parent is None or not parent.is_within(unit):
            MoveUnit(unit=unit, parent=parent, by=None).run()
            parents[unit.pk] = parent.pk if parent else None

    units = {unit.pk: unit for unit in Unit.objects.all()}
    assert {pk: _parent(unit) for pk, unit in units.items()} == parents
    for pk, unit in units.items():
        children = sorted((units[c].name, c) for c, parent in parents.items() if parent == pk)
        assert sorted((child.name, child.pk) for child in unit.get_children()) == children
        assert (unit.depth, unit.numchild) == (len(unit.path_keys), len(children))


def _parent(unit: Unit) -> int | None:
    parent = unit.get_parent()
    return parent.pk if parent else None


def test_units_in_tree_order_stand_below_their_parent_by_name(towns: Towns) -> None:
    make_unit("Avlastning", parent=towns.top)
    make_unit("Boende", parent=Unit.objects.get(pk=towns.middle.pk))
    make_unit("Administration", municipality=towns.municipality)

    ordered = in_tree_order(
        Unit.objects.filter(municipality=towns.municipality).select_related("municipality")
    )

    assert [unit.name for unit in ordered] == [
        "Administration",
        "Vård och omsorg",
        "Avlastning",
        "Hemtjänst",
        "Boende",
        "Hemtjänst Åby",
    ]


def test_path_migration_there_and_back_keeps_the_tree(towns: Towns) -> None:
    migration = import_module("people.migrations.0003_unit_paths_of_keys")
    before = list(Unit.objects.order_by("pk").values())

    migration.to_positions(apps, None)
    positions = set(Unit.objects.values_list("path", flat=True))
    migration.to_keys(apps, None)

    assert positions == {"0001", "0002", "0003", "00030001", "000300010001"}
    assert list(Unit.objects.order_by("pk").values()) == before


@pytest.mark.django_db(transaction=True)
def test_top_units_added_at_once_all_succeed() -> None:
    municipalities = [_municipality(f"{3000 + n}", f"Kommun {n}") for n in range(4)]
    start, errors = Barrier(12), []

    def add(n: int) -> None:
        start.wait()
        try:
            CreateUnit(
                name=NAMES[n % len(NAMES)],
                municipality=municipalities[n % 4],
                kind=UnitKind.ADMINISTRATION,
                by=None,
            ).run()
        except Exception as error:  # noqa: BLE001 - any error fails the test, in the thread that reads it
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=add, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert Unit.objects.filter(municipality__in=municipalities, depth=1).count() == 12
