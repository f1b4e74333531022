"""Nightly tasks of the infrastructure."""

from django.core.management import call_command
from django_tasks import task

#: days that the result of a task is kept, for questions about it
RETENTION_DAYS = 14
FAILED_RETENTION_DAYS = 60


@task()
def prune_task_results() -> None:
    """Delete old task results."""
    call_command(
        "prune_db_task_results",
        queue_name="*",
        min_age_days=RETENTION_DAYS,
        failed_min_age_days=FAILED_RETENTION_DAYS,
        verbosity=0,
    )


@task()
def clear_old_sessions() -> None:
    """Delete expired sessions."""
    call_command("clearsessions", verbosity=0)
