"""Enqueuing of `settings.MINUTELY_TASKS`, every minute."""

from __future__ import annotations

from django.conf import settings
from django.utils.module_loading import import_string
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

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
