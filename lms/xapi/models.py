"""Models of the delivery of statements: states of SCOs, statements and the sender.

No commit of a learner writes here: background tasks derive statements from the journal of commits and from
the completions, which are append-only.
"""

from django.db import models

from infrastructure.db.api import UnindexedModel
from lms.xapi.enums import DeliveryState
from scorm.api import ScoOutcome


class StatementState(UnindexedModel):
    """The last reported state of a SCO in a package attempt, so that only changes are reported."""

    package_attempt = models.BigIntegerField()
    sco = models.CharField(max_length=255)
    session = models.UUIDField(null=True)
    completion_status = models.CharField(max_length=20)
    success_status = models.CharField(max_length=20)
    score_scaled = models.FloatField(null=True)
    #: index -> identifier, response, result and time of the last reported answer
    answers = models.JSONField(default=dict)

    class Meta:
        db_table = "xapi_toldpart"
        constraints = [models.UniqueConstraint(fields=["package_attempt", "sco"], name="xapi_part_once")]

    def __str__(self) -> str:
        return f"{self.package_attempt} {self.sco}"

    @property
    def outcome(self) -> ScoOutcome:
        return ScoOutcome.of(self.completion_status, self.success_status, self.score_scaled)

    @outcome.setter
    def outcome(self, outcome: ScoOutcome) -> None:
        self.completion_status, self.success_status = outcome.completion, outcome.success
        self.score_scaled = outcome.score_scaled


class Statement(UnindexedModel):
    """A waiting, sent or refused statement. Statements are sent in the order of their primary keys."""

    #: derived from the content, so that it is the same however often it is derived and sent
    statement_id = models.UUIDField(unique=True)
    registration = models.UUIDField()
    body = models.JSONField()
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    tries = models.PositiveIntegerField(default=0)
    #: the response of the record store to a refused statement
    answer = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        permissions = [("follow_sending", "Can see what a record store is told, and send it again")]
        indexes = [models.Index(fields=["state", "id"], name="xapi_statement_state")]

    def __str__(self) -> str:
        return str(self.statement_id)


class Sender(UnindexedModel):
    """The lease of the only sender, which expires if it is killed, and its failures: one row."""

    holder = models.CharField(max_length=64, blank=True)
    held_until = models.DateTimeField(null=True)
    #: consecutive failures, the last of them, and the time of the next try
    failures = models.PositiveIntegerField(default=0)
    failure = models.TextField(blank=True)
    try_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.failure or "sends"
