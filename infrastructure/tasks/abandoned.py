"""Requeuing of tasks whose worker was killed, so that every queued task is run at least once.

A worker's id is `<host>.<process>.<letters>`, by which workers on the same host can check that it is running.
"""

import os
import socket
from datetime import timedelta

from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

#: a task during which three workers were killed is taken to be the cause
MAX_ATTEMPTS = 3
#: no task takes longer; the only sign of a host that never returns (a container)
MAX_TASK_DURATION = timedelta(hours=2)


class WorkerDied(Exception):
    """The error of a task that is not retried: every worker that started it was killed before it was done."""


def own_worker_id() -> str:
    return f"{socket.gethostname()[:40]}.{os.getpid()}.{get_random_string(8)}"


def requeue_abandoned_tasks() -> int:
    """Make tasks of killed workers ready again; return how many. Tasks must be idempotent."""
    requeued = 0
    for result in DBTaskResult.objects.running():
        if not is_abandoned(result):
            continue
        if len(result.worker_ids) >= MAX_ATTEMPTS:
            result.set_failed(WorkerDied(f"{len(result.worker_ids)} workers died with this task."))
            continue
        # The condition prevents two concurrent workers from requeuing it twice.
        claimed = DBTaskResult.objects.running().filter(pk=result.pk, started_at=result.started_at)
        requeued += claimed.update(status=TaskResultStatus.READY)
    return requeued


def is_abandoned(result: DBTaskResult) -> bool:
    """Return whether the worker that started the task is no longer running."""
    if result.started_at and result.started_at < timezone.now() - MAX_TASK_DURATION:
        return True
    host, _, rest = (result.worker_ids or [""])[-1].rpartition(".")[0].rpartition(".")
    return host == socket.gethostname()[:40] and not is_alive(int(rest))


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # of another user, so alive
    return True
