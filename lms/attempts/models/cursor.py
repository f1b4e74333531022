"""The reading positions of those who derive something from append-only tables."""

from django.db import models


class Cursor(models.Model):
    """The last row of an append-only table that a consumer has read."""

    consumer = models.CharField(max_length=50, primary_key=True)
    position = models.BigIntegerField(default=0)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"{self.consumer}: {self.position}"
