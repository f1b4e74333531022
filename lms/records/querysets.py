"""Questions about records, each asked the same way everywhere."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Least, Right

from lms.records.exceptions import CompletionIsImmutable
from people.api import valid_on

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from lms.records.models import (  # noqa: F401 - for the annotations
        Assignment,
        Completion,
        Exemption,
        RemindedModule,
        Reminder,
        Renewal,
    )
    from people.api import Person, Unit


#: `valid_to`, or the last day there is
OWN_END = Coalesce("valid_to", Value(dt.date.max, models.DateField()))


#: nobody is reminded again before this has passed, whoever reminds and of whatever
REMINDER_INTERVAL = dt.timedelta(days=7)


class CompletionQuerySet(models.QuerySet["Completion"]):
    """Completions by day."""

    def with_own_end(self) -> Self:
        """With `ends_on` as `with_end`, for completions of modules that have no renewal in force."""
        return self.annotate(ends_on=OWN_END)

    def with_end(self) -> Self:
        """With `ends_on`, the last valid day as things stand; `date.max` where there is no end.

        That is `valid_to`, or sooner where a renewal ended it: then it can lie before `achieved_on`. Only in
        modules that have a renewal is it asked which: asked of every row, it slows a large reading.
        """
        before = Q(last_valid_on__gte=OuterRef("achieved_on"))
        on_older = Q(
            module_version__language=OuterRef("module_version__language"),
            module_version__number__gt=OuterRef("module_version__number"),
        )
        renewals = apps.get_model("records", "Renewal").objects.in_force()
        ending = renewals.filter(before | on_older, module_version__module=OuterRef("module"))
        earliest = Subquery(ending.order_by("last_valid_on").values("last_valid_on")[:1])
        never = Value(dt.date.max, models.DateField())
        is_renewed = Q(module__in=renewals.values("module_version__module"))
        sooner = When(is_renewed, then=Least(OWN_END, Coalesce(earliest, never)))
        return self.annotate(ends_on=Case(sooner, default=OWN_END))

    def valid_on(self, day: dt.date) -> Self:
        """Achieved by the end of `day` and not ended on it."""
        return self.with_end().filter(ends_on__gte=day, achieved_on__lte=day)

    def update(self, **kwargs: Any) -> int:
        raise CompletionIsImmutable

    def delete(self) -> tuple[int, dict[str, int]]:
        raise CompletionIsImmutable


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Assignments by whether they hold and whom they reach."""

    def in_force(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)

    def reaching(self, units: Iterable[Unit]) -> Self:
        """Those of the units themselves and of all above them."""
        return self.filter(unit__in={key for unit in units for key in unit.path_keys})

    def reaching_employments(self, person: Person, day: dt.date) -> Self:
        """Those of the units where the person is employed on `day` and of all above, for any title.

        One row for each employment, with its `employed_as` and `employed_from`. The last step of the path
        of a unit is its own.
        """
        steplen = apps.get_model("people", "Unit").steplen
        units = "unit__municipality__units__"
        own_step = {f"{units}path__contains": Right("unit__path", steplen)}
        employed = valid_on(day, f"{units}employments__")
        # One condition, so that it is about one employment.
        found = self.filter(employed, **own_step, **{f"{units}employments__person": person})
        return found.annotate(
            employed_as=F(f"{units}employments__title"), employed_from=F(f"{units}employments__valid_from")
        )


class RenewalQuerySet(models.QuerySet["Renewal"]):
    """Renewals by whether they hold."""

    def in_force(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)


class ExemptionQuerySet(models.QuerySet["Exemption"]):
    """Exemptions by day."""

    def on_day(self, day: dt.date) -> Self:
        return self.filter(valid_on(day))


class ReminderQuerySet(models.QuerySet["Reminder"]):
    """Reminders by their place in their chain and by day."""

    def latest_each(self) -> Self:
        """Return the last one of each person, whichever employer sent it."""
        return self.filter(followed_by=None)

    def within_interval(self, day: dt.date) -> Self:
        """Return those because of which the person may not be reminded again on `day`."""
        return self.filter(sent_on__gt=day - REMINDER_INTERVAL)


class RemindedModuleQuerySet(models.QuerySet["RemindedModule"]):
    """Modules of reminders by employer."""

    def latest_each(self, employers: Collection[int]) -> Self:
        """Return the last reminder that each person has of each module from any of the employers."""
        later = self.model.objects.filter(
            module=OuterRef("module"),
            reminder__person=OuterRef("reminder__person"),
            reminder__municipality__in=employers,
            reminder__sent_at__gt=OuterRef("reminder__sent_at"),
        )
        return self.filter(~Exists(later), reminder__municipality__in=employers)
