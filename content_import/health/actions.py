"""Asking for a check, and carrying it out."""

from __future__ import annotations

import logging
from functools import partial

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.log_actions import log

from content_import.exceptions import OverrideRefused
from content_import.health.enums import FindingCode, HealthState, HowChecked, NotPlayed
from content_import.health.judging import Found, judge
from content_import.health.models import HealthFinding, HealthOverride, HealthReport
from content_import.health.playing.chromium import find_chromium
from content_import.health.playing.seen import Seen
from content_import.health.playing.watch import Limits, Watch
from content_import.health.scanning import scan_package
from courses.api import Package
from people.api import Person

logger = logging.getLogger(__name__)

#: reports of a package that are kept
KEPT_REPORTS = 5
#: in Wagtail's log of the package
OVERRIDE_CHECK = "content_import.override_check"


def request_health_check(*, package: Package, by: Person | None) -> HealthReport:
    """Put a check of the package in the queue and return its report; the one under way if there is one."""
    from content_import.tasks import check_package_health  # the task calls back into this module

    with transaction.atomic():
        for report in HealthReport.objects.of(package).unfinished().select_for_update():
            if not report.is_overdue:
                return report
            _finish(report, HealthState.FAILED)
        try:
            with transaction.atomic():
                report = HealthReport.objects.create(package=package, created_by=by)
        except IntegrityError:
            return HealthReport.objects.of(package).unfinished().get()  # asked for twice at once
        _forget_old(package)
        transaction.on_commit(partial(check_package_health.enqueue, report.pk))
    return report


def carry_out_health_check(*, report: HealthReport, limits: Limits | None = None) -> None:
    """Read the package's files, play it where there is a browser, and keep what was found.

    Takes some minutes. What breaks the check is a finding. A report that is finished is left as it is, so
    that it may be called twice.
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
        seen, report.not_played = _play(report.package, limits or Limits.for_parts(report.parts_total))
        findings = judge(scan=scan, seen=seen, standard=report.package.standard)
    except Exception:
        logger.exception("The check of package %s broke off.", report.package_id)
        report.how, report.not_played = HowChecked.READ, NotPlayed.BROWSER_FAILED
        _keep(report, [Found(FindingCode.BREAKS_CHECK)])
        return
    report.how = HowChecked.PLAYED if seen else HowChecked.READ
    if seen:
        report.parts_played = len(seen.parts)
        report.screenshot = seen.screenshot
    _keep(report, findings)


@transaction.atomic
def override_health_check(*, package: Package, by: Person | None, reason: str) -> HealthOverride:
    """Allow the package to be published without a completed check, and log who did and why.

    `by` is a site administrator, or None for whoever runs commands on the server. Raises OverrideRefused for
    anybody else and without a reason. A package that was found dangerous stays out all the same.
    """
    reason = reason.strip()
    if not reason or not (by is None or (by.is_active and by.is_superuser)):
        raise OverrideRefused
    override = HealthOverride.objects.create(package=package, created_by=by, reason=reason)
    log(instance=package, action=OVERRIDE_CHECK, user=by, data={"reason": reason})
    return override


def _play(package: Package, limits: Limits) -> tuple[Seen | None, str]:
    """Return what was seen and why it was not all, "" when it was."""
    chromium = find_chromium()
    if chromium is None:
        return None, NotPlayed.NO_BROWSER
    # The web server asks for checks and never plays, so that it need not carry Playwright.
    from content_import.health.playing.player import BrowserMissing, SandboxMissing, play_package

    try:
        seen = play_package(package, chromium=chromium, limits=limits)
        if seen.cut_short in {Watch.HUNG, Watch.BROKE}:
            # A machine that was busy with something else looks the same: only twice is the content's doing.
            first, seen = seen, play_package(package, chromium=chromium, limits=limits)
            seen.site += first.site
    except SandboxMissing:
        logger.error("Chromium has no sandbox here: install chromium-sandbox, or allow user namespaces.")
        return None, NotPlayed.NO_SANDBOX
    except BrowserMissing:
        logger.exception("Chromium (%s) could not be started.", chromium)
        return None, NotPlayed.BROWSER_FAILED
    if seen.cut_short == Watch.BROKE:
        return seen, NotPlayed.BROWSER_FAILED
    is_short = not seen.is_whole and seen.cut_short in {"", Watch.TIME}
    return seen, NotPlayed.TIME_OUT if is_short else ""


def _keep(report: HealthReport, findings: list[Found]) -> None:
    with transaction.atomic():
        report.findings.all().delete()
        HealthFinding.objects.bulk_create(
            HealthFinding(report=report, code=found.code, places=list(found.places), count=found.count)
            for found in findings
        )
        _finish(report, HealthState.DONE)


def _finish(report: HealthReport, state: HealthState) -> None:
    report.state, report.finished_at = state, timezone.now()
    report.save()


def _forget_old(package: Package) -> None:
    """Delete old reports, but never the last that shows whether learners may meet the package."""
    reports = HealthReport.objects.of(package).newest_first()
    deciding = [*reports.completed()[:1], *reports.dangerous()[:1], *reports[:KEPT_REPORTS]]
    kept = [*dict.fromkeys(report.pk for report in deciding)][:KEPT_REPORTS]
    HealthReport.objects.of(package).exclude(pk__in=kept).delete()
