"""Reports by their state and by who may answer them."""

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
    """Reports by their state and by who may answer them."""

    def in_state(self, state: ReportState) -> FaultReportQuerySet:
        return self.filter(answered_at__isnull=state is ReportState.NEW)

    def answerable_by(self, person: Person) -> FaultReportQuerySet:
        """Keep the reports that the person may read and answer.

        Operators answer all. Trainers answer for the modules that they look after, those of shared modules
        also for the site itself; whoever is responsible for a module answers for it.
        """
        if person.is_superuser:
            return self
        reach = reach_of(person)
        own = Q(module__owner__in=[municipality.pk for municipality in reach.trains_for])
        responsible = Q(module__in=ModulePage.objects.filter(responsible=person).values("module"))
        shared = Q(module__isnull=True) | Q(module__owner__isnull=True)
        return self.filter(own | responsible | shared if reach.trains_shared else own | responsible)

    def without_notice(self) -> FaultReportQuerySet:
        """Keep the reports that nobody has a notice of and nobody has answered."""
        return self.filter(notified_at__isnull=True, answered_at__isnull=True)

    def waiting_first(self) -> FaultReportQuerySet:
        """Order by state, those that have waited longest first, then the answers, the newest first."""
        return self.order_by(F("answered_at").desc(nulls_first=True), "created_at", "pk")

    def next_after(self, report: FaultReport) -> FaultReport | None:
        """Return the report received after this one, or the first of all; None without another."""
        others = self.exclude(pk=report.pk).order_by("pk")
        return others.filter(pk__gt=report.pk).first() or others.first()

    def received_before(self, moment: dt.datetime) -> FaultReportQuerySet:
        return self.filter(created_at__lt=moment)


class AnswerMailQuerySet(QueuedMailQuerySet):
    """E-mails of answers by whether they are to be sent."""

    def waiting(self, *, now: dt.datetime, tried_before: dt.datetime, most_tries: int) -> Self:
        """Return those to send, with their reports loaded."""
        waiting = super().waiting(now=now, tried_before=tried_before, most_tries=most_tries)
        return waiting.select_related("report")
