"""Employments and leaves, with their periods."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from infrastructure.db.api import UnindexedModel
from people.models.constraints import ends_after_start
from people.models.unit import Municipality, Unit
from people.querysets import EmploymentQuerySet, LeaveQuerySet


class Employment(UnindexedModel):
    """A person in a unit under a title, valid from and to (both days included); several may hold at once.

    The same person has no two overlapping employments in the same unit: `CreateEmployment` and
    `ChangeEmployment` ensure it under a lock.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="employments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="employments")
    title = models.CharField(_("title"), max_length=80)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)

    objects = EmploymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("employment")
        verbose_name_plural = _("employments")
        constraints = [
            models.UniqueConstraint(fields=["person", "unit", "valid_from"], name="employment_starts_once"),
            ends_after_start("employment_ends_after_start"),
        ]
        indexes = [models.Index(fields=["unit", "valid_from", "valid_to"], name="employment_unit_period")]

    def __str__(self) -> str:
        return f"{self.title}, {self.unit}"


class Leave(UnindexedModel):
    """A person's leave from one employer, who does not count the person in figures while it lasts.

    Other employers can neither see nor end it, and their figures count the person as before.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="leaves")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="leaves", verbose_name=_("employer")
    )
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        verbose_name = _("leave")
        verbose_name_plural = _("leaves")
        constraints = [
            ends_after_start("leave_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.valid_from}-{self.valid_to or ''}"
