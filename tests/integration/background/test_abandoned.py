"""Requeuing of tasks whose worker was killed."""

from __future__ import annotations

import os
import socket
import subprocess
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from infrastructure.tasks.abandoned import MAX_TASK_DURATION, own_worker_id, requeue_abandoned_tasks
from infrastructure.tasks.tasks import prune_task_results

pytestmark = [pytest.mark.django_db, pytest.mark.no_rerun, pytest.mark.both_engines]


@pytest.fixture
def result(queue: None) -> DBTaskResult:
    return DBTaskResult.objects.get(pk=prune_task_results.enqueue().id)


@pytest.fixture
def dead_worker_id() -> str:
    """The id of a worker on this host whose process has ended."""
    process = subprocess.Popen(["true"])  # noqa: S607 - any process that ends
    process.wait()
    return f"{socket.gethostname()[:40]}.{process.pid}.abcdefgh"


def test_task_when_its_worker_is_gone_is_ready_again(result: DBTaskResult, dead_worker_id: str) -> None:
    result.claim(dead_worker_id)

    assert requeue_abandoned_tasks() == 1

    result.refresh_from_db()
    assert result.status == TaskResultStatus.READY


def test_task_when_its_worker_lives_is_left_to_it(result: DBTaskResult) -> None:
    result.claim(own_worker_id())

    assert requeue_abandoned_tasks() == 0


def test_task_of_another_host_is_left_until_no_task_takes_that_long(result: DBTaskResult) -> None:
    result.claim(f"elsewhere.example.{os.getpid()}.abcdefgh")
    assert requeue_abandoned_tasks() == 0

    DBTaskResult.objects.update(started_at=timezone.now() - MAX_TASK_DURATION - timedelta(minutes=1))

    assert requeue_abandoned_tasks() == 1


def test_task_when_three_workers_died_with_it_has_failed(result: DBTaskResult, dead_worker_id: str) -> None:
    for _ in range(3):
        result.claim(dead_worker_id)

    assert requeue_abandoned_tasks() == 0

    result.refresh_from_db()
    assert (result.status, result.exception_class_path) == (
        TaskResultStatus.FAILED,
        "infrastructure.tasks.abandoned.WorkerDied",
    )
