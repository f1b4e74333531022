"""Reminders of what is late."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Module
from lms.people.models import Municipality
from lms.records.querysets import ReminderQuerySet

#: nobody is reminded of the same module again before this has passed, whoever reminds
REMINDER_INTERVAL = dt.timedelta(days=7)


class Reminder(models.Model):
    """A person reminded of a module that was late; sent as one notice for all modules of the same time.

    Reminders of a person and a module are a chain: one is first, and each follows one that nothing else
    follows, by `REMINDER_INTERVAL` at least. So of two sent at once the database takes one.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders")
    module = models.ForeignKey(Module, models.PROTECT, related_name="reminders")
    #: the employer on whose behalf it was sent
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="reminders")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    #: the day of `sent_at` in Stockholm
    sent_on = models.DateField()
    #: the one before it, None for the first
    follows = models.OneToOneField("self", models.CASCADE, null=True, blank=True, related_name="followed_by")
    #: the first day on which it could follow that one
    not_before = models.DateField(null=True, blank=True)

    objects = ReminderQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        indexes = [models.Index(fields=["person", "module", "sent_on"], name="reminder_person_module")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "module"], condition=Q(follows__isnull=True), name="reminder_first_once"
            ),
            models.CheckConstraint(
                condition=Q(follows__isnull=True, not_before__isnull=True)
                | Q(follows__isnull=False, not_before__isnull=False, sent_on__gte=F("not_before")),
                name="reminder_after_interval",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.module} {self.sent_on}"

    @property
    def next_on(self) -> dt.date:
        """The first day on which the person may be reminded of the module again."""
        return self.sent_on + REMINDER_INTERVAL
