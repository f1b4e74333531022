"""What the workers of the task queue have to remember themselves."""

from __future__ import annotations

from django.db import models


class Night(models.Model):
    """A night whose work has been handed out. The row is the lock: of all workers one can insert it."""

    wagtail_reference_index_ignore = True

    date = models.DateField(unique=True)
    begun_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.date)
