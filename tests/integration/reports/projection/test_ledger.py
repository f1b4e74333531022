"""The ledger, the computation without it, and the oracle agree after any change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from unittest.mock import patch

import pytest
import time_machine
from django.core.management import call_command

from lms.records.models import Completion
from lms.reports.models import LedgerEntry, LedgerState, PersonSnapshot
from lms.reports.periods import Month
from lms.reports.projection.ledger import project_completions, rebuild_ledger
from lms.reports.projection.sources import ledger_totals
from people.models import Employment, Municipality, Unit
from people.organisation.units import MoveUnit
from tests.engines import shared_by_engines
from tests.factories.people import EmploymentFactory, MunicipalityFactory, make_unit
from tests.factories.records import AssignmentFactory
from tests.integration.reports.oracle.comparison import compare
from tests.integration.reports.oracle.world import TODAY, World, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(TODAY):
        yield


def modules_of(world: World) -> list[int]:
    return [version.module_id for version in world.versions]


def assert_right(world: World, today: dt.date = TODAY) -> None:
    for place in world.places:
        found = compare(world, place, Month(2025, 10), Month.of(today), today)
        assert not found.differences, found.differences


@pytest.mark.parametrize("seed", shared_by_engines(range(3)))
def test_figures_without_a_ledger_are_those_of_a_slow_count(seed: int) -> None:
    assert_right(make_world(seed))


@pytest.mark.parametrize(("seed", "detailed_from"), [(10, 0), (11, 6), (12, 1000)])
@pytest.mark.both_engines
def test_figures_from_a_rebuilt_ledger_are_those_of_a_slow_count(seed: int, detailed_from: int) -> None:
    world = make_world(seed)

    rebuild_ledger(detailed_from=detailed_from)

    assert_right(world)


@pytest.mark.parametrize("seed", shared_by_engines(range(20, 24), on_second=2))
def test_figures_after_changes_and_passing_days_are_those_of_a_slow_count(seed: int) -> None:
    world = make_world(seed)
    rebuild_ledger(detailed_from=0)

    for step in range(12):
        world.change_something()
        if step == 6:
            project_completions()

    for days in (1, 40):
        assert_right(world, TODAY + dt.timedelta(days=days))


@pytest.mark.parametrize("seed", shared_by_engines([40, 41, 42]))
@pytest.mark.parametrize("has_ledger", [True, False])
def test_figures_after_version_expiry_equal_a_slow_count(seed: int, has_ledger: bool) -> None:
    world = make_world(seed)
    world.renew()
    if has_ledger:
        rebuild_ledger(detailed_from=0)

    for days in (0, 50):
        assert_right(world, TODAY + dt.timedelta(days=days))


@pytest.mark.both_engines
def test_figures_after_projection_are_the_same(django_capture_on_commit_callbacks: object) -> None:
    world = make_world(30)
    rebuild_ledger(detailed_from=0)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        world.complete(25)

    assert LedgerState.objects.get().watermark == Completion.objects.latest("pk").pk
    assert_right(world)


@pytest.mark.both_engines
def test_rebuild_when_people_change_meanwhile_reprojects_them() -> None:
    world = make_world(31)
    original = LedgerState.save

    def change_first(state: LedgerState, *args: object, **kwargs: object) -> None:
        original(state, *args, **kwargs)
        if state.is_building and not Employment.objects.filter(valid_to=TODAY).exists():
            state.refresh_from_db()
            employment = Employment.objects.filter(valid_from__lte=TODAY).first()
            employment.valid_to = TODAY
            employment.save()

    rebuild_ledger(detailed_from=0)
    with patch.object(LedgerState, "save", change_first):
        rebuild_ledger(detailed_from=0)

    assert_right(world, TODAY + dt.timedelta(days=1))


@pytest.mark.parametrize("seed", shared_by_engines(range(3)))
def test_figures_after_a_unit_was_moved_are_right_by_themselves(
    seed: int, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> None:
    world = make_world(40 + seed)
    rebuild_ledger(detailed_from=0)
    unit = next(unit for unit in world.units if unit.depth > 1)
    elsewhere = make_unit("Nytt område", municipality=unit.municipality)

    with django_capture_on_commit_callbacks(execute=True):
        MoveUnit(unit=unit, parent=elsewhere, by=None).run()

    world.units = [Unit.objects.get(pk=unit.pk) for unit in [*world.units, elsewhere]]
    assert Unit.objects.get(pk=unit.pk).get_parent() == elsewhere
    assert_right(world)
    assert ledger_totals([elsewhere], modules=[0]) is not None


@pytest.mark.both_engines
def test_rebuild_figures_command_leaves_one_generation() -> None:
    make_world(32)

    call_command("rebuild_figures", verbosity=0)
    call_command("rebuild_figures", verbosity=0)

    generation = LedgerState.objects.get().generation
    assert set(LedgerEntry.objects.values_list("generation", flat=True)) == {generation}
    assert set(PersonSnapshot.objects.values_list("generation", flat=True)) == {generation}


@pytest.mark.both_engines
def test_figures_with_days_at_the_end_of_the_calendar_equal_a_slow_count() -> None:
    """Other systems write 9999-12-31 for no end, and a typing error makes it a first day."""
    world = make_world(39)
    last = dt.date.max
    Employment.objects.filter(pk__in=Employment.objects.values("pk")[:5]).update(valid_to=last)
    EmploymentFactory(person=world.people[0], unit=make_unit("Framtid"), valid_from=last)
    AssignmentFactory(unit=world.units[0], module=world.versions[0].module, due_on=last)

    call_command("rebuild_figures", verbosity=0)

    assert_right(world)
    entries = LedgerEntry.objects.values_list("day", flat=True)
    assert max(entries) <= last


@pytest.mark.both_engines
def test_ledger_reaches_the_region_where_a_municipality_has_no_staff() -> None:
    world = make_world(34)
    MunicipalityFactory()

    rebuild_ledger(detailed_from=1000)

    assert ledger_totals([None, *Municipality.objects.all()], modules=[0, *modules_of(world)]) is not None


@pytest.mark.both_engines
def test_a_completion_writes_nothing_to_the_ledger() -> None:
    world = make_world(33)
    rebuild_ledger(detailed_from=0)
    before = LedgerEntry.objects.count()

    world.complete(1)

    assert LedgerEntry.objects.count() == before
    assert_right(world)
