"""Enqueuing of `settings.MINUTELY_TASKS`, every minute, and `settings.NIGHTLY_TASKS`, once a night."""

from datetime import datetime, time

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from infrastructure.tasks.models import NightlyRun

_UNFINISHED = (TaskResultStatus.READY, TaskResultStatus.RUNNING)


def enqueue_minutely_tasks() -> int:
    """Enqueue each task unless it is queued or running; return how many were enqueued.

    Two concurrent workers may enqueue the same task twice: these tasks must be idempotent.
    """
    enqueued = 0
    for path in settings.MINUTELY_TASKS:
        if not DBTaskResult.objects.filter(task_path=path, status__in=_UNFINISHED).exists():
            import_string(path).enqueue()
            enqueued += 1
    return enqueued


#: when the site is used least; in its time zone
START_TIME = time(2, 30)


def enqueue_nightly_tasks(*, now: datetime | None = None) -> bool:
    """Enqueue the nightly tasks unless another worker has; return whether this call did.

    A site that was off at `START_TIME` enqueues them when it is on again.
    """
    moment = timezone.localtime(now)
    if moment.time() < START_TIME or NightlyRun.objects.filter(date=moment.date()).exists():
        return False
    try:
        with transaction.atomic():
            NightlyRun.objects.create(date=moment.date())
            for path in settings.NIGHTLY_TASKS:
                import_string(path).enqueue()
    except IntegrityError:
        return False
    return True
