"""Enqueuing of tasks every minute, once until they are done."""

from __future__ import annotations

from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from infrastructure.tasks.schedule import enqueue_minutely_tasks

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]


def test_minutely_task_while_queued_is_not_enqueued_again(settings: Any) -> None:
    settings.MINUTELY_TASKS = ["lms.xapi.tasks.send_statements"]

    assert (enqueue_minutely_tasks(), enqueue_minutely_tasks()) == (1, 0)
    assert DBTaskResult.objects.count() == 1


def test_minutely_tasks_without_a_record_store_send_nothing() -> None:
    enqueue_minutely_tasks()

    enqueued = DBTaskResult.objects.values_list("task_path", flat=True)
    assert list(enqueued) == ["courses.tasks.publish_due_pages"]
