"""Leave and exemption apply to the employer that granted them, and to no other one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.models import ModuleVersion
from lms.records.actions.assignments import CreateExemption, EndExemption
from lms.records.exceptions import NotPermitted as RecordsNotPermitted
from lms.records.models import Exemption
from lms.reports.periods import Month, Period
from lms.reports.projection.ledger import rebuild_ledger
from lms.reports.projection.sources import Place
from lms.reports.queries.counts import Share, done_by_place
from lms.reports.queries.figures import figures_of
from lms.reports.queries.listing import listed
from lms.requirements.enums import RequirementStatus
from lms.requirements.remaining import remaining_for
from people.access.permissions import reach_of
from people.enums import StaffStatus
from people.exceptions import NotEmployed, NotPermitted
from people.models import Leave, Person, Unit
from people.organisation.employments import EndLeave, SetLeave
from people.organisation.queries import staff
from tests.factories.courses import make_module_version
from tests.factories.people import (
    EmploymentFactory,
    LeaveFactory,
    MunicipalityFactory,
    PersonFactory,
    make_manager,
    make_unit,
)
from tests.factories.records import AssignmentFactory, ExemptionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines, pytest.mark.slow]


@dataclass
class TwoEmployers:
    """Åsa works in Mölndal and in Ale; each has a manager and assigns the same module to her."""

    molndal: Unit
    ale: Unit
    birgitta: Person
    sören: Person
    åsa: Person
    version: ModuleVersion


@pytest.fixture
def two() -> TwoEmployers:
    return make_two_employers()


def make_two_employers() -> TwoEmployers:
    molndal = make_unit("Hemtjänst Åby", municipality=MunicipalityFactory(code="1481", name="Mölndal"))
    ale = make_unit("Särskilt boende Älvängen", municipality=MunicipalityFactory(code="1440", name="Ale"))
    åsa = PersonFactory(username="asa.sjoqvist", first_name="Åsa", last_name="Sjöqvist-Öhrn")
    version = make_module_version("Basala hygienrutiner")
    for unit in (molndal, ale):
        EmploymentFactory(person=åsa, unit=unit)
        AssignmentFactory(
            unit=unit, module=version.module, due_on=timezone.localdate() - dt.timedelta(days=9)
        )
    return TwoEmployers(molndal, ale, make_manager(molndal), make_manager(ale), åsa, version)


def shares(two: TwoEmployers) -> tuple[list[Share], list[Share]]:
    """Return the shares ready and done with the module in Mölndal, in Ale and in the region."""
    today, module = timezone.localdate(), two.version.module_id
    period = Period(Month.of(today), Month.of(today), today)
    places: list[Place] = [two.molndal, two.ale, None]
    figures = [figures_of(place, period=period, modules=[module]) for place in places]
    return [figure.ready for figure in figures], [figure.modules[module].share for figure in figures]


@pytest.mark.parametrize("has_ledger", [True, False])
def test_leave_from_one_employer_keeps_the_figures_of_the_other(two: TwoEmployers, has_ledger: bool) -> None:
    if has_ledger:
        rebuild_ledger(detailed_from=0)
    today, module = timezone.localdate(), two.version.module_id

    SetLeave(
        person=two.åsa,
        municipality=two.molndal.municipality,
        valid_from=today,
        valid_to=None,
        by=two.birgitta,
    ).run()

    none, one = Share(0, 0), Share(0, 1)
    assert shares(two) == ([none, one, one], [none, one, one])
    assert done_by_place([two.molndal, two.ale], module=module, day=today) == {
        f"u{two.molndal.pk}": none,
        f"u{two.ale.pk}": one,
    }
    assert statuses(two) == [RequirementStatus.ON_LEAVE, RequirementStatus.LATE]


@pytest.mark.parametrize("has_ledger", [True, False])
def test_exemption_at_one_employer_keeps_the_figures_of_the_other(
    two: TwoEmployers, has_ledger: bool
) -> None:
    if has_ledger:
        rebuild_ledger(detailed_from=0)
    today, module = timezone.localdate(), two.version.module_id

    CreateExemption(
        person=two.åsa,
        municipality=two.molndal.municipality,
        module=two.version.module,
        reason="Har delegering från Västra Götalandsregionen",
        by=two.birgitta,
        valid_from=today,
    ).run()

    none, one = Share(0, 0), Share(0, 1)
    assert shares(two) == ([Share(1, 1), one, one], [none, one, one])
    assert done_by_place([two.molndal, two.ale], module=module, day=today) == {
        f"u{two.molndal.pk}": none,
        f"u{two.ale.pk}": one,
    }
    assert statuses(two) == [RequirementStatus.EXEMPT, RequirementStatus.LATE]


def statuses(two: TwoEmployers) -> list[RequirementStatus]:
    today, modules = timezone.localdate(), [two.version.module_id]
    return [
        row.status
        for place in (two.molndal, two.ale)
        for row in listed(place, today, modules, status=None, all_modules=False)
    ]


def test_leave_from_one_employer_is_not_seen_by_the_other(client: Client, two: TwoEmployers) -> None:
    leave = LeaveFactory(person=two.åsa, municipality=two.molndal.municipality)
    today = timezone.localdate()

    seen = {}
    for manager in (two.birgitta, two.sören):
        client.force_login(manager)
        (listed_person,) = client.get(reverse("people:list")).context["people"]
        away = staff(reach_of(manager), today, status=StaffStatus.AWAY)
        page = client.get(reverse("people:detail", args=[two.åsa.pk])).context
        seen[manager] = [listed_person.shown_leaves, list(page["leaves"]), list(away)]

    assert seen == {two.birgitta: [[leave], [leave], [two.åsa]], two.sören: [[], [], []]}


def test_leave_from_one_employer_can_not_be_ended_by_the_other(client: Client, two: TwoEmployers) -> None:
    leave = LeaveFactory(person=two.åsa, municipality=two.molndal.municipality)
    client.force_login(two.sören)

    answer = client.post(reverse("people:leave_end", args=[leave.pk]))
    with pytest.raises(NotPermitted):
        EndLeave(leave=leave, by=two.sören).run()

    leave.refresh_from_db()
    assert (answer.status_code, leave.valid_to) == (404, None)
    EndLeave(leave=leave, by=two.birgitta).run()
    leave.refresh_from_db()
    assert leave.valid_to == timezone.localdate() - dt.timedelta(days=1)


def test_leave_for_another_employer_is_refused(client: Client, two: TwoEmployers) -> None:
    with pytest.raises(NotPermitted):
        SetLeave(
            person=two.åsa,
            municipality=two.molndal.municipality,
            valid_from=timezone.localdate(),
            valid_to=None,
            by=two.sören,
        ).run()
    client.force_login(two.sören)
    client.post(
        reverse("people:leave_create", args=[two.åsa.pk]),
        {"valid_from": "2026-11-01", "municipality": two.molndal.municipality_id},
    )

    assert list(Leave.objects.values_list("municipality", flat=True)) == [two.ale.municipality_id]


def test_leave_where_the_person_never_worked_is_refused(two: TwoEmployers) -> None:
    with pytest.raises(NotEmployed):
        SetLeave(
            person=two.åsa,
            municipality=MunicipalityFactory(),
            valid_from=timezone.localdate(),
            valid_to=None,
            by=None,
        ).run()


def test_leave_by_manager_of_both_employers_requires_a_choice(client: Client, two: TwoEmployers) -> None:
    client.force_login(PersonFactory(is_superuser=True))
    url = reverse("people:leave_create", args=[two.åsa.pk])

    without = client.post(url, {"valid_from": "2026-11-01"})
    client.post(url, {"valid_from": "2026-11-01", "municipality": two.ale.municipality_id})

    assert list(without.context["form"].errors) == ["municipality"]
    assert list(Leave.objects.values_list("municipality", flat=True)) == [two.ale.municipality_id]


def test_exemption_of_one_employer_can_not_be_made_or_ended_by_the_other(two: TwoEmployers) -> None:
    today = timezone.localdate()
    exemption = ExemptionFactory(
        person=two.åsa, municipality=two.molndal.municipality, module=two.version.module
    )

    with pytest.raises(RecordsNotPermitted):
        EndExemption(exemption=exemption, last_day=today, by=two.sören).run()
    with pytest.raises(RecordsNotPermitted):
        CreateExemption(
            person=two.åsa,
            municipality=two.molndal.municipality,
            module=two.version.module,
            reason="Nattpersonal",
            by=two.sören,
            valid_from=today,
        ).run()

    assert list(Exemption.objects.values_list("pk", "valid_to")) == [(exemption.pk, None)]


def test_remaining_with_leave_or_exemption_elsewhere_is_late(two: TwoEmployers) -> None:
    today = timezone.localdate()
    LeaveFactory(person=two.åsa, municipality=two.molndal.municipality)
    ExemptionFactory(person=two.åsa, municipality=two.molndal.municipality, module=two.version.module)

    (remaining,) = remaining_for(two.åsa, today)

    assert (remaining.assignment.unit, remaining.is_late) == (two.ale, True)
    LeaveFactory(person=two.åsa, municipality=two.ale.municipality)
    assert [found.is_late for found in remaining_for(two.åsa, today)] == [False]


@pytest.mark.parametrize("factory", [LeaveFactory, ExemptionFactory])
def test_leave_and_exemption_without_employer_are_refused_by_the_database(
    two: TwoEmployers, factory: type[LeaveFactory]
) -> None:
    module = {"module": two.version.module} if factory is ExemptionFactory else {}
    with pytest.raises(IntegrityError), transaction.atomic():
        factory(person=two.åsa, municipality=None, **module)
