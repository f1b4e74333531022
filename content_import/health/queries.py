"""Reads of package health."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from content_import.health.enums import FAULTS, UNFINISHED
from content_import.health.models import HealthFinding, HealthOverride, HealthReport
from courses.api import ModulePage, Package


def latest_report(package: Package) -> HealthReport | None:
    """Return the newest report, finished or not, with its findings and `has_picture`."""
    reports = HealthReport.objects.of(package).newest_first().prefetch_related("findings")
    return reports.annotate(has_picture=Q(screenshot__isnull=False)).first()


def latest_override(package: Package) -> HealthOverride | None:
    """Return the newest override of the package's check, if there is one."""
    overrides = HealthOverride.objects.filter(package=package).select_related("created_by")
    return overrides.order_by("-created_at", "-pk").first()


def is_dangerous(package: Package) -> bool:
    """Return whether the last completed check faults danger, or an incomplete one since then."""
    reports = HealthReport.objects.of(package)
    completed = reports.completed().newest_first().first()
    if completed is not None:
        reports = reports.filter(created_at__gte=completed.created_at)
    return reports.dangerous().exists()


def faults_of(package: Package) -> list[HealthFinding]:
    """Return the findings of the newest finished check that prevent completion (FAULTS)."""
    last = HealthReport.objects.of(package).exclude(state__in=UNFINISHED).newest_first().first()
    faults = HealthFinding.objects.filter(report=last, code__in=FAULTS).order_by("code")
    return [] if last is None else list(faults)


def is_unchecked(package: Package) -> bool:
    """Return whether the last check is incomplete and no site administrator has overridden that.

    A package without foreign code needs no check.
    """
    if not package.has_foreign_code:
        return False
    last = HealthReport.objects.of(package).exclude(state__in=UNFINISHED).newest_first().first()
    return not (last is not None and last.is_completed) and latest_override(package) is None


def dangerous_among(packages: Iterable[int]) -> list[Package]:
    """Return those of the packages that checks found dangerous to learners."""
    return [package for package in Package.objects.filter(pk__in=list(packages)) if is_dangerous(package)]


def dangerous_in(page: ModulePage) -> list[Package]:
    """Return the packages in the page's steps that checks found dangerous to learners."""
    return dangerous_among(_packages_in(page))


def unchecked_in(page: ModulePage) -> list[Package]:
    """Return the packages in the page's steps that lack a completed check and an override."""
    packages = Package.objects.filter(pk__in=_packages_in(page))
    return [package for package in packages if not is_dangerous(package) and is_unchecked(package)]


def package_publish_problems(page: ModulePage) -> list[str]:
    """Return a sentence for each package in the page's steps that must not be published yet."""
    dangerous = _("“%(package)s” is dangerous to learners. Its page says why.")
    unchecked = _(
        "The check of “%(package)s” has not come to its end. Its page says why, and a site administrator can "
        "approve it there."
    )
    return [
        *(dangerous % {"package": package} for package in dangerous_in(page)),
        *(unchecked % {"package": package} for package in unchecked_in(page)),
    ]


def _packages_in(page: ModulePage) -> list[int]:
    """Return the keys of the packages in the page's steps; a step of a draft may lack one."""
    return [step.package for step in page.stored_steps if step.package]
