"""The model of version expiries, which end completions of older module versions."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from courses.api import ModuleVersion
from infrastructure.db.api import UnindexedModel
from lms.records.querysets import VersionExpiryQuerySet


class VersionExpiry(UnindexedModel):
    """The last valid day of completions of versions before a module version, set when it is published.

    It applies to completions achieved by that day in any language, and to completions of an older version in
    the language of the new version, whenever achieved. Completions themselves are never changed:
    `CompletionQuerySet.with_end` computes their end.
    """

    module_version = models.ForeignKey(ModuleVersion, models.PROTECT, related_name="version_expiries")
    last_valid_on = models.DateField()
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    declared_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = VersionExpiryQuerySet.as_manager()

    class Meta:
        db_table = "records_renewal"
        constraints = [
            models.UniqueConstraint(
                fields=["module_version"],
                condition=Q(withdrawn_at__isnull=True),
                name="renewal_once_while_in_force",
            )
        ]

    def __str__(self) -> str:
        return f"{self.module_version}: {self.last_valid_on}"
