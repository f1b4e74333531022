"""Models of the ledger of figures, which is derived from records and employments and can be rebuilt.

`contributions` defines what an entry means, `ledger` how entries are updated. Keys are plain numbers, not
foreign keys: entries are derived, numerous, and deleted by generation.
"""

from django.db import models

from infrastructure.db.api import UnindexedModel
from lms.reports.enums import Measure


class LedgerState(UnindexedModel):
    """The state of the ledger: one row, or none while figures are computed without a ledger."""

    #: the generation of entries and snapshots in use; a rebuild writes the next generation beside it
    generation = models.PositiveIntegerField(default=1)
    #: every completion up to this primary key is in the ledger, none after it
    watermark = models.BigIntegerField(default=0)
    #: the scopes that have entries for each module; smaller ones have them for `ANY_MODULE` alone
    detailed = models.JSONField(default=list)
    #: incremented at every change, so that a reader can detect a change during its queries
    version = models.PositiveIntegerField(default=0)
    is_building = models.BooleanField(default=False)
    rebuilt_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.generation}.{self.version}"


class LedgerEntry(UnindexedModel):
    """A change of a figure on a day. Days of past months are merged into the last day of the month."""

    generation = models.PositiveIntegerField()
    scope = models.CharField(max_length=24)
    #: 0 for entries about people rather than a module
    module = models.BigIntegerField()
    measure = models.CharField(max_length=1, choices=Measure)
    day = models.DateField()
    delta = models.IntegerField()

    class Meta:
        indexes = [
            models.Index(
                fields=["generation", "scope", "module", "measure", "day", "delta"], name="ledger_figures"
            )
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.module} {self.measure} {self.day}: {self.delta:+}"


class PersonSnapshot(UnindexedModel):
    """The inputs of a person's contributions to the ledger, from which these can be subtracted."""

    generation = models.PositiveIntegerField()
    person = models.BigIntegerField()
    inputs = models.JSONField()

    class Meta:
        db_table = "reports_foldedperson"
        constraints = [models.UniqueConstraint(fields=["generation", "person"], name="folded_once")]

    def __str__(self) -> str:
        return f"{self.person}"


class DirtyPerson(UnindexedModel):
    """A person whose inputs changed during a rebuild and who is reprojected when the rebuild is activated."""

    person = models.BigIntegerField(unique=True)

    class Meta:
        db_table = "reports_touchedperson"

    def __str__(self) -> str:
        return f"{self.person}"
