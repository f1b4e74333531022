"""The audit log of accounts."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from infrastructure.db.api import AppendOnlyModel
from people.enums import AuditKind
from people.models.unit import Municipality
from people.querysets import AuditEntryQuerySet


class AuditEntry(AppendOnlyModel):
    """What an action changed. The person that it is about reads it. Append-only.

    The model and its querysets refuse to change or delete an entry, and triggers refuse it in the database.
    """

    #: None for what is about no single person, such as a unit or an assignment
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="audit_entries"
    )
    kind = models.CharField(max_length=30, choices=AuditKind)
    #: None for the system itself
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    #: the name of `by` at the time
    by_name = models.CharField(max_length=301, blank=True)
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True, related_name="+")
    #: names and days as they were at the time, by the placeholders of the kind's sentence
    details = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [models.Index(fields=["person", "-created_at"], name="audit_entry_person")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(by__isnull=True) | ~models.Q(by_name=""), name="audit_entry_names_actor"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person or ''} {self.kind} {self.created_at:%Y-%m-%d %H:%M}"
