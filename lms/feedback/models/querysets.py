"""Querysets of reports of faults and of e-mails with answers."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from courses.api import ModulePage
from lms.feedback.enums import ReportState
from people.api import Person, QueuedMailQuerySet, reach_of

if TYPE_CHECKING:
    from lms.feedback.models.reports import FaultReport


class FaultReportQuerySet(models.QuerySet["FaultReport"]):
    """A queryset of reports by state and by the people who may answer them."""

    def in_state(self, state: ReportState) -> FaultReportQuerySet:
        return self.filter(answered_at__isnull=state is ReportState.NEW)

    def answerable_by(self, person: Person) -> FaultReportQuerySet:
        """Filter the reports that the person may read and answer.

        Operators: all. Trainers: those of the modules of their municipality, and for trainers of shared
        modules also those of the site itself. People responsible for a module: those of the module.
        """
        if person.is_superuser:
            return self
        reach = reach_of(person)
        own = Q(module__owner__in=[municipality.pk for municipality in reach.trains_for])
        responsible = Q(module__in=ModulePage.objects.filter(responsible=person).values("module"))
        shared = Q(module__isnull=True) | Q(module__owner__isnull=True)
        return self.filter(own | responsible | shared if reach.trains_shared else own | responsible)

    def without_notice(self) -> FaultReportQuerySet:
        """Filter the reports without a notice and without an answer."""
        return self.filter(notified_at__isnull=True, answered_at__isnull=True)

    def waiting_first(self) -> FaultReportQuerySet:
        """Order unanswered reports first, oldest first, then answered ones, newest answer first."""
        return self.order_by(F("answered_at").desc(nulls_first=True), "created_at", "pk")

    def next_after(self, report: FaultReport) -> FaultReport | None:
        """Return the report received after this one, else the first other one, or None."""
        others = self.exclude(pk=report.pk).order_by("pk")
        return others.filter(pk__gt=report.pk).first() or others.first()

    def received_before(self, moment: dt.datetime) -> FaultReportQuerySet:
        return self.filter(created_at__lt=moment)


class AnswerMailQuerySet(QueuedMailQuerySet):
    """A queryset of e-mails with answers."""

    def waiting(self, *, now: dt.datetime, tried_before: dt.datetime, most_tries: int) -> Self:
        """Filter the e-mails to send, with their reports loaded."""
        waiting = super().waiting(now=now, tried_before=tried_before, most_tries=most_tries)
        return waiting.select_related("report")
