"""Nightly tasks on the counters of commits and on trials."""

import datetime as dt

from django.utils import timezone
from django_tasks import task

from lms.attempts.models import CommitUsage
from lms.attempts.trials.actions import delete_old_trials

#: a launch lives for a day at most, so that no counter older than this is read again
USAGE_KEPT = dt.timedelta(days=3)


@task()
def forget_usage() -> int:
    """Delete the counters of earlier days; return how many there were."""
    deleted, _ = CommitUsage.objects.filter(day__lt=timezone.localdate() - USAGE_KEPT).delete()
    return deleted


@task()
def forget_trials() -> int:
    """Delete the trials of drafts that nobody has ended; return how many there were."""
    return delete_old_trials()
