"""Scheduled pages are published and unpublished by the task queue."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from content_import.packages.publishing import publish_as_module
from courses.models import ModulePage
from infrastructure.tasks.schedule import enqueue_minutely_tasks
from tests.factories.courses import make_site
from tests.factories.packages import make_package

pytestmark = pytest.mark.django_db
IN_A_WHILE, A_MOMENT_AGO = dt.timedelta(hours=1), dt.timedelta(minutes=-1)


def module_page(**times: dt.timedelta) -> ModulePage:
    """Return a module with a scheduled change."""
    make_site()
    page = publish_as_module(package=make_package())
    page.introduction = "Ny inledning"
    for name, away in times.items():
        setattr(page, name, timezone.now() + away)
    page.save_revision().publish()
    return page


def let_the_time_come(page: ModulePage) -> None:
    """Move the scheduled times into the past."""
    revision, past = page.get_latest_revision(), timezone.now() + A_MOMENT_AGO
    revision.content["go_live_at"], revision.approved_go_live_at = past.isoformat(), past
    revision.save()


@pytest.mark.both_engines
def test_page_is_published_when_its_time_has_come_and_not_before() -> None:
    page = module_page(go_live_at=IN_A_WHILE)
    enqueue_minutely_tasks()
    page.refresh_from_db()
    assert page.introduction != "Ny inledning"

    let_the_time_come(page)
    enqueue_minutely_tasks()
    page.refresh_from_db()
    assert (page.live, page.introduction) == (True, "Ny inledning")


@pytest.mark.both_engines
def test_page_is_taken_down_when_its_time_is_over_and_not_before() -> None:
    page = module_page(expire_at=IN_A_WHILE)
    enqueue_minutely_tasks()
    page.refresh_from_db()
    assert page.live

    ModulePage.objects.filter(pk=page.pk).update(expire_at=timezone.now() + A_MOMENT_AGO)
    enqueue_minutely_tasks()
    page.refresh_from_db()
    assert (page.live, page.expired) == (False, True)
