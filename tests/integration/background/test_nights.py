"""Enqueuing of the nightly tasks, once a night."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as project
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from infrastructure.tasks.schedule import enqueue_nightly_tasks

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


def moment(day: int, hour: int) -> datetime:
    return datetime(2026, 5, day, hour, 45, tzinfo=ZoneInfo("Europe/Stockholm"))


@pytest.mark.usefixtures("queue")
def test_nightly_tasks_when_night_has_come_are_all_queued() -> None:
    assert enqueue_nightly_tasks(now=moment(4, 2)) is True

    queued = set(DBTaskResult.objects.values_list("task_path", flat=True))
    assert queued == set(project.NIGHTLY_TASKS)


@pytest.mark.usefixtures("queue")
def test_nightly_tasks_when_enqueued_are_not_enqueued_again_that_night() -> None:
    enqueued = [
        enqueue_nightly_tasks(now=moment(day, hour)) for day, hour in ((4, 2), (4, 9), (5, 1), (5, 3))
    ]

    assert enqueued == [True, False, False, True]
    assert DBTaskResult.objects.count() == 2 * len(project.NIGHTLY_TASKS)


@pytest.mark.usefixtures("queue")
@pytest.mark.parametrize("path", project.NIGHTLY_TASKS)
def test_nightly_task_when_run_does_not_fail(path: str) -> None:
    import_string(path).call()
