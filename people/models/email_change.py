"""Unconfirmed e-mail addresses."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models.queued_mail import QueuedMail
from people.querysets import EmailChangeQuerySet


class EmailChange(QueuedMail):
    """An address that a person has entered and not confirmed; only the confirmation link is sent to it."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="email_change")
    address = models.EmailField(_("e-mail address"))
    requested_at = models.DateTimeField(default=timezone.now)

    objects = EmailChangeQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("e-mail address to confirm")
        verbose_name_plural = _("e-mail addresses to confirm")
        constraints = [
            models.CheckConstraint(condition=~Q(address=""), name="email_change_has_address"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(tried_at__isnull=False, sent_at__gte=F("tried_at")),
                name="email_change_sent_after_tried",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.address}"
