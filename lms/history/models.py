"""Who has looked at whose history."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from lms.attempts.api import Attempt
from lms.history.enums import Door, LookKind


class Look(models.Model):
    """Somebody looked at another person's history: append-only, and told to the one it was about."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="looks")
    door = models.CharField(max_length=20, choices=Door)
    kind = models.CharField(max_length=20, choices=LookKind)
    #: whose; None for a list, which is about all whom the question found
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="looked_at"
    )
    attempt = models.ForeignKey(Attempt, models.PROTECT, null=True, blank=True, related_name="looks")
    #: the question to a list, or the number of the journal's row
    detail = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        permissions = [("see_history", "Can see everybody's launch history and all that was sent")]
        indexes = [
            models.Index(fields=["person", "-at"], name="look_at_person"),
            models.Index(fields=["-at"], name="look_newest_first"),
        ]
