"""The list of one status is selected and paginated in the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.paginator import Paginator
from django.db import connection
from django.db.backends.utils import CursorWrapper

from lms.attempts.models import Attempt
from lms.reports.periods import Month, Period
from lms.reports.projection.ledger import rebuild_ledger
from lms.reports.queries import listing
from lms.reports.queries.figures import figures_of
from lms.reports.queries.listing import list_page, listed
from lms.requirements.enums import RequirementStatus
from tests.engines import shared_by_engines
from tests.factories.courses import make_module_version
from tests.factories.people import EmploymentFactory, LeaveFactory, PersonFactory, make_unit
from tests.factories.records import AssignmentFactory, ExemptionFactory, make_completion, noon
from tests.integration.reports.oracle.comparison import all_pages, key_of
from tests.integration.reports.oracle.operations import Operations
from tests.integration.reports.oracle.world import TODAY
from tests.oracle.figures import Oracle
from tests.oracle.rows import Rows

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

SINCE = dt.date(2024, 1, 1)
PAST = dt.date(2026, 3, 31)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(TODAY):
        yield


@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "ROWS_A_PAGE", 3)


@pytest.fixture
def rows_fetched(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Collect the number of rows of each query."""
    found: list[int] = []

    class CountingCursor(CursorWrapper):
        def fetchone(self) -> Any:
            row = self.cursor.fetchone()
            found.append(int(row is not None))
            return row

        def fetchmany(self, *args: Any) -> Any:
            rows = self.cursor.fetchmany(*args)
            found.append(len(rows))
            return rows

        def fetchall(self) -> Any:
            rows = self.cursor.fetchall()
            found.append(len(rows))
            return rows

    monkeypatch.setattr(connection, "make_cursor", lambda cursor: CountingCursor(cursor, connection))
    return found


class Staff:
    """A unit where everyone has been assigned a module with a title's synonym."""

    def __init__(self) -> None:
        self.unit = make_unit("Hemtjänst Åby")
        self.version = make_module_version("Förebygg fall hemma", valid_months=12)
        self.free = make_module_version("Basal hygien", valid_months=12)
        due_on = TODAY - dt.timedelta(days=30)
        AssignmentFactory(module=self.version.module, unit=self.unit, title="USK", due_on=due_on)

    def employ(self, status: RequirementStatus) -> None:
        """Employ somebody with one row of this status, besides rows of another one."""
        person = PersonFactory(first_name="Åsa", last_name="Öberg-Särskilt Långt Efternamn")
        since = TODAY - dt.timedelta(days=10) if status == RequirementStatus.REMAINS else SINCE
        title = "Kock" if status == RequirementStatus.NOT_DONE else " undersköterska"
        EmploymentFactory(person=person, unit=self.unit, valid_from=since, title=title)
        day = {RequirementStatus.DONE: TODAY, RequirementStatus.EXPIRING: TODAY - dt.timedelta(days=340)}.get(
            status
        )
        if status == RequirementStatus.NOT_DONE:
            make_completion(person, self.version, TODAY - dt.timedelta(days=500))
        if day:
            make_completion(person, self.version, day)
        if status == RequirementStatus.BEGUN:
            begun = Attempt.objects.create(
                person=person, module=self.free.module, module_version=self.free, active_at=noon(TODAY)
            )
            Attempt.objects.filter(pk=begun.pk).update(started_at=noon(TODAY))
        if status == RequirementStatus.EXEMPT:
            ExemptionFactory(
                person=person,
                module=self.version.module,
                municipality=self.unit.municipality,
                valid_from=SINCE,
            )
        if status == RequirementStatus.ON_LEAVE:
            LeaveFactory(person=person, municipality=self.unit.municipality, valid_from=SINCE)


