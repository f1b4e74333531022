"""The reading positions of those who derive something from append-only tables."""

from django.db import models

from infrastructure.db.api import UnindexedModel


class Cursor(UnindexedModel):
    """The last row of an append-only table that a consumer has read."""

    consumer = models.CharField(max_length=50, primary_key=True)
    position = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.consumer}: {self.position}"
