"""Models of reminders of late modules."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.api import Module
from infrastructure.db.api import UnindexedModel
from lms.records.querysets import REMINDER_INTERVAL, RemindedModuleQuerySet, ReminderQuerySet
from people.api import Municipality, Notice


class Reminder(UnindexedModel):
    """A reminder to a person of all modules late at an employer, sent as one notice.

    The reminders of a person from all employers form a linked list: one is first, and each follows another
    one, which has no other successor, by at least `REMINDER_INTERVAL`. Of two sent at once the database
    therefore refuses one.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders")
    #: the employer on whose behalf it was sent; managers of other employers cannot see it
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="reminders")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    #: the day of `sent_at` in Stockholm
    sent_on = models.DateField()
    notice = models.OneToOneField(
        Notice, models.SET_NULL, null=True, blank=True, related_name="reminder", verbose_name=_("notice")
    )
    #: the previous reminder, None for the first
    follows = models.OneToOneField("self", models.CASCADE, null=True, blank=True, related_name="followed_by")
    #: the first day allowed by the previous one
    not_before = models.DateField(null=True, blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        indexes = [models.Index(fields=["person", "sent_on"], name="reminder_person_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(follows__isnull=True), name="reminder_first_of_person_once"
            ),
            models.CheckConstraint(
                condition=Q(follows__isnull=True, not_before__isnull=True)
                | Q(follows__isnull=False, not_before__isnull=False, sent_on__gte=F("not_before")),
                name="reminder_after_interval",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.sent_on}"

    @property
    def next_on(self) -> dt.date:
        """Return the first day on which the person may be reminded again."""
        return self.sent_on + REMINDER_INTERVAL


class RemindedModule(UnindexedModel):
    """A module named in a reminder."""

    reminder = models.ForeignKey(Reminder, models.CASCADE, related_name="reminded_modules")
    module = models.ForeignKey(Module, models.PROTECT, related_name="+")

    objects = RemindedModuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("module of a reminder")
        verbose_name_plural = _("modules of reminders")
        constraints = [
            models.UniqueConstraint(fields=["reminder", "module"], name="reminded_module_once"),
        ]

    def __str__(self) -> str:
        return f"{self.reminder}: {self.module}"
