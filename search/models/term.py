"""The vocabulary of the index, and its size: what ranking and spelling need to know of the whole."""

from django.db import models
from django.db.models import Q

from search.enums import TermKind


class Term(models.Model):
    """A word as written, or a token as searched for, and how many passages have it.

    Kept in the transaction that writes the passages. `fold` is the word without its marks.
    """

    kind = models.CharField(max_length=10, choices=TermKind)
    text = models.CharField(max_length=80)
    fold = models.CharField(max_length=160, blank=True)
    passages = models.IntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "text"], name="term_once_a_kind")]
        indexes = [
            models.Index(fields=["fold"], condition=Q(kind=TermKind.WORD), name="term_word_fold"),
        ]

    def __str__(self) -> str:
        return self.text


class IndexTotals(models.Model):
    """How large the index is: one row. `version` is another after each change."""

    passages = models.BigIntegerField(default=0)
    tokens = models.BigIntegerField(default=0)
    version = models.BigIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="index_totals_is_one_row")]

    def __str__(self) -> str:
        return f"{self.passages}"
