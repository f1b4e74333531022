"""Limits of the rule for one person and module."""

import datetime as dt

import pytest

from lms.requirements.enums import RequirementStatus as Status
from lms.requirements.rule import EXPIRING_DAYS, NEWCOMER_DAYS, Facts, due_day, extend_due

DAY = dt.date(2026, 11, 21)
YESTERDAY, TOMORROW = DAY - dt.timedelta(days=1), DAY + dt.timedelta(days=1)
SOON = DAY + dt.timedelta(days=EXPIRING_DAYS)


@pytest.mark.parametrize(
    ("due_on", "last_valid_on", "status"),
    [
        (None, None, Status.NOT_DONE),
        (DAY, None, Status.REMAINS),
        (YESTERDAY, None, Status.LATE),
        (YESTERDAY, DAY, Status.EXPIRING),
        (YESTERDAY, YESTERDAY, Status.LATE),
        (None, YESTERDAY, Status.NOT_DONE),
        (None, SOON, Status.EXPIRING),
        (None, SOON + dt.timedelta(days=1), Status.DONE),
        (YESTERDAY, dt.date.max, Status.DONE),
    ],
)
def test_status_at_limits_of_days_changes_after_them(
    due_on: dt.date | None, last_valid_on: dt.date | None, status: Status
) -> None:
    assert Facts(due_on, last_valid_on).status_on(DAY) == status


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        (Facts(YESTERDAY, dt.date.max, is_on_leave=True, is_exempt=True), Status.ON_LEAVE),
        (Facts(YESTERDAY, dt.date.max, is_exempt=True, has_begun=True), Status.EXEMPT),
        (Facts(YESTERDAY, None, has_begun=True), Status.LATE),
        (Facts(TOMORROW, None, has_begun=True), Status.BEGUN),
        (Facts(None, None, has_begun=True), Status.BEGUN),
        (Facts(None, dt.date.max, has_begun=True), Status.DONE),
    ],
)
def test_status_of_several_reasons_is_the_first_of_the_rule(facts: Facts, status: Status) -> None:
    assert facts.status_on(DAY) == status


def test_due_day_of_newcomers_is_after_their_first_days() -> None:
    first = DAY - dt.timedelta(days=NEWCOMER_DAYS)

    assert due_day(YESTERDAY, first) == DAY
    assert due_day(TOMORROW, first) == TOMORROW
    assert due_day(DAY, dt.date.max) == dt.date.max


def test_due_day_with_a_completion_is_not_before_its_end() -> None:
    assert extend_due(YESTERDAY, TOMORROW) == TOMORROW
    assert extend_due(TOMORROW, DAY) == TOMORROW
    assert extend_due(TOMORROW, dt.date.max) == TOMORROW
    assert extend_due(TOMORROW, None) == TOMORROW
