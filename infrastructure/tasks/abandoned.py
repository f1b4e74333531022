"""Tasks whose worker was killed in the middle: put back, so that everything queued is done at least once.

A worker's id is `<host>.<process>.<letters>`, so that another one on the same host can tell that it is gone.
"""

from __future__ import annotations

import os
import socket
from datetime import timedelta

from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

#: one that has taken three workers with it is the reason, not the victim
MOST_ATTEMPTS = 3
#: no task takes longer; a host that never returns (a container) is known by this alone
LONGEST = timedelta(hours=2)


class WorkerDied(Exception):
    """Written on a task that was given up: every worker that took it was killed before it was done."""


def own_worker_id() -> str:
    return f"{socket.gethostname()[:40]}.{os.getpid()}.{get_random_string(8)}"


def put_back_abandoned_tasks() -> int:
    """Make tasks of workers that are gone ready again; return how many. Tasks must bear to be run twice."""
    put_back = 0
    for result in DBTaskResult.objects.running():
        if not is_abandoned(result):
            continue
        if len(result.worker_ids) >= MOST_ATTEMPTS:
            result.set_failed(WorkerDied(f"{len(result.worker_ids)} workers died with this task."))
            continue
        # The condition keeps two that look at once from putting it back twice.
        claimed = DBTaskResult.objects.running().filter(pk=result.pk, started_at=result.started_at)
        put_back += claimed.update(status=TaskResultStatus.READY)
    return put_back


def is_abandoned(result: DBTaskResult) -> bool:
    """Say whether the worker that took the task is gone."""
    if result.started_at and result.started_at < timezone.now() - LONGEST:
        return True
    host, _, rest = (result.worker_ids or [""])[-1].rpartition(".")[0].rpartition(".")
    return host == socket.gethostname()[:40] and not is_alive(int(rest))


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # somebody else's, so alive
    return True
