"""Querysets of records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Least, Right

from infrastructure.db.api import AppendOnlyQuerySet
from people.api import Person, Unit, valid_on

if TYPE_CHECKING:
    import lms.records.models  # noqa: F401 - the strings in QuerySet["…"] name its classes


#: `valid_to`, or `date.max`
OWN_END = Coalesce("valid_to", Value(dt.date.max, models.DateField()))


#: the least time between two reminders of a person, from any employer and of any module
REMINDER_INTERVAL = dt.timedelta(days=7)


class CompletionQuerySet(AppendOnlyQuerySet["lms.records.models.Completion"]):
    """A queryset of completions by day. Refuses updates and deletion."""

    def with_own_end(self) -> Self:
        """Annotate `ends_on` as `with_end` does, for modules without a version expiry in force."""
        return self.annotate(ends_on=OWN_END)

    def with_end(self) -> Self:
        """Annotate `ends_on`, the last valid day at present; `date.max` without end.

        That is `valid_to`, or an earlier day set by a version expiry, which may be before `achieved_on`. The
        subquery runs only for modules with a version expiry, since it slows large reads.
        """
        before = Q(last_valid_on__gte=OuterRef("achieved_on"))
        on_older = Q(
            module_version__language=OuterRef("module_version__language"),
            module_version__number__gt=OuterRef("module_version__number"),
        )
        expiries = apps.get_model("records", "VersionExpiry").objects.in_force()
        ending = expiries.filter(before | on_older, module_version__module=OuterRef("module"))
        earliest = Subquery(ending.order_by("last_valid_on").values("last_valid_on")[:1])
        never = Value(dt.date.max, models.DateField())
        has_expiry = Q(module__in=expiries.values("module_version__module"))
        sooner = When(has_expiry, then=Least(OWN_END, Coalesce(earliest, never)))
        return self.annotate(ends_on=Case(sooner, default=OWN_END))

    def valid_on(self, day: dt.date) -> Self:
        """Filter completions achieved by `day` whose last valid day is not before it."""
        return self.with_end().filter(ends_on__gte=day, achieved_on__lte=day)


class AssignmentQuerySet(models.QuerySet["lms.records.models.Assignment"]):
    """A queryset of assignments by state and by the units they apply to."""

    def in_force(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)

    def reaching(self, units: Iterable[Unit]) -> Self:
        """Filter the assignments of the units and of all units above them."""
        return self.filter(unit__in={key for unit in units for key in unit.path_keys})

    def reaching_employments(self, person: Person, day: dt.date) -> Self:
        """Filter those of the units where the person is employed on `day` and of all above, for any title.

        One row per employment, annotated with `employed_as` and `employed_from`. The last step of the path
        of a unit is its own.
        """
        steplen = apps.get_model("people", "Unit").steplen
        units = "unit__municipality__units__"
        own_step = {f"{units}path__contains": Right("unit__path", steplen)}
        employed = valid_on(day, f"{units}employments__")
        # One filter call, so that all conditions apply to the same employment.
        rows = self.filter(employed, **own_step, **{f"{units}employments__person": person})
        return rows.annotate(
            employed_as=F(f"{units}employments__title"), employed_from=F(f"{units}employments__valid_from")
        )


class VersionExpiryQuerySet(models.QuerySet["lms.records.models.VersionExpiry"]):
    """A queryset of version expiries by state."""

    def in_force(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)


class ExemptionQuerySet(models.QuerySet["lms.records.models.Exemption"]):
    """A queryset of exemptions by day."""

    def on_day(self, day: dt.date) -> Self:
        return self.filter(valid_on(day))


class ReminderQuerySet(models.QuerySet["lms.records.models.Reminder"]):
    """A queryset of reminders by position in their linked list and by day."""

    def latest_each(self) -> Self:
        """Filter the last reminder of each person, from any employer."""
        return self.filter(followed_by=None)

    def within_interval(self, day: dt.date) -> Self:
        """Filter the reminders that prevent another one to the same person on `day`."""
        return self.filter(sent_on__gt=day - REMINDER_INTERVAL)


class RemindedModuleQuerySet(models.QuerySet["lms.records.models.RemindedModule"]):
    """A queryset of modules of reminders by employer."""

    def latest_each(self, employers: Collection[int]) -> Self:
        """Filter the last reminder to each person of each module from any of the employers."""
        later = self.model.objects.filter(
            module=OuterRef("module"),
            reminder__person=OuterRef("reminder__person"),
            reminder__municipality__in=employers,
            reminder__sent_at__gt=OuterRef("reminder__sent_at"),
        )
        return self.filter(~Exists(later), reminder__municipality__in=employers)
