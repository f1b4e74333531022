"""The way out: how far the record has been read, what each part has told, and what waits to be sent.

Nothing here is written while learners save: statements are derived from the journal of commits and from the
completions, which are append-only, behind their backs.
"""

from django.db import models

from lms.xapi.enums import StatementState


class Reading(models.Model):
    """How far the journal and the completions have been turned into statements: one row."""

    journal = models.BigIntegerField(default=0)
    completions = models.BigIntegerField(default=0)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"{self.journal}, {self.completions}"


class ToldPart(models.Model):
    """What has been told of one part (SCO) of a package attempt, so that only what is new is told."""

    package_attempt = models.BigIntegerField()
    sco = models.CharField(max_length=255)
    session = models.UUIDField(null=True)
    completion_status = models.CharField(max_length=20)
    success_status = models.CharField(max_length=20)
    score_scaled = models.FloatField(null=True)
    #: by index: identifier, response, result and time of the answer that was told last
    answers = models.JSONField(default=dict)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["package_attempt", "sco"], name="xapi_part_once")]

    def __str__(self) -> str:
        return f"{self.package_attempt} {self.sco}"


class Statement(models.Model):
    """A statement to send, sent, or refused. They are sent in the order of their primary key."""

    #: made from what it tells, so that the same is the same however often it is derived and sent
    statement_id = models.UUIDField(unique=True)
    registration = models.UUIDField()
    body = models.JSONField()
    state = models.CharField(max_length=10, choices=StatementState, default=StatementState.WAITING)
    tries = models.PositiveIntegerField(default=0)
    #: what the record store said to one it refused
    answer = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        permissions = [("follow_sending", "Can see what a record store is told, and send it again")]
        indexes = [models.Index(fields=["state", "id"], name="xapi_statement_state")]

    def __str__(self) -> str:
        return str(self.statement_id)


class Sender(models.Model):
    """Who sends, so that only one does: one row. A lease, since whoever holds it may be killed."""

    holder = models.CharField(max_length=64, blank=True)
    held_until = models.DateTimeField(null=True)
    #: failures in a row, the last of them, and when to try again
    failures = models.PositiveIntegerField(default=0)
    failure = models.TextField(blank=True)
    try_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return self.failure or "sends"
