"""Models of the task workers."""

from django.db import models


class NightlyRun(models.Model):
    """A date whose nightly tasks have been enqueued. The unique row is the lock: one worker can insert it."""

    wagtail_reference_index_ignore = True

    date = models.DateField(unique=True)
    begun_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "background_night"

    def __str__(self) -> str:
        return str(self.date)