@pytest.mark.parametrize("seed", shared_by_engines(range(60, 63)))
def test_pages_of_every_status_equal_the_oracles(seed: int) -> None:
    operations = Operations(seed)
    for _ in range(40):
        operations.perform()
    world = operations.world
    world.renew()
    answers, modules = Oracle(Rows.read()), sorted({version.module_id for version in world.versions})
    seen = set()
    for place in (world.municipalities[0], world.units[2]):
        for day in (TODAY, PAST):
            for concerned in (modules, modules[-1:]):
                chosen = len(concerned) == 1
                right = answers.rows_of(key_of(place), day, concerned, chosen=chosen)
                for status in RequirementStatus:
                    rows = all_pages(place, day, concerned, status, all_modules=not chosen)

                    keys = [(row.employed.person, row.module) for row in rows]
                    assert {row.status for row in rows} <= {status}
                    assert len(set(keys)) == len(keys)
                    assert set(keys) == {key for key, row in right.items() if row[0] == status}
                    seen |= {(chosen, status)} if rows else set()
    assert len(seen) >= len(RequirementStatus)


@pytest.mark.usefixtures("short_pages")
def test_pages_of_a_status_have_the_order_of_the_file() -> None:
    staff = Staff()
    for status in [*RequirementStatus] * 5:
        staff.employ(status)
    modules = [staff.free.module_id, staff.version.module_id]
    for status in RequirementStatus:
        rows = all_pages(staff.unit, TODAY, modules, status, all_modules=True)

        in_file = list(listed(staff.unit, TODAY, modules, status=status, all_modules=True))
        assert rows == in_file
        assert len(rows) >= 5, status


@pytest.mark.usefixtures("short_pages")
@pytest.mark.parametrize("all_modules", [True, False])
@pytest.mark.parametrize("day", [TODAY, TODAY - dt.timedelta(days=5)])
def test_page_of_a_status_reads_as_many_rows_among_more_people(
    rows_fetched: list[int], day: dt.date, all_modules: bool
) -> None:
    staff = Staff()
    modules = [staff.version.module_id, *([staff.free.module_id] if all_modules else [])]

    def read() -> dict[RequirementStatus, int]:
        found = {}
        for status in RequirementStatus:
            rows_fetched.clear()
            list_page(staff.unit, day, modules, status=status, all_modules=all_modules, number="1")
            found[status] = sum(rows_fetched)
        return found

    for status in [*RequirementStatus] * 4:
        staff.employ(status)
    few = read()
    for status in [*RequirementStatus] * 8:
        staff.employ(status)

    assert read() == few


@pytest.mark.usefixtures("short_pages")
@pytest.mark.parametrize(
    "number", [None, "", "1", "2", "3", "4", "99", "0", "-1", "åäö", "²", "2.5", " 2", "9" * 40]
)
def test_page_of_a_status_with_any_number_is_that_of_a_paginator(number: str | None) -> None:
    staff = Staff()
    for _ in range(8):
        staff.employ(RequirementStatus.LATE)
    modules = [staff.version.module_id]
    rows = list(listed(staff.unit, TODAY, modules, status=RequirementStatus.LATE, all_modules=False))

    page, found = list_page(
        staff.unit, TODAY, modules, status=RequirementStatus.LATE, all_modules=False, number=number
    )

    right = Paginator(rows, 3).get_page(number)
    assert (page.number, page.paginator.count, found) == (right.number, len(rows), list(right))


@pytest.mark.parametrize("status", RequirementStatus)
def test_page_of_a_status_without_modules_or_people_is_empty(status: RequirementStatus) -> None:
    unit = make_unit("Tomt")
    module = make_module_version("Basala hygienrutiner").module_id

    for modules, all_modules in (([], True), ([module], True), ([module], False)):
        page, rows = list_page(unit, TODAY, modules, status=status, all_modules=all_modules, number="2")
        assert (page.number, page.paginator.count, rows) == (1, 0, [])


def test_list_and_number_agree_before_a_completion_is_projected() -> None:
    staff = Staff()
    for _ in range(3):
        staff.employ(RequirementStatus.LATE)
    rebuild_ledger(detailed_from=0)
    late, done = RequirementStatus.LATE, RequirementStatus.DONE
    modules, period = [staff.version.module_id], Period(Month.of(TODAY), Month.of(TODAY), TODAY)

    make_completion(staff.unit.employments.first().person, staff.version, TODAY)

    figure = figures_of(staff.unit, period=period, modules=modules).modules[modules[0]]
    counts = [
        list_page(staff.unit, TODAY, modules, status=each, all_modules=False, number=None)[0].paginator.count
        for each in (late, done)
    ]
    assert counts == [2, 1] == [figure.late, figure.share.done]
