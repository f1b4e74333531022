"""What is known of a package's health."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from content_import.health.models import HealthReport
from courses.enums import StepKind
from courses.models import ModulePage, Package


def latest_report(package: Package) -> HealthReport | None:
    """Return the newest report, finished or not, with its findings and whether it has a picture."""
    reports = HealthReport.objects.of(package).newest_first().prefetch_related("findings")
    return reports.annotate(has_picture=Q(screenshot__isnull=False)).first()


def dangerous_among(packages: Iterable[int]) -> list[Package]:
    """Return those of the packages whose last finished check found danger."""
    found = []
    for package in Package.objects.filter(pk__in=list(packages)):
        report = HealthReport.objects.of(package).done().newest_first().first()
        if report is not None and report.findings.dangerous().exists():
            found.append(package)
    return found


def dangerous_in(page: ModulePage) -> list[Package]:
    """Return the packages in the page's steps that learners must not meet; a draft may lack one still."""
    steps = [step.value for step in page.steps if step.block_type == StepKind.PACKAGE]
    return dangerous_among(step["package"].pk for step in steps if step["package"])


def objections_to_packages(page: ModulePage) -> list[str]:
    """Return a sentence for each package in the page's steps that learners must not meet."""
    sentence = _("“%(package)s” is dangerous to learners. Its page says why.")
    return [sentence % {"package": package} for package in dangerous_in(page)]
