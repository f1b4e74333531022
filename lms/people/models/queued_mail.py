"""E-mails that the task queue sends."""

from __future__ import annotations

from django.db import models


class QueuedMail(models.Model):
    """An e-mail to send, and how often and when that was tried."""

    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
