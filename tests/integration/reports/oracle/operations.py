"""Random operations on a small world, each followed by a comparison of figures with the oracle's.

The operations are what happens in a municipality, what keeps its figures in step, and days that pass.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from unittest.mock import patch

from django.test import TestCase

from lms.attempts.models import Attempt
from lms.records.actions.assignments import WithdrawAssignment
from lms.records.actions.completions import record_completion
from lms.records.actions.version_expiry import WithdrawVersionExpiry
from lms.records.models import Assignment, Exemption, VersionExpiry
from lms.records.signals import assignment_changed, exemption_changed
from lms.reports.periods import Month
from lms.reports.projection.ledger import project_completions, rebuild_ledger
from people.models import Employment, Leave, Person, Unit
from people.organisation.employments import EndLeave
from people.organisation.units import MoveUnit
from tests.factories.people import LeaveFactory, PersonFactory, make_unit
from tests.factories.records import AssignmentFactory, ExemptionFactory, noon
from tests.integration.reports.oracle.comparison import Comparison, compare
from tests.integration.reports.oracle.world import TITLES, TODAY, World, make_world

#: operations on one world before the next one begins
OPERATIONS_A_WORLD = 60

#: operation -> how often it is drawn
OPERATIONS = {
    "employ": 6,
    "end_employment": 4,
    "start_leave": 3,
    "exempt": 3,
    "end_exemption": 1,
    "complete": 12,
    "begin": 3,
    "finish": 2,
    "change_title": 3,
    "assign": 3,
    "withdraw": 2,
    "renew": 1,
    "withdraw_renewal": 1,
    "end_leave": 1,
    "add_unit": 1,
    "move_unit": 2,
    "fold": 3,
    "rebuild": 2,
    "pass_days": 3,
}


@dataclass
class Clock:
    """The present day, which operations advance."""

    today: dt.date = TODAY


@dataclass
class Operations:
    """A generator of random operations, deterministic by seed."""

    seed: int
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.world: World = make_world(self.seed, people=40, completions=160)
        self.operator: Person = PersonFactory(is_superuser=True)
        self.performed: list[str] = []

    @contextmanager
    def ticking(self) -> Iterator[None]:
        """Set the day of the site to that of the clock."""
        with patch("django.utils.timezone.localdate", side_effect=lambda: self.clock.today):
            yield

    def perform(self) -> str:
        """Perform one operation with its on-commit callbacks; return its name."""
        name = self.world.chance.choices(list(OPERATIONS), weights=list(OPERATIONS.values()))[0]
        with TestCase.captureOnCommitCallbacks(execute=True):
            getattr(self, f"_{name}")()
        self.performed.append(name)
        return name

    def compare_anywhere(self) -> Comparison:
        """Compare one place and period, drawn by chance: this month or one of the last two years."""
        end = Month.of(self.clock.today).plus(-self.world.chance.choice([0, 0, 1, 2, 3, 5, 8, 13, 20]))
        start = end.plus(-self.world.chance.choice([0, 1, 4]))
        return compare(self.world, self.world.chance.choice(self.world.places), start, end, self.clock.today)

    def _person(self) -> Person:
        return self.world.chance.choice(self.world.people)

    def _employ(self) -> None:
        self.world.employ(self._person())

    def _end_employment(self) -> None:
        for employment in Employment.objects.filter(person=self._person()).order_by("pk")[:1]:
            employment.valid_to = max(employment.valid_from, self.world.day(-400, 90))
            employment.save()

    def _start_leave(self) -> None:
        LeaveFactory(person=self._person(), municipality=self.world.employer(), **self.world.period())

    def _end_leave(self) -> None:
        for leave in Leave.objects.filter(valid_from__lt=self.clock.today).order_by("pk")[:1]:
            EndLeave(leave=leave, by=None, day=self.clock.today).run()

    def _exempt(self) -> None:
        person, module = self._person(), self.world.chance.choice(self.world.versions).module
        ExemptionFactory(
            person=person, module=module, municipality=self.world.employer(), **self.world.period()
        )
        exemption_changed.send(sender=Exemption, person=person)

    def _end_exemption(self) -> None:
        for exemption in Exemption.objects.order_by("pk")[:1]:
            exemption.delete()
            exemption_changed.send(sender=Exemption, person=exemption.person)

    def _complete(self) -> None:
        self.world.complete(self.world.chance.choice([1, 1, 2, 5]))

    def _begin(self) -> None:
        person, version = self._person(), self.world.chance.choice(self.world.versions)
        known = Attempt.objects.filter(person=person, module=version.module)
        began_at = noon(self.world.day(-90, 0))
        known.filter(closed_at__isnull=True).update(closed_at=began_at)
        attempt = Attempt.objects.create(
            person=person,
            module=version.module,
            module_version=version,
            number=known.count() + 1,
            active_at=began_at,
        )
        Attempt.objects.filter(pk=attempt.pk).update(started_at=began_at)

    def _finish(self) -> None:
        """Complete an attempt that has begun, on its first day or later."""
        for attempt in Attempt.objects.filter(completion=None, closed_at=None).order_by("number", "pk")[:1]:
            day = attempt.started_at.date() + dt.timedelta(days=self.world.chance.choice([0, 1, 8]))
            attempt.completion = record_completion(
                person=attempt.person,
                module_version=attempt.module_version,
                attempt_uuid=attempt.uuid,
                achieved_at=noon(min(day, TODAY)),
            )
            attempt.save()

    def _change_title(self) -> None:
        for employment in Employment.objects.filter(person=self._person()).order_by("pk")[:1]:
            employment.title = self.world.chance.choice(TITLES)
            employment.save()

    def _assign(self) -> None:
        unit, module = (
            self.world.chance.choice(self.world.units),
            self.world.chance.choice(self.world.versions).module,
        )
        title = self.world.chance.choice(["", *TITLES])
        if Assignment.objects.in_force().filter(unit=unit, module=module, title=title).exists():
            return
        AssignmentFactory(
            unit=unit, module=module, title=title, due_on=self.world.day(-300, 60), created_by=self.operator
        )
        assignment_changed.send(sender=Assignment, unit=unit)

    def _withdraw(self) -> None:
        assignments = list(Assignment.objects.in_force().select_related("unit").order_by("pk"))
        if len(assignments) > 2:
            WithdrawAssignment(assignment=self.world.chance.choice(assignments), by=self.operator).run()

    def _renew(self) -> None:
        self.world.renew()

    def _withdraw_renewal(self) -> None:
        for renewal in VersionExpiry.objects.in_force().order_by("pk")[:1]:
            WithdrawVersionExpiry(expiry=renewal, by=None).run()

    def _add_unit(self) -> None:
        parent = self.world.chance.choice(self.world.units)
        number = len(self.world.units)
        self.world.units.append(make_unit(f"Ny enhet {number}", parent=Unit.objects.get(pk=parent.pk)))

    def _move_unit(self) -> None:
        unit, elsewhere = self.world.chance.sample(self.world.units, 2)
        unit.refresh_from_db()
        elsewhere.refresh_from_db()
        if unit.municipality_id == elsewhere.municipality_id and not elsewhere.is_within(unit):
            MoveUnit(unit=unit, parent=elsewhere, by=None).run()
        self.world.units = [Unit.objects.get(pk=each.pk) for each in self.world.units]

    def _fold(self) -> None:
        project_completions()

    def _rebuild(self) -> None:
        rebuild_ledger(detailed_from=self.world.chance.choice([0, 10, 1000]))

    def _pass_days(self) -> None:
        self.clock.today += dt.timedelta(days=self.world.chance.choice([1, 1, 6, 20]))


def run_operations(seed: int, number: int = OPERATIONS_A_WORLD) -> Iterator[tuple[Operations, Comparison]]:
    """Make the world of the seed, then yield a comparison after each of `number` operations."""
    operations = Operations(seed)
    with operations.ticking():
        for _ in range(number):
            operations.perform()
            yield operations, operations.compare_anywhere()
