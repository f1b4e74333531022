"""The vocabulary and the size of the index, which ranking and spelling read."""

from django.db import models
from django.db.models import Q

from search.enums import TermKind


class Term(models.Model):
    """A word as written, or a token, and the number of passages that have it.

    Updated in the transaction that writes the passages.  `normalised` is the word without diacritics.
    """

    kind = models.CharField(max_length=10, choices=TermKind)
    text = models.CharField(max_length=80)
    normalised = models.CharField(max_length=160, blank=True)
    passages = models.IntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "text"], name="term_once_a_kind")]
        indexes = [models.Index(fields=["kind", "normalised"], name="term_kind_normalised")]

    def __str__(self) -> str:
        return self.text


class IndexTotals(models.Model):
    """The size of the index, in one row. `version` changes with each change of the index."""

    passages = models.BigIntegerField(default=0)
    tokens = models.BigIntegerField(default=0)
    version = models.BigIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="index_totals_is_one_row")]

    def __str__(self) -> str:
        return f"{self.passages}"
