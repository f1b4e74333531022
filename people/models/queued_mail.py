"""E-mails that the task queue sends: their base, and the confirmation of an address."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from infrastructure.db.api import UnindexedModel
from people.models.constraints import sent_after_tried
from people.querysets import EmailChangeQuerySet

#: the most tries of an e-mail that is refused, or whose worker was killed
MOST_TRIES = 5


class QueuedMail(UnindexedModel):
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


class EmailChange(QueuedMail):
    """An address that a person has entered and not confirmed; only the confirmation link is sent to it."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="email_change")
    address = models.EmailField(_("e-mail address"))
    requested_at = models.DateTimeField(default=timezone.now)

    objects = EmailChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("e-mail address to confirm")
        verbose_name_plural = _("e-mail addresses to confirm")
        constraints = [
            models.CheckConstraint(condition=~Q(address=""), name="email_change_has_address"),
            sent_after_tried("email_change_sent_after_tried"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.address}"
