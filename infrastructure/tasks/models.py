"""Models of the task workers."""

from django.db import models

from infrastructure.db.api import UnindexedModel


class NightlyRun(UnindexedModel):
    """A date whose nightly tasks have been enqueued. The unique row is the lock: one worker can insert it."""

    date = models.DateField(unique=True)
    begun_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "background_night"

    def __str__(self) -> str:
        return str(self.date)
