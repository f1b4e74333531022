"""Reports of package checks, their findings, and overrides."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content_import.health.advice import ADVICE
from content_import.health.enums import (
    DANGERS,
    INCONCLUSIVE,
    UNFINISHED,
    FindingCode,
    HealthState,
    HowChecked,
    NotPlayed,
    Severity,
    severity_of,
)
from courses.api import Package
from infrastructure.db.api import UnindexedModel

#: a check that has not started by then has no worker
START_TIMEOUT = dt.timedelta(minutes=5)
#: a check that is not finished this long after its start was interrupted
END_TIMEOUT = dt.timedelta(minutes=15)


class HealthReportQuerySet(models.QuerySet["HealthReport"]):
    """A queryset of reports."""

    def of(self, package: Package) -> HealthReportQuerySet:
        return self.filter(package=package)

    def unfinished(self) -> HealthReportQuerySet:
        return self.filter(state__in=UNFINISHED)

    def done(self) -> HealthReportQuerySet:
        return self.filter(state=HealthState.DONE)

    def completed(self) -> HealthReportQuerySet:
        """Return the checks that played the whole package without an inconclusive finding."""
        whole = self.filter(state=HealthState.DONE, how=HowChecked.PLAYED, not_played="")
        return whole.exclude(findings__code__in=INCONCLUSIVE)

    def dangerous(self) -> HealthReportQuerySet:
        return self.filter(Exists(HealthFinding.objects.dangerous().filter(report=OuterRef("pk"))))

    def newest_first(self) -> HealthReportQuerySet:
        """Return the reports by age, without their screenshots, which are loaded one at a time."""
        return self.order_by("-created_at", "-pk").defer("screenshot")


class HealthReport(UnindexedModel):
    """One check of a package, deleted with it."""

    package = models.ForeignKey(Package, models.CASCADE, related_name="health_reports")
    state = models.CharField(max_length=10, choices=HealthState, default=HealthState.WAITING)
    how = models.CharField(max_length=10, choices=HowChecked, blank=True)
    not_played = models.CharField(max_length=20, choices=NotPlayed, blank=True)
    parts_played = models.PositiveSmallIntegerField(default=0)
    parts_total = models.PositiveSmallIntegerField(default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    #: JPEG of the first page on a phone. In the row, since a killed process could leave a file without a row
    screenshot = models.BinaryField(null=True, blank=True)

    objects = HealthReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("health report")
        verbose_name_plural = _("health reports")
        constraints = [
            models.UniqueConstraint(
                fields=["package"],
                condition=Q(state__in=sorted(UNFINISHED)),
                name="health_check_unfinished_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.package}: {self.get_state_display()}"

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED

    @property
    def is_completed(self) -> bool:
        """True when it played the whole package without an inconclusive finding (see `completed`)."""
        is_played = self.state == HealthState.DONE and self.how == HowChecked.PLAYED and not self.not_played
        return is_played and not any(finding.code in INCONCLUSIVE for finding in self.findings.all())

    @property
    def is_overdue(self) -> bool:
        """True when it will not finish: no worker has started it, or its worker was killed."""
        if self.state == HealthState.WAITING:
            return timezone.now() - self.created_at > START_TIMEOUT
        started_at = self.begun_at or self.created_at
        return self.state == HealthState.RUNNING and timezone.now() - started_at > END_TIMEOUT

    @property
    def dangers(self) -> list[HealthFinding]:
        return self._of(Severity.DANGER)

    @property
    def warnings(self) -> list[HealthFinding]:
        return self._of(Severity.WARNING)

    @property
    def good(self) -> list[HealthFinding]:
        return self._of(Severity.GOOD)

    def _of(self, severity: Severity) -> list[HealthFinding]:
        order = FindingCode.values
        findings = [finding for finding in self.findings.all() if finding.severity == severity]
        return sorted(findings, key=lambda finding: order.index(finding.code))


class HealthFindingQuerySet(models.QuerySet["HealthFinding"]):
    """A queryset of findings."""

    def dangerous(self) -> HealthFindingQuerySet:
        return self.filter(code__in=DANGERS)


class HealthFinding(UnindexedModel):
    """A finding of a check, and the first places where it occurs."""

    report = models.ForeignKey(HealthReport, models.CASCADE, related_name="findings")
    code = models.CharField(max_length=30, choices=FindingCode)
    #: files, hosts or elements, depending on the code, as the content writes them
    places = models.JSONField(default=list)
    #: how many there were in all
    count = models.PositiveIntegerField(default=0)

    objects = HealthFindingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "code"], name="health_finding_once_a_report")
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def severity(self) -> Severity:
        return severity_of(self.code)

    @property
    def advice(self) -> str:
        return str(ADVICE.get(self.code, ""))

    @property
    def more(self) -> int:
        """Return how many places there are beyond those that are stored."""
        return max(self.count - len(self.places), 0)


class HealthOverride(UnindexedModel):
    """A site administrator's decision that a package may be published without a completed check."""

    REASON_LENGTH = 500

    package = models.ForeignKey(Package, models.CASCADE, related_name="health_overrides")
    reason = models.CharField(_("reason"), max_length=REASON_LENGTH)
    #: null for a command on the server
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("override of a package check")
        verbose_name_plural = _("overrides of package checks")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="health_override_has_reason")]

    def __str__(self) -> str:
        return f"{self.package}: {self.reason}"
