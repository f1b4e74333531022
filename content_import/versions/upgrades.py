"""Taking a new version of a package into the modules that have an older one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from content_import.exceptions import UpgradeRefused
from content_import.health.queries import is_dangerous, is_unchecked
from courses.api import ModulePage, ModuleVersion, Package, StepKind
from lms.attempts.api import Attempt, PackageAttempt
from lms.records.api import Completion, Renewal, declare_renewal
from lms.runtimes.scorm.api import Fit, fit_of, move_attempt
from people.api import Person


@dataclass(frozen=True)
class Upgrade:
    """What it would mean for a module's page to have the new version."""

    page: ModulePage
    package: Package
    #: the older versions that steps of the page have or somebody in the middle is on, and how the new fits
    fits: tuple[tuple[Package, Fit], ...]
    #: a check has found that learners must not meet the new version
    is_dangerous: bool
    #: no check of the new version has come to its end, and nobody has approved it without
    is_unchecked: bool
    #: people who have begun the module on an older version and not finished
    in_the_middle: int
    #: people whose completion holds today
    completed: int

    @property
    def allows_moving(self) -> bool:
        return all(fit.allows_moving for _, fit in self.fits)


def pages_to_upgrade(package: Package, by: Person) -> list[ModulePage]:
    """Return the pages that have an older version of `package` and that `by` may publish."""
    older = Package.objects.filter(lineage=package.lineage, version__lt=package.version)
    modules = ModuleVersion.objects.filter(packages__in=older).values("module")
    found = ModulePage.objects.filter(module__in=modules).select_related("module", "locale")
    pages = [page for page in found.order_by("title") if _older_versions(page, package)]
    return [page for page in pages if page.permissions_for_user(by).can_publish()]


def renewals_of(package: Package, by: Person) -> list[tuple[ModulePage, Renewal]]:
    """Return what must be done again since `package` came into a module, where `by` may publish."""
    renewals = Renewal.objects.in_force().filter(module_version__packages=package)
    found = []
    for renewal in renewals.select_related("module_version"):
        version = renewal.module_version
        pages = ModulePage.objects.filter(module=version.module_id, locale__language_code=version.language)
        found += [(page, renewal) for page in pages if page.permissions_for_user(by).can_publish()]
    return found


def plan_upgrade(page: ModulePage, package: Package) -> Upgrade:
    """Return what it would mean for `page` to have `package` instead of its older versions."""
    older = _older_versions(page, package)
    compared = {(old, package) for old in older} | _begun(page, package, older)
    pairs = sorted(compared, key=lambda pair: (pair[0].title, pair[0].version, pair[0].pk))
    return Upgrade(
        page=page,
        package=package,
        fits=tuple((old, fit_of(old.structure, new.structure)) for old, new in pairs),
        is_dangerous=is_dangerous(package),
        is_unchecked=is_unchecked(package),
        in_the_middle=attempts_in_the_middle(page).count(),
        completed=count_completed(page),
    )


@transaction.atomic
def upgrade_page(
    *, page: ModulePage, package: Package, by: Person, moves: bool, last_valid_on: dt.date | None = None
) -> tuple[ModuleVersion, int]:
    """Publish `page` with `package` in place of its older versions; return the version, and how many moved.

    With `moves`, those in the middle go on with the new one, else they finish on theirs. With
    `last_valid_on`, what was completed before holds until that day. Whether `by` may publish the page is the
    caller's to ask. Raises UpgradeRefused for a page with changes that are not published, or without an
    older version, and for a package that is dangerous to learners or unchecked; and StructureDiffers.
    """
    page = ModulePage.objects.select_for_update().get(pk=page.pk)
    if not page.live or page.has_unpublished_changes or not _older_versions(page, package):
        raise UpgradeRefused
    if is_dangerous(package) or is_unchecked(package):
        raise UpgradeRefused
    middle = list(attempts_in_the_middle(page))
    older = {old.pk for old in _older_versions(page, package)}
    raw = list(page.steps.raw_data)
    for block in raw:
        if block["type"] == StepKind.PACKAGE and block["value"]["package"] in older:
            block["value"]["package"] = package.pk
    page.steps = page.steps.stream_block.to_python(raw)
    page.save_revision(user=by, log_action=True).publish(user=by)
    version = page.module.versions.filter(language=page.locale.language_code).latest("number")
    if moves:
        for attempt in middle:
            move_attempt(attempt=attempt, to=version)
    if last_valid_on is not None:
        declare_renewal(module_version=version, last_valid_on=last_valid_on, by=by)
    return version, len(middle) if moves else 0


def _older_versions(page: ModulePage, package: Package) -> list[Package]:
    used = [block["value"]["package"] for block in page.steps.raw_data if block["type"] == StepKind.PACKAGE]
    older = Package.objects.filter(pk__in=used, lineage=package.lineage, version__lt=package.version)
    return list(older.order_by("version"))


def _begun(page: ModulePage, package: Package, older: list[Package]) -> set[tuple[Package, Package]]:
    """Return what those in the middle have begun, with what the same step would then have, where they differ.

    Who stayed at an earlier upgrade may be on a version that the page has no longer.
    """
    if not older:
        return set()
    renewed = dict.fromkeys((old.pk for old in older), package.pk)
    steps = [block for block in page.steps.raw_data if block["type"] == StepKind.PACKAGE]
    used = {block["id"]: block["value"]["package"] for block in steps}
    taken = PackageAttempt.objects.current().filter(attempt__in=attempts_in_the_middle(page))
    pairs = {
        (begun, renewed.get(used[step], used[step]))
        for step, begun in taken.values_list("step_id", "package").distinct()
        if step in used
    }
    packages = Package.objects.in_bulk({pk for pair in pairs for pk in pair})
    return {(packages[old], packages[new]) for old, new in pairs if old != new}


def attempts_in_the_middle(page: ModulePage) -> QuerySet[Attempt]:
    """Return the attempts at the page's module, in its language, that are begun and not finished."""
    return Attempt.objects.filter(
        module=page.module_id,
        module_version__language=page.locale.language_code,
        closed_at=None,
        completion=None,
    )


def count_completed(page: ModulePage) -> int:
    """Return how many people have a completion of the page's module that holds today."""
    completions = Completion.objects.valid_on(timezone.localdate()).filter(module=page.module_id)
    return completions.values("person").distinct().count()
