"""Remaining, late and valid modules of a person."""

import datetime as dt
from typing import Any

import pytest

from courses.models import ModuleVersion
from lms.requirements.history import AssignmentIndex
from lms.requirements.remaining import remaining_for
from people.models import Employment
from tests.factories.courses import make_module_version
from tests.factories.people import EmploymentFactory, LeaveFactory, PersonFactory, make_unit
from tests.factories.records import AssignmentFactory, ExemptionFactory, make_completion

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]
DAY = dt.date(2026, 11, 21)
YESTERDAY, TOMORROW = DAY - dt.timedelta(days=1), DAY + dt.timedelta(days=1)


@pytest.fixture
def version() -> ModuleVersion:
    return make_module_version(valid_months=12)


@pytest.fixture
def employment() -> Employment:
    return EmploymentFactory(unit=make_unit("Hemtjänst Åby", parent=make_unit("Vård och omsorg")))


def remains(employment: Employment, day: dt.date = DAY) -> list[tuple[int, dt.date, bool]]:
    return [(r.module.pk, r.due_on, r.is_late) for r in remaining_for(employment.person, day)]


@pytest.mark.parametrize(("due_on", "late"), [(TOMORROW, False), (DAY, False), (YESTERDAY, True)])
def test_remaining_when_assigned_to_a_unit_above_is_late_after_its_day(
    version: ModuleVersion, employment: Employment, due_on: dt.date, late: bool
) -> None:
    AssignmentFactory(unit=employment.unit.get_parent(), module=version.module, due_on=due_on)

    assert remains(employment) == [(version.module.pk, due_on, late)]


def test_remaining_when_completed_is_nothing_until_it_expires(
    version: ModuleVersion, employment: Employment
) -> None:
    AssignmentFactory(unit=employment.unit, module=version.module, due_on=dt.date(2025, 1, 31))
    make_completion(employment.person, version, dt.date(2025, 3, 1))

    assert remains(employment, dt.date(2025, 2, 28)) == [(version.module.pk, dt.date(2025, 1, 31), True)]
    assert remains(employment, dt.date(2026, 3, 1)) == []
    assert remains(employment, dt.date(2026, 3, 2)) == [(version.module.pk, dt.date(2026, 3, 1), True)]


def test_remaining_for_another_title_or_unit_is_nothing(
    version: ModuleVersion, employment: Employment
) -> None:
    AssignmentFactory(unit=employment.unit, module=version.module, title="Sjuksköterska")
    AssignmentFactory(
        unit=make_unit("Hemtjänst By", parent=employment.unit.get_parent()), module=version.module
    )

    assert remains(employment) == []


def test_remaining_for_their_title_remains(version: ModuleVersion, employment: Employment) -> None:
    assignment = AssignmentFactory(unit=employment.unit, module=version.module, title="Undersköterska")

    [remaining] = remaining_for(employment.person, DAY)

    assert (remaining.assignment, remaining.is_late) == (assignment, False)
    assert "undersköterska" in remaining.why


@pytest.mark.parametrize("title", ["undersköterska", " UNDERSKÖTERSKA  ", "Usk", "Undersko\u0308terska"])
def test_remaining_for_the_title_written_otherwise_remains(
    version: ModuleVersion, employment: Employment, title: str
) -> None:
    Employment.objects.filter(pk=employment.pk).update(title=title)
    assignment = AssignmentFactory(unit=employment.unit, module=version.module, title="Undersköterska")

    assert [remaining.assignment for remaining in remaining_for(employment.person, DAY)] == [assignment]
    assert AssignmentIndex().of(employment.unit.path, title, employment.valid_from).keys() == {
        version.module.pk
    }


def test_remaining_when_withdrawn_is_nothing(version: ModuleVersion, employment: Employment) -> None:
    AssignmentFactory(
        unit=employment.unit, module=version.module, withdrawn_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    )

    assert remains(employment) == []


def test_remaining_when_exempt_is_nothing(version: ModuleVersion, employment: Employment) -> None:
    AssignmentFactory(unit=employment.unit, module=version.module, due_on=YESTERDAY)
    ExemptionFactory(person=employment.person, module=version.module, valid_from=YESTERDAY, valid_to=DAY)

    assert remains(employment) == []
    assert remains(employment, TOMORROW) == [(version.module.pk, YESTERDAY, True)]


def test_remaining_when_on_leave_is_not_late(version: ModuleVersion, employment: Employment) -> None:
    AssignmentFactory(unit=employment.unit, module=version.module, due_on=YESTERDAY)
    LeaveFactory(person=employment.person, valid_from=YESTERDAY, valid_to=DAY)

    assert remains(employment) == [(version.module.pk, YESTERDAY, False)]
    assert remains(employment, TOMORROW) == [(version.module.pk, YESTERDAY, True)]


def test_remaining_for_a_newcomer_is_due_after_thirty_days(version: ModuleVersion) -> None:
    employment = EmploymentFactory(valid_from=dt.date(2026, 11, 2))
    AssignmentFactory(unit=employment.unit, module=version.module, due_on=dt.date(2026, 1, 31))

    assert remains(employment) == [(version.module.pk, dt.date(2026, 12, 2), False)]


def test_remaining_without_employment_is_nothing(version: ModuleVersion, employment: Employment) -> None:
    AssignmentFactory(unit=employment.unit, module=version.module)

    assert remaining_for(PersonFactory(), DAY) == []


@pytest.mark.parametrize("count", [1, 3])
def test_remaining_with_more_takes_as_many_queries(
    employment: Employment, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        AssignmentFactory(unit=employment.unit, module=make_module_version(f"Modul {number}").module)

    with django_assert_num_queries(2):
        assert len(remaining_for(employment.person, DAY)) == count
