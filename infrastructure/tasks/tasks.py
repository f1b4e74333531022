"""The night's work on the frame itself."""

from django.core.management import call_command
from django_tasks import task

#: days that the outcome of a task is kept: long enough for somebody to ask what happened
KEPT_DAYS = 14
FAILED_KEPT_DAYS = 60


@task()
def prune_task_results() -> None:
    """Forget old outcomes."""
    call_command(
        "prune_db_task_results",
        queue_name="*",
        min_age_days=KEPT_DAYS,
        failed_min_age_days=FAILED_KEPT_DAYS,
        verbosity=0,
    )


@task()
def clear_old_sessions() -> None:
    """Forget sign-ins that have run out."""
    call_command("clearsessions", verbosity=0)
