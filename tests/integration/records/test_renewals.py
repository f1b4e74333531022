"""Version expiries end completions of older versions, without changing these."""

import datetime as dt
from unittest.mock import patch

import pytest

from courses.models import ModuleVersion
from lms.records.actions.version_expiry import DeclareVersionExpiry, WithdrawVersionExpiry
from lms.records.models import Completion, VersionExpiry
from lms.reports import tasks
from lms.requirements.remaining import remaining_for
from people.models import Employment
from tests.factories.courses import make_module_version
from tests.factories.people import EmploymentFactory
from tests.factories.records import AssignmentFactory, make_completion

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]
DAY = dt.date(2026, 11, 21)
BEFORE, AFTER = DAY - dt.timedelta(days=30), DAY + dt.timedelta(days=30)


@pytest.fixture
def employment() -> Employment:
    return EmploymentFactory()


@pytest.fixture
def old() -> ModuleVersion:
    return make_module_version()


@pytest.fixture
def new(old: ModuleVersion) -> ModuleVersion:
    return make_module_version(module=old.module)


def valid_on(day: dt.date) -> list[Completion]:
    return list(Completion.objects.valid_on(day))


def test_completion_when_renewed_holds_to_the_last_valid_day_and_no_longer(
    employment: Employment, old: ModuleVersion, new: ModuleVersion
) -> None:
    completion = make_completion(employment.person, old, BEFORE)

    DeclareVersionExpiry(module_version=new, last_valid_on=DAY, by=None).run()

    assert valid_on(DAY) == [completion]
    assert valid_on(DAY + dt.timedelta(days=1)) == []
    completion = Completion.objects.get()
    assert (completion.valid_to, completion.valid_until) == (None, DAY)


def test_completion_that_ends_before_the_version_expiry_keeps_its_end(employment: Employment) -> None:
    old = make_module_version(valid_months=1)
    make_completion(employment.person, old, BEFORE)

    DeclareVersionExpiry(
        module_version=make_module_version(module=old.module), last_valid_on=AFTER, by=None
    ).run()

    assert Completion.objects.get().valid_until == dt.date(2026, 11, 22)


def test_completion_of_the_new_version_holds(
    employment: Employment, old: ModuleVersion, new: ModuleVersion
) -> None:
    DeclareVersionExpiry(module_version=new, last_valid_on=BEFORE, by=None).run()

    completion = make_completion(employment.person, new, DAY)

    assert completion.valid_until is None
    assert valid_on(AFTER) == [completion]


def test_completion_of_the_old_version_after_the_last_day_is_invalid(
    employment: Employment, old: ModuleVersion, new: ModuleVersion
) -> None:
    DeclareVersionExpiry(module_version=new, last_valid_on=BEFORE, by=None).run()

    make_completion(employment.person, old, DAY)

    assert valid_on(DAY) == []


def test_later_completion_in_a_language_without_new_version_is_valid(
    employment: Employment, old: ModuleVersion, new: ModuleVersion
) -> None:
    ModuleVersion.objects.filter(pk=old.pk).update(language="en")
    make_completion(employment.person, old, BEFORE)
    DeclareVersionExpiry(module_version=new, last_valid_on=BEFORE, by=None).run()

    again = make_completion(employment.person, old, DAY)

    assert valid_on(AFTER) == [again]


def test_module_when_renewed_remains_from_the_day_after(
    employment: Employment, old: ModuleVersion, new: ModuleVersion
) -> None:
    AssignmentFactory(unit=employment.unit, module=old.module, due_on=BEFORE)
    make_completion(employment.person, old, BEFORE)
    DeclareVersionExpiry(module_version=new, last_valid_on=DAY, by=None).run()

    assert remaining_for(employment.person, DAY) == []
    (remaining,) = remaining_for(employment.person, DAY + dt.timedelta(days=1))
    assert (remaining.module, remaining.due_on) == (old.module, DAY)


def test_renewal_when_declared_again_has_the_new_day(old: ModuleVersion, new: ModuleVersion) -> None:
    DeclareVersionExpiry(module_version=new, last_valid_on=DAY, by=None).run()

    DeclareVersionExpiry(module_version=new, last_valid_on=AFTER, by=None).run()

    assert VersionExpiry.objects.in_force().get().last_valid_on == AFTER


def test_renewal_when_withdrawn_leaves_completions_as_they_were(
    employment: Employment, old: ModuleVersion, new: ModuleVersion
) -> None:
    completion = make_completion(employment.person, old, BEFORE)
    expiry = DeclareVersionExpiry(module_version=new, last_valid_on=BEFORE, by=None).run()

    WithdrawVersionExpiry(expiry=expiry, by=None).run()

    assert valid_on(DAY) == [completion]


def test_renewal_when_declared_has_the_figures_built_anew(
    new: ModuleVersion, django_capture_on_commit_callbacks: object
) -> None:
    with (
        patch.object(type(tasks.rebuild_figures), "enqueue") as enqueue,
        django_capture_on_commit_callbacks(execute=True),  # type: ignore[operator]
    ):
        DeclareVersionExpiry(module_version=new, last_valid_on=DAY, by=None).run()

    assert enqueue.called
