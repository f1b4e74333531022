"""Questions about records, each asked the same way everywhere."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from lms.people.querysets import valid_on
from lms.records.exceptions import CompletionIsImmutable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lms.people.models import Unit
    from lms.records.models import Assignment, Completion, Exemption  # noqa: F401 - for the annotations


class CompletionQuerySet(models.QuerySet["Completion"]):
    """Completions by day."""

    def valid_on(self, day: dt.date) -> Self:
        """Achieved by the end of `day` and not expired on it."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), achieved_on__lte=day)

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
        prefixes = {
            unit.path[:end] for unit in units for end in range(unit.steplen, len(unit.path) + 1, unit.steplen)
        }
        return self.filter(unit__path__in=prefixes)


class ExemptionQuerySet(models.QuerySet["Exemption"]):
    """Exemptions by day."""

    def on_day(self, day: dt.date) -> Self:
        return self.filter(valid_on(day))
