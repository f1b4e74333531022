"""The base of models of e-mails that the task queue sends."""

from __future__ import annotations

from django.db import models

#: the most tries of an e-mail that is refused, or whose worker was killed
MOST_TRIES = 5


class QueuedMail(models.Model):
    """An e-mail to send, with the number and time of tries."""

    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_given_up(self) -> bool:
        """Whether it was tried `MOST_TRIES` times without being sent."""
        return self.sent_at is None and self.tries >= MOST_TRIES
