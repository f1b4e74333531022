"""Projection of completions blocks nobody, and no change of an employment is projected twice."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection, transaction

from infrastructure.db.watermark import read_watermark
from lms.records.models import Completion
from lms.reports.models import LedgerState
from lms.reports.projection.ledger import project_completions, rebuild_ledger
from people.models import Employment
from people.organisation.employments import (
    ChangeEmployment,
    CreateEmployment,
    EndEmployment,
    EndLeave,
    SetLeave,
)
from tests.factories.courses import make_module_version
from tests.factories.people import EmploymentFactory, PersonFactory
from tests.factories.records import make_completion
from tests.template_database import TemplateDatabase

pytestmark = pytest.mark.both_engines

DAY = dt.date(2026, 3, 1)

on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has one writer at a time"
)


@contextmanager
def meanwhile(work: Callable[[], object]) -> Iterator[threading.Thread]:
    """Run `work` in a thread with a connection of its own, and join it at the end."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield thread
    finally:
        thread.join(30)


@pytest.fixture
def complete(request: pytest.FixtureRequest) -> Callable[[], Completion]:
    """Record a completion of a module that exists, of another of three people each time."""
    request.getfixturevalue("transactional_db")
    version = make_module_version("Basala hygienrutiner, å ä ö")
    people = iter([EmploymentFactory(valid_from=DAY).person for _ in range(3)])
    return lambda: make_completion(next(people), version)


def begin(
    complete: Callable[[], object], written: threading.Event, go_on: threading.Event
) -> Callable[[], None]:
    """Return work that records a completion and commits it when `go_on` is set."""

    def work() -> None:
        with transaction.atomic():
            complete()
            written.set()
            go_on.wait(20)

    return work


@on_postgresql
@pytest.mark.no_rerun
@pytest.mark.django_db(transaction=True)
def test_completion_while_others_are_projected_does_not_wait(complete: Callable[[], object]) -> None:
    rebuild_ledger()
    complete()
    with meanwhile(project_completions), transaction.atomic():
        LedgerState.objects.select_for_update().get()  # the fold waits here, in the middle of its work
        time.sleep(0.5)
        begun = time.monotonic()
        completions = threading.Event()
        with meanwhile(lambda: (complete(), completions.set())):
            assert completions.wait(10)
        waited = time.monotonic() - begun

    assert waited < 5
    assert project_completions() >= 0
    assert LedgerState.objects.get().watermark == Completion.objects.latest("pk").pk


@on_postgresql
@pytest.mark.no_rerun
@pytest.mark.django_db(transaction=True)
def test_projection_waits_for_a_completion_that_is_being_written(complete: Callable[[], object]) -> None:
    rebuild_ledger()
    written, go_on = threading.Event(), threading.Event()
    with meanwhile(begin(complete, written, go_on)):
        assert written.wait(10)
        complete()  # a later key, committed before the earlier one
        newest = Completion.objects.latest("pk").pk

        assert read_watermark(Completion, timeout=0.3) is None

        go_on.set()
    assert read_watermark(Completion) == newest
    assert project_completions() == 2


@on_postgresql
@pytest.mark.no_rerun
@pytest.mark.django_db(transaction=True)
def test_rebuild_while_a_completion_is_being_written_loses_none(
    complete: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lms.reports.projection.ledger.WATERMARK_TIMEOUT", 0.2)
    written, go_on = threading.Event(), threading.Event()
    with meanwhile(begin(complete, written, go_on)):
        assert written.wait(10)
        complete()
        rebuild_ledger()
        go_on.set()

    assert LedgerState.objects.get().watermark < Completion.objects.earliest("pk").pk
    assert read_watermark(Completion) == Completion.objects.latest("pk").pk


@pytest.mark.django_db
def test_each_change_of_an_employment_is_projected_once() -> None:
    employment = EmploymentFactory(valid_from=DAY, valid_to=None)
    person, unit, other = employment.person, employment.unit, PersonFactory()
    rebuild_ledger()

    def folds_of(change: Callable[[], object]) -> int:
        before = LedgerState.objects.get().version
        change()
        return LedgerState.objects.get().version - before

    employer = unit.municipality
    period = {"valid_from": DAY, "valid_to": None}
    assert [
        folds_of(
            lambda: CreateEmployment(person=other, unit=unit, title="Vårdbiträde", by=None, **period).run()
        ),
        folds_of(
            lambda: ChangeEmployment(employment=employment, title="Sjuksköterska", by=None, **period).run()
        ),
        folds_of(lambda: SetLeave(person=person, municipality=employer, by=None, **period).run()),
        folds_of(lambda: EndLeave(leave=person.leaves.get(), by=None).run()),
        folds_of(lambda: EndEmployment(employment=employment, last_day=DAY, by=None).run()),
        folds_of(lambda: Employment.objects.get(person=other).delete()),
    ] == [1] * 6


@on_postgresql
@pytest.mark.no_rerun
@pytest.mark.django_db
def test_writer_in_a_copy_of_the_database_is_not_waited_for() -> None:
    """A copy has the same table numbers; the template of the test databases is one."""
    template = TemplateDatabase(Path()).name
    parameters = {**connection.get_connection_params(), "dbname": template}
    with connection.Database.connect(**parameters) as writer:
        writer.execute("LOCK TABLE records_completion IN ROW EXCLUSIVE MODE")

        assert read_watermark(Completion, timeout=0) is not None
