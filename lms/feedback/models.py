"""Models of reports of faults and of e-mails with answers."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.encoding import uri_to_iri
from django.utils.translation import gettext_lazy as _

from courses.api import Module, ModulePage
from infrastructure.db.api import UnindexedModel
from lms.feedback.enums import FaultKind, ReportState
from people.api import Person, QueuedMail, QueuedMailQuerySet, reach_of, sent_after_tried

MESSAGE_LENGTH = 4000
ADDRESS_LENGTH = 500
PLACE_LENGTH = 300
#: characters of a report in lists
EXCERPT_LENGTH = 90


def readable_address(address: str) -> str:
    """Return a stored path with percent-encoding decoded: "/hälsa/" for "/h%C3%A4lsa/".

    Return it unchanged if the result has unprintable characters, such as those that change text direction.
    """
    readable = uri_to_iri(address)
    return readable if readable.isprintable() else address


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


class FaultReport(UnindexedModel):
    """An anonymous report of a fault, and its answer.

    The e-mail address is set only if the reporter requests an answer (18 § of the act 2018:1937 requires an
    anonymous function).
    """

    kind = models.CharField(_("what it is about"), max_length=20, choices=FaultKind)
    #: path on this site without query string, "" if unknown; see places.py for what is removed
    address = models.CharField(_("page"), max_length=ADDRESS_LENGTH, blank=True)
    #: the module and the step, or "" outside modules
    place = models.CharField(_("place"), max_length=PLACE_LENGTH, blank=True)
    module = models.ForeignKey(
        Module, models.SET_NULL, null=True, blank=True, related_name="fault_reports", verbose_name=_("module")
    )
    language = models.CharField(max_length=10)
    message = models.TextField(_("what does not work"), max_length=MESSAGE_LENGTH)
    email = models.EmailField(_("e-mail address"), blank=True)
    created_at = models.DateTimeField(_("received"), auto_now_add=True, db_index=True)

    answer = models.TextField(_("answer"), max_length=MESSAGE_LENGTH, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    #: when the responsible people got a notice; None for reports beyond the rate limit of all networks
    notified_at = models.DateTimeField(null=True, blank=True)

    objects = FaultReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of a fault")
        verbose_name_plural = _("reports of faults")
        indexes = [
            models.Index(
                fields=["module", "created_at"],
                condition=Q(notified_at__isnull=True, answered_at__isnull=True),
                name="fault_report_without_notice",
            )
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(message=""), name="fault_report_has_message"),
            models.CheckConstraint(
                condition=Q(address="") | (Q(address__startswith="/") & ~Q(address__startswith="//")),
                name="fault_report_address_on_site",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | (Q(answered_at__isnull=False, answered_at__gte=F("created_at")) & ~Q(answer="")),
                name="fault_report_answer_with_time",
            ),
            models.CheckConstraint(
                condition=Q(notified_at__isnull=True) | Q(notified_at__gte=F("created_at")),
                name="fault_report_notified_after_received",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.address}"

    @property
    def readable_address(self) -> str:
        return readable_address(self.address)

    @property
    def excerpt(self) -> str:
        """The beginning of the message, on one line."""
        text = " ".join(self.message[: 2 * EXCERPT_LENGTH].split())
        return text if len(text) <= EXCERPT_LENGTH else f"{text[:EXCERPT_LENGTH]}…"

    @property
    def state(self) -> ReportState:
        return ReportState.ANSWERED if self.answered_at else ReportState.NEW


class AnswerMail(QueuedMail):
    """The e-mail of an answer to the address in the report."""

    report = models.OneToOneField(FaultReport, models.CASCADE, related_name="mail")

    objects = AnswerMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("e-mail of an answer")
        verbose_name_plural = _("e-mails of answers")
        indexes = [
            models.Index(fields=["tried_at"], condition=Q(sent_at__isnull=True), name="answer_mail_waiting")
        ]
        constraints = [
            sent_after_tried("answer_mail_sent_after_tried"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.sent_at or ''}".strip()
