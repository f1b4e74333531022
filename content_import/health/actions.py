"""Asking for a check, and carrying it out."""

from __future__ import annotations

import logging
from functools import partial

from django.db import IntegrityError, transaction
from django.utils import timezone

from content_import.health.enums import HealthState, HowChecked, NotPlayed
from content_import.health.judging import Found, judge
from content_import.health.models import HealthFinding, HealthReport
from content_import.health.playing.chromium import find_chromium
from content_import.health.playing.seen import Seen
from content_import.health.playing.watch import Limits, Watch
from content_import.health.scanning import scan_package
from courses.models import Package
from lms.people.models import Person

logger = logging.getLogger(__name__)

#: reports of a package that are kept
KEPT_REPORTS = 5


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

    Takes up to two minutes. A report that is finished is left as it is, so that it may be called twice.
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
    seen, report.not_played = _play(report.package, limits or Limits())
    report.how = HowChecked.PLAYED if seen else HowChecked.READ
    report.parts_total = len(report.package.structure.launchable)
    if seen:
        report.parts_played = len(seen.parts)
        report.screenshot = seen.screenshot
    _keep(report, judge(scan=scan, seen=seen, standard=report.package.standard))


def _play(package: Package, limits: Limits) -> tuple[Seen | None, str]:
    """Return what was seen and why it was not all, "" when it was."""
    chromium = find_chromium()
    if chromium is None:
        return None, NotPlayed.NO_BROWSER
    # The web server asks for checks and never plays, so that it need not carry Playwright.
    from content_import.health.playing.player import BrowserMissing, SandboxMissing, play_package

    try:
        seen = play_package(package, chromium=chromium, limits=limits)
        if seen.cut_short in {Watch.HUNG, "broke"}:
            # A machine that was busy with something else looks the same: only twice is the content's doing.
            seen = play_package(package, chromium=chromium, limits=limits)
    except SandboxMissing:
        logger.error("Chromium has no sandbox here: install chromium-sandbox, or allow user namespaces.")
        return None, NotPlayed.NO_SANDBOX
    except BrowserMissing:
        logger.exception("Chromium (%s) could not be started.", chromium)
        return None, NotPlayed.BROWSER_FAILED
    if seen.cut_short == "broke":
        return (seen, NotPlayed.BROWSER_FAILED) if seen.screenshot else (None, NotPlayed.BROWSER_FAILED)
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
    kept = HealthReport.objects.of(package).newest_first().values_list("pk", flat=True)[:KEPT_REPORTS]
    HealthReport.objects.of(package).exclude(pk__in=list(kept)).delete()
