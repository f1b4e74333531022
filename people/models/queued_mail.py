"""E-mails that the task queue sends."""

from __future__ import annotations

from django.db import models

#: an e-mail that is refused, or whose worker was killed, is tried so often
MOST_TRIES = 5


class QueuedMail(models.Model):
    """An e-mail to send, and how often and when that was tried."""

    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_given_up(self) -> bool:
        """Return whether it was tried too often without being sent."""
        return self.sent_at is None and self.tries >= MOST_TRIES
