"""The model of the access log of histories."""

from django.conf import settings
from django.db import models

from infrastructure.db.api import UnindexedModel
from lms.attempts.api import Attempt
from lms.history.enums import AccessChannel, AccessKind


class AccessLogEntry(UnindexedModel):
    """An access to the history of another person. Append-only, and shown to that person."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="access_log")
    channel = models.CharField(max_length=20, choices=AccessChannel)
    kind = models.CharField(max_length=20, choices=AccessKind)
    #: the person whose history it was; None for a list, which contains several people
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="accesses"
    )
    attempt = models.ForeignKey(Attempt, models.PROTECT, null=True, blank=True, related_name="access_log")
    #: the query of a list, or the primary key of the journal entry
    detail = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "history_look"
        default_permissions = ()
        permissions = [("see_history", "Can see everybody's launch history and all that was sent")]
        indexes = [
            models.Index(fields=["person", "-at"], name="look_at_person"),
            models.Index(fields=["-at"], name="look_newest_first"),
        ]
