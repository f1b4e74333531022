"""When a new version makes what was completed before due again."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from courses.api import ModuleVersion
from lms.records.querysets import RenewalQuerySet


class Renewal(models.Model):
    """What was completed before this module version holds no longer than a day: it shall be done again.

    That is what was achieved by that day in any language, and what is achieved on an older version in the
    new version's language, whenever it is. Completions themselves are never rewritten: when one ends is
    asked through `CompletionQuerySet.with_end`.
    """

    module_version = models.ForeignKey(ModuleVersion, models.PROTECT, related_name="renewals")
    last_valid_on = models.DateField()
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    declared_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = RenewalQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["module_version"],
                condition=Q(withdrawn_at__isnull=True),
                name="renewal_once_while_in_force",
            )
        ]

    def __str__(self) -> str:
        return f"{self.module_version}: {self.last_valid_on}"
