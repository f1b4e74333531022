"""What is looked after every minute is put in the queue once, and not before that is done."""

from __future__ import annotations

from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from infrastructure.tasks.schedule import hand_out_minutely_tasks

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]


def test_minutely_task_while_it_lies_in_the_queue_is_not_put_there_again(settings: Any) -> None:
    settings.MINUTELY_TASKS = ["lms.xapi.tasks.send_statements"]

    assert (hand_out_minutely_tasks(), hand_out_minutely_tasks()) == (1, 0)
    assert DBTaskResult.objects.count() == 1


def test_minutely_tasks_without_a_record_store_send_nothing() -> None:
    hand_out_minutely_tasks()

    handed_out = DBTaskResult.objects.values_list("task_path", flat=True)
    assert list(handed_out) == ["courses.tasks.publish_due_pages"]
