"""Actions on checks of packages: request, carry out, override."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from content_import.exceptions import OverrideRefused
from content_import.health.enums import FindingCode, HealthState, HowChecked, NotPlayed
from content_import.health.findings import FindingDraft, findings_from
from content_import.health.models import HealthFinding, HealthOverride, HealthReport
from content_import.health.package_check.chromium import find_chromium
from content_import.health.package_check.observations import Observations
from content_import.health.package_check.watchdog import Limits, Watchdog
from content_import.health.scanning import scan_package
from content_import.packages.permissions import AdministratorAction, PackageAction
from content_import.signals import health_check_requested
from courses.api import Package
from people.api import Change, LogEntry

logger = logging.getLogger(__name__)

#: the most reports that are kept of a package
MAX_REPORTS = 5
#: actions in Wagtail's log of the package
REQUEST_CHECK = "content_import.request_check"
OVERRIDE_CHECK = "content_import.override_check"


@dataclass(frozen=True, kw_only=True)
class RequestHealthCheck(PackageAction[HealthReport]):
    """Request a check of the package and return its report; an unfinished one if there is one."""

    audit = REQUEST_CHECK
    signal = health_check_requested
    is_of_system = True

    def execute(self) -> Change[HealthReport]:
        for report in HealthReport.objects.of(self.package).unfinished().select_for_update():
            if not report.is_overdue:
                return Change(report)
            _finish(report, HealthState.FAILED)
        try:
            with transaction.atomic():
                report = HealthReport.objects.create(package=self.package, created_by=self.by)
        except IntegrityError:
            return Change(HealthReport.objects.of(self.package).unfinished().get())  # requested twice at once
        _delete_old_reports(self.package)
        return Change(report, [LogEntry(self.package)], {"report": report})


def carry_out_health_check(*, report: HealthReport, limits: Limits | None = None) -> None:
    """Read the package's files, play it where there is a browser, and store the findings.

    Takes some minutes. An error of the check becomes a finding. A report that is finished is left as it is,
    so that this may be called twice.
    """
    claimed = HealthReport.objects.unfinished().filter(pk=report.pk)
    if not claimed.update(state=HealthState.RUNNING, begun_at=timezone.now()):
        return
    report.refresh_from_db()
    try:
        scan = scan_package(report.package)
    except OSError:
        logger.exception("The files of package %s could not be read.", report.package_id)
        _finish(report, HealthState.FAILED)
        return
    try:
        report.parts_total = len(report.package.structure.launchable)
        observations, report.not_played = _play(
            report.package, limits or Limits.for_parts(report.parts_total)
        )
        findings = findings_from(
            scan=scan,
            observations=observations,
            standard=report.package.standard,
            kind=report.package.kind,
        )
    except Exception:
        logger.exception("The check of package %s broke off.", report.package_id)
        report.how, report.not_played = HowChecked.READ, NotPlayed.BROWSER_FAILED
        _store_findings(report, [FindingDraft(FindingCode.BREAKS_CHECK)])
        return
    report.how = HowChecked.PLAYED if observations else HowChecked.READ
    if observations:
        report.parts_played = len(observations.parts)
        report.screenshot = observations.screenshot
    _store_findings(report, findings)


@dataclass(frozen=True, kw_only=True)
class OverrideHealthCheck(AdministratorAction[HealthOverride]):
    """Allow the package to be published without a completed check, as a site administrator, who says why.

    Raises OverrideRefused without a reason. A package that was found dangerous stays refused.
    """

    audit = OVERRIDE_CHECK
    is_of_system = True

    reason: str

    def execute(self) -> Change[HealthOverride]:
        reason = self.reason.strip()
        if not reason:
            raise OverrideRefused
        override = HealthOverride.objects.create(package=self.package, created_by=self.by, reason=reason)
        return Change(override, [LogEntry(self.package, {"reason": reason})])


def _play(package: Package, limits: Limits) -> tuple[Observations | None, str]:
    """Return the observations and why they are incomplete, "" when they are complete."""
    chromium = find_chromium()
    if chromium is None:
        return None, NotPlayed.NO_BROWSER
    # The web server requests checks and never runs them, so it need not load Playwright.
    from content_import.health.package_check.package_check import (
        BrowserMissing,
        SandboxMissing,
        run_package_check,
    )

    try:
        observations = run_package_check(package, chromium=chromium, limits=limits)
        if observations.abort_reason in {Watchdog.HUNG, Watchdog.BROKE}:
            # A busy machine gives the same result: only a second one in a row is due to the content.
            first, observations = observations, run_package_check(package, chromium=chromium, limits=limits)
            observations.site += first.site
    except SandboxMissing:
        logger.error("Chromium has no sandbox here: install chromium-sandbox, or allow user namespaces.")
        return None, NotPlayed.NO_SANDBOX
    except BrowserMissing:
        logger.exception("Chromium (%s) could not be started.", chromium)
        return None, NotPlayed.BROWSER_FAILED
    if observations.abort_reason == Watchdog.BROKE:
        return observations, NotPlayed.BROWSER_FAILED
    is_short = not observations.is_complete and observations.abort_reason in {"", Watchdog.TIME}
    return observations, NotPlayed.TIME_OUT if is_short else ""


def _store_findings(report: HealthReport, findings: list[FindingDraft]) -> None:
    with transaction.atomic():
        report.findings.all().delete()
        HealthFinding.objects.bulk_create(
            HealthFinding(report=report, code=draft.code, places=list(draft.places), count=draft.count)
            for draft in findings
        )
        _finish(report, HealthState.DONE)


def _finish(report: HealthReport, state: HealthState) -> None:
    report.state, report.finished_at = state, timezone.now()
    report.save()


def _delete_old_reports(package: Package) -> None:
    """Delete old reports, but never the last completed or dangerous one, which `is_dangerous` reads."""
    reports = HealthReport.objects.of(package).newest_first()
    candidates = [*reports.completed()[:1], *reports.dangerous()[:1], *reports[:MAX_REPORTS]]
    keys = [*dict.fromkeys(report.pk for report in candidates)][:MAX_REPORTS]
    HealthReport.objects.of(package).exclude(pk__in=keys).delete()
