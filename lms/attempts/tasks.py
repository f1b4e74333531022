"""Nightly tasks on the counters of commits."""

import datetime as dt

from django.utils import timezone
from django_tasks import task

from lms.attempts.models import CommitUsage

#: a launch lives for a day at most, so that no counter older than this is read again
USAGE_KEPT = dt.timedelta(days=3)


@task()
def forget_usage() -> int:
    """Delete the counters of earlier days; return how many there were."""
    deleted, _ = CommitUsage.objects.filter(day__lt=timezone.localdate() - USAGE_KEPT).delete()
    return deleted
