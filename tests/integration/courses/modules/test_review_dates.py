"""Reminders to trainers to review a module."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from courses.models import ModulePage
from tests.factories.courses import make_module_page
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
REMINDER = "mer än ett år sedan"


def days_ago(days: int) -> dt.date:
    return timezone.localdate() - dt.timedelta(days=days)


@pytest.mark.parametrize(
    ("reviewed", "published", "is_reminded"),
    [
        (None, 0, False),
        (None, 364, False),
        (None, 367, True),
        (364, 800, False),
        (366, 800, True),
        (0, 0, False),
    ],
)
@pytest.mark.both_engines
def test_reminder_of_review_comes_a_year_after_review_or_publication(
    client: Client, reviewed: int | None, published: int, is_reminded: bool
) -> None:
    page = make_module_page("Förebygg", reviewed_on=None if reviewed is None else days_ago(reviewed))
    first = timezone.now() - dt.timedelta(days=published)
    ModulePage.objects.filter(pk=page.pk).update(first_published_at=first)
    client.force_login(PersonFactory(is_superuser=True))

    assert (REMINDER in client.get(page.url).content.decode()) is is_reminded


def test_draft_that_was_never_published_is_not_overdue() -> None:
    assert ModulePage(title="Å").is_stale is False
