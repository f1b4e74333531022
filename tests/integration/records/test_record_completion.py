"""Stamps of completions, and recording once per attempt."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import transaction

from courses.models import ModuleVersion
from lms.records.actions.completions import NewCompletion, record_completion, record_completions
from lms.records.models import Completion, CompletionStamp
from lms.records.signals import completion_recorded
from people.models import Employment
from tests.factories.courses import make_module_version
from tests.factories.people import EmploymentFactory, PersonFactory, make_unit
from tests.factories.records import make_completion, noon

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]
DAY = dt.date(2026, 3, 15)


@pytest.fixture
def version() -> ModuleVersion:
    return make_module_version(valid_months=12)


@pytest.fixture
def employment() -> Employment:
    root = make_unit("Vård och omsorg")
    return EmploymentFactory(unit=make_unit("Hemtjänst Åby", parent=root))


def test_record_completion_with_employment_is_stamped(version: ModuleVersion, employment: Employment) -> None:
    completion = make_completion(employment.person, version, DAY, score=0.9)

    stamp = completion.stamps.get()
    assert (stamp.unit, stamp.municipality, stamp.title, stamp.unit_path) == (
        employment.unit,
        employment.unit.municipality,
        "Undersköterska",
        ["Vård och omsorg", "Hemtjänst Åby"],
    )
    assert (completion.module, completion.score) == (version.module, 0.9)


def test_record_completion_when_unit_is_renamed_later_keeps_the_old_name(
    version: ModuleVersion, employment: Employment
) -> None:
    completion = make_completion(employment.person, version, DAY)

    employment.unit.name = "Hemtjänst Norr"
    employment.unit.save()

    assert completion.stamps.get().unit_path == ["Vård och omsorg", "Hemtjänst Åby"]


def test_record_completion_with_two_employments_has_two_stamps(
    version: ModuleVersion, employment: Employment
) -> None:
    other = EmploymentFactory(person=employment.person, unit=make_unit("Säbo"), title="Vårdbiträde")
    EmploymentFactory(person=employment.person, unit=make_unit("Slutat"), valid_to=dt.date(2026, 3, 14))

    completion = make_completion(employment.person, version, DAY)

    assert {stamp.employment for stamp in completion.stamps.all()} == {employment, other}


def test_record_completion_without_employment_stands_without_stamps(version: ModuleVersion) -> None:
    completion = make_completion(PersonFactory(), version, DAY)

    assert Completion.objects.filter(pk=completion.pk).exists()
    assert completion.stamps.count() == 0


def test_record_completion_twice_returns_the_first(version: ModuleVersion, employment: Employment) -> None:
    attempt = uuid.uuid4()
    first = make_completion(employment.person, version, DAY, attempt_uuid=attempt, score=0.8)

    again = make_completion(employment.person, version, DAY, attempt_uuid=attempt, score=0.2)

    assert (again.pk, again.score) == (first.pk, 0.8)
    assert CompletionStamp.objects.count() == 1


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (dt.datetime(2026, 3, 14, 22, 59, tzinfo=dt.UTC), dt.date(2026, 3, 14)),
        (dt.datetime(2026, 3, 14, 23, 1, tzinfo=dt.UTC), dt.date(2026, 3, 15)),
        (dt.datetime(2026, 7, 14, 22, 1, tzinfo=dt.UTC), dt.date(2026, 7, 15)),
    ],
)
def test_record_completion_near_midnight_counts_stockholms_day(
    version: ModuleVersion, employment: Employment, moment: dt.datetime, day: dt.date
) -> None:
    completion = record_completion(
        person=employment.person, module_version=version, attempt_uuid=uuid.uuid4(), achieved_at=moment
    )

    assert completion.achieved_on == day


@pytest.mark.parametrize(
    ("months", "day", "valid_to"),
    [
        (12, DAY, dt.date(2027, 3, 15)),
        (1, dt.date(2026, 1, 31), dt.date(2026, 2, 28)),
        (24, dt.date(2024, 2, 29), dt.date(2026, 2, 28)),
        (None, DAY, None),
    ],
)
def test_record_completion_is_valid_as_long_as_its_version_says(
    employment: Employment, months: int | None, day: dt.date, valid_to: dt.date | None
) -> None:
    version = make_module_version(valid_months=months)

    assert make_completion(employment.person, version, day).valid_to == valid_to


def test_record_completion_sends_its_signal_within_the_transaction(
    version: ModuleVersion, employment: Employment
) -> None:
    entries: list[tuple[Completion, int, bool]] = []

    def receiver(completion: Completion, **kwargs: Any) -> None:
        entries.append((completion, completion.stamps.count(), transaction.get_connection().in_atomic_block))

    completion_recorded.connect(receiver)
    try:
        completion = make_completion(employment.person, version, DAY)
    finally:
        completion_recorded.disconnect(receiver)

    assert entries == [(completion, 1, True)]


def test_record_completions_records_as_one_by_one(version: ModuleVersion, employment: Employment) -> None:
    known = make_completion(employment.person, version, DAY)
    unemployed = PersonFactory()
    entries = [
        NewCompletion(employment.person, version, known.attempt_uuid, noon(DAY)),
        NewCompletion(employment.person, version, uuid.uuid4(), noon(DAY + dt.timedelta(days=400)), 1.0),
        NewCompletion(unemployed, version, uuid.uuid4(), noon(DAY)),
    ]

    assert record_completions(entries=entries) == 2
    assert record_completions(entries=entries) == 0
    assert Completion.objects.count() == 3
    assert [s.unit_path for s in CompletionStamp.objects.all()] == [["Vård och omsorg", "Hemtjänst Åby"]] * 2


def test_record_completions_with_more_takes_as_many_queries(
    version: ModuleVersion, employment: Employment, django_assert_max_num_queries: Any
) -> None:
    entries = [
        NewCompletion(employment.person, version, uuid.uuid4(), noon(DAY + dt.timedelta(days=i)))
        for i in range(60)
    ]

    with django_assert_max_num_queries(8):  # five, and the transaction's own
        record_completions(entries=entries)

    assert Completion.objects.count() == 60
