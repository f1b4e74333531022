"""Upgrades of modules to a new version of a package."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone

from content_import.exceptions import UpgradeRefused
from content_import.health.queries import is_dangerous, is_unchecked
from courses.api import ModulePage, ModuleVersion, Package
from lms.attempts.api import Attempt, PackageAttempt
from lms.records.api import Completion, DeclareVersionExpiry, VersionExpiry
from lms.runtimes.scorm.api import Fit, fit_of, move_attempt
from people.api import Action, Change, Person


@dataclass(frozen=True)
class Upgrade:
    """The plan of an upgrade of a module's page to a new version of a package."""

    page: ModulePage
    package: Package
    #: the older versions in steps of the page and in unfinished attempts, and how the new version fits each
    fits: tuple[tuple[Package, Fit], ...]
    #: True when a check found the new version dangerous to learners
    is_dangerous: bool
    #: True when the new version has neither a completed check nor an override
    is_unchecked: bool
    #: people with an unfinished attempt at an older version
    in_the_middle: int
    #: people whose completion is valid today
    completed: int

    @property
    def allows_moving(self) -> bool:
        return all(fit.allows_moving for _, fit in self.fits)


def pages_to_upgrade(package: Package, by: Person) -> list[ModulePage]:
    """Return the pages that have an older version of `package` and that `by` may publish."""
    older = Package.objects.filter(lineage=package.lineage, version__lt=package.version)
    modules = ModuleVersion.objects.filter(packages__in=older).values("module")
    candidates = ModulePage.objects.filter(module__in=modules).select_related("module", "locale")
    pages = [page for page in candidates.order_by("title") if _older_versions(page, package)]
    return [page for page in pages if page.permissions_for_user(by).can_publish()]


def renewals_of(package: Package, by: Person) -> list[tuple[ModulePage, VersionExpiry]]:
    """Return the renewals of versions with `package`, with their pages that `by` may publish."""
    renewals = VersionExpiry.objects.in_force().filter(module_version__packages=package)
    by_page = []
    for renewal in renewals.select_related("module_version"):
        version = renewal.module_version
        pages = ModulePage.objects.filter(module=version.module_id, locale__language_code=version.language)
        by_page += [(page, renewal) for page in pages if page.permissions_for_user(by).can_publish()]
    return by_page


def plan_upgrade(page: ModulePage, package: Package) -> Upgrade:
    """Return the plan of `page` with `package` instead of its older versions."""
    older = _older_versions(page, package)
    compared = {(old, package) for old in older} | _differing_packages(page, package, older)
    pairs = sorted(compared, key=lambda pair: (pair[0].title, pair[0].version, pair[0].pk))
    return Upgrade(
        page=page,
        package=package,
        fits=tuple((old, fit_of(old.structure, new.structure)) for old, new in pairs),
        is_dangerous=is_dangerous(package),
        is_unchecked=is_unchecked(package),
        in_the_middle=unfinished_attempts(page).count(),
        completed=count_completed(page),
    )


@dataclass(frozen=True, kw_only=True)
class UpgradePage(Action[tuple[ModuleVersion, int]]):
    """Publish `page` with `package` for its older versions; return the version and how many attempts moved.

    With `moves`, unfinished attempts are moved to the new version, else they stay on theirs. With
    `last_valid_on`, earlier completions are valid until that day. Raises UpgradeRefused for a page with
    unpublished changes or without an older version, and for a dangerous or unchecked package; raises
    StructureDiffers.
    """

    audit = "wagtail.publish"

    page: ModulePage
    package: Package
    moves: bool
    last_valid_on: dt.date | None = None

    def check(self, by: Person) -> None:
        require_publisher(self.page, by)

    def execute(self) -> Change[tuple[ModuleVersion, int]]:
        page = ModulePage.objects.select_for_update().get(pk=self.page.pk)
        older = {old.pk for old in _older_versions(page, self.package)}
        if not page.live or page.has_unpublished_changes or not older:
            raise UpgradeRefused
        if is_dangerous(self.package) or is_unchecked(self.package):
            raise UpgradeRefused
        unfinished = list(unfinished_attempts(page)) if self.moves else []
        self._publish(page, older)
        version = page.module.versions.filter(language=page.locale.language_code).latest("number")
        for attempt in unfinished:
            move_attempt(attempt=attempt, to=version)
        if self.last_valid_on is not None:
            DeclareVersionExpiry(module_version=version, last_valid_on=self.last_valid_on, by=self.by).run()
        return Change((version, len(unfinished)))

    def _publish(self, page: ModulePage, older: set[int]) -> None:
        raw = list(page.steps.raw_data)
        for block in raw:
            if block["value"].get("package") in older:
                block["value"]["package"] = self.package.pk
        page.steps = page.steps.stream_block.to_python(raw)
        page.save_revision(user=self.by, log_action=True).publish(user=self.by)


def require_publisher(page: ModulePage, by: Person) -> None:
    """Raise PermissionDenied unless `by` may publish the page."""
    if not page.permissions_for_user(by).can_publish():
        raise PermissionDenied


def _older_versions(page: ModulePage, package: Package) -> list[Package]:
    used = [step.package for step in page.stored_steps if step.package]
    older = Package.objects.filter(pk__in=used, lineage=package.lineage, version__lt=package.version)
    return list(older.order_by("version"))


def _differing_packages(
    page: ModulePage, package: Package, older: list[Package]
) -> set[tuple[Package, Package]]:
    """Return the packages of unfinished attempts with the new ones of the same steps, where they differ.

    An attempt not moved at an earlier upgrade may have a version that the page no longer has.
    """
    if not older:
        return set()
    renewed = dict.fromkeys((old.pk for old in older), package.pk)
    used = {step.id: step.package for step in page.stored_steps if step.package}
    package_attempts = PackageAttempt.objects.current().filter(attempt__in=unfinished_attempts(page))
    pairs = {
        (old, renewed.get(used[step], used[step]))
        for step, old in package_attempts.values_list("step_id", "package").distinct()
        if step in used
    }
    packages = Package.objects.in_bulk({pk for pair in pairs for pk in pair})
    return {(packages[old], packages[new]) for old, new in pairs if old != new}


def unfinished_attempts(page: ModulePage) -> QuerySet[Attempt]:
    """Return the unfinished attempts at the page's module in its language."""
    return Attempt.objects.filter(
        module=page.module_id,
        module_version__language=page.locale.language_code,
        closed_at=None,
        completion=None,
    )


def count_completed(page: ModulePage) -> int:
    """Return how many people have a valid completion of the page's module today."""
    completions = Completion.objects.valid_on(timezone.localdate()).filter(module=page.module_id)
    return completions.values("person").distinct().count()
