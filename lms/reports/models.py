"""The ledger of figures: derived from records and employments, and always possible to rebuild from them.

See `contributions` for what an entry means and `ledger` for how it is kept in step. Keys are plain numbers,
not foreign keys: entries are derived, many, and thrown away as a whole.
"""

from django.db import models

from lms.reports.enums import Measure


class LedgerState(models.Model):
    """How far the ledger reaches: one row, or none while figures are computed without a ledger."""

    #: the entries and folded people that count; a rebuild writes the next generation beside them
    generation = models.PositiveIntegerField(default=1)
    #: every completion up to this primary key is in the ledger, none after it
    watermark = models.BigIntegerField(default=0)
    #: the scopes that have entries for each module; smaller ones have them for `ANY_MODULE` alone
    detailed = models.JSONField(default=list)
    #: counts all changes, so that a reader notices one made while it read
    version = models.PositiveIntegerField(default=0)
    is_building = models.BooleanField(default=False)
    rebuilt_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"{self.generation}.{self.version}"


class LedgerEntry(models.Model):
    """A change of a figure on a day. Days long past are put together at their month's end."""

    generation = models.PositiveIntegerField()
    scope = models.CharField(max_length=24)
    #: 0 for entries about people rather than a module
    module = models.BigIntegerField()
    measure = models.CharField(max_length=1, choices=Measure)
    day = models.DateField()
    delta = models.IntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [
            models.Index(
                fields=["generation", "scope", "module", "measure", "day", "delta"], name="ledger_figures"
            )
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.module} {self.measure} {self.day}: {self.delta:+}"


class FoldedPerson(models.Model):
    """The inputs with which a person's contributions entered the ledger, so that they can be taken out."""

    generation = models.PositiveIntegerField()
    person = models.BigIntegerField()
    inputs = models.JSONField()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["generation", "person"], name="folded_once")]

    def __str__(self) -> str:
        return f"{self.person}"


class TouchedPerson(models.Model):
    """A person whose inputs changed while a rebuild was under way: folded anew when it takes over."""

    person = models.BigIntegerField(unique=True)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"{self.person}"
