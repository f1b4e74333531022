"""What is looked after every minute: the tasks that `settings.MINUTELY_TASKS` names."""

from __future__ import annotations

from django.conf import settings
from django.utils.module_loading import import_string
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

_UNDER_WAY = (TaskResultStatus.READY, TaskResultStatus.RUNNING)


def hand_out_minutely_tasks() -> int:
    """Put each task in the queue unless it lies there or is being done; return how many were put there.

    Two workers that look at once may both put one there: such tasks must bear to be run twice.
    """
    handed_out = 0
    for path in settings.MINUTELY_TASKS:
        if not DBTaskResult.objects.filter(task_path=path, status__in=_UNDER_WAY).exists():
            import_string(path).enqueue()
            handed_out += 1
    return handed_out
