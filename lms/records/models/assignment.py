"""Models of assignments and exemptions."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.api import Module
from infrastructure.db.api import UnindexedModel
from lms.records.querysets import AssignmentQuerySet, ExemptionQuerySet
from people.api import Municipality, Unit, ends_after_start


class Assignment(UnindexedModel):
    """A module due for people in the subtree of a unit, with this title or a synonym if given."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments", verbose_name=_("unit"))
    module = models.ForeignKey(Module, models.PROTECT, related_name="assignments", verbose_name=_("module"))
    title = models.CharField(_("title"), max_length=80, blank=True)
    due_on = models.DateField(_("done by"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "module", "title"],
                condition=Q(withdrawn_at__isnull=True),
                name="assignment_once_while_in_force",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.module} {self.due_on}"


class Exemption(UnindexedModel):
    """A period in which a person is not counted in the figures of a module for one employer."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="exemptions")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="exemptions", verbose_name=_("employer")
    )
    module = models.ForeignKey(Module, models.PROTECT, related_name="exemptions")
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("exemption")
        verbose_name_plural = _("exemptions")
        constraints = [ends_after_start("exemption_ends_after_start")]

    def __str__(self) -> str:
        return f"{self.person}: {self.module} {self.valid_from}"
