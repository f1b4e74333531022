"""The night's work: the tasks that `settings.NIGHTLY_TASKS` names, once a night, whoever of the workers."""

from __future__ import annotations

from datetime import datetime, time

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from infrastructure.tasks.models import Night

#: when the fewest learn; in the site's time zone
BEGINS = time(2, 30)


def hand_out_nightly_tasks(*, now: datetime | None = None) -> bool:
    """Put the night's tasks in the queue unless somebody has; say whether this call did.

    A site that was off at that hour makes up for it when it is on again.
    """
    moment = timezone.localtime(now)
    if moment.time() < BEGINS or Night.objects.filter(date=moment.date()).exists():
        return False
    try:
        with transaction.atomic():
            Night.objects.create(date=moment.date())
            for path in settings.NIGHTLY_TASKS:
                import_string(path).enqueue()
    except IntegrityError:
        return False
    return True
