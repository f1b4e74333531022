"""Actions on packages: plan, import, rename, delete, sweep.

The row is stored before the first file and deleted after the last, with the status IMPORTING in between, so
a killed process leaves a row that names its files; a lock distinguishes it from a running import.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _

from content_import.archives.archive import PackageArchive
from content_import.archives.passages import ItemPassage
from content_import.archives.plan import ImportPlan, find_manifest, plan_import, sole_folder
from content_import.enums import ProblemCode
from content_import.exceptions import PackageAlreadyImported, PackageInUse, PackageRefused, Problem
from content_import.h5p.plan import is_h5p, plan_h5p
from content_import.health.actions import RequestHealthCheck
from content_import.packages.import_guards import ImportGuard
from content_import.packages.locks import import_lock, lock_file_labels
from content_import.packages.passages import store_passages
from content_import.packages.permissions import (
    PackageAction,
    may_import,
    may_own_shared,
    municipalities_importable_for,
    packages_managed_by,
)
from content_import.packages.queries import is_in_use
from content_import.packages.storing import delete_files, store_files
from courses.api import Package, PackageQuerySet, PackageStatus
from people.api import Action, Change, LogEntry, Municipality, Person


@contextmanager
def opened(archive: Path | BinaryIO) -> Iterator[BinaryIO]:
    """Yield a stream of the archive; a stream passed in stays open."""
    if isinstance(archive, Path):
        with archive.open("rb") as stream:
            yield stream
    else:
        yield archive


def plan_package(*, archive: Path | BinaryIO, root: str = "") -> ImportPlan:
    """Return the plan of importing the archive, with all problems. Stores nothing."""
    try:
        with opened(archive) as stream, PackageArchive(stream) as package_archive:
            return plan_archive(package_archive, root=root)
    except PackageRefused as refusal:
        return ImportPlan(refusal.problems)


def plan_archive(archive: PackageArchive, *, root: str = "") -> ImportPlan:
    """Return the plan of importing H5P content, or a SCORM package from the folder `root`."""
    return plan_h5p(archive) if is_h5p(archive) else plan_import(archive, root=root)


def find_root(*, archive: Path | BinaryIO) -> str:
    """Return the only folder with a manifest if the top has none, else "". Raises PackageRefused."""
    with opened(archive) as stream, PackageArchive(stream) as package_archive:
        has_manifest = find_manifest(package_archive.members)
        return "" if has_manifest else sole_folder(package_archive)


@dataclass(frozen=True, kw_only=True)
class ImportPackage(Action[Package]):
    """Import a SCORM or H5P archive and return the package, ready. Raises PackageRefused with all problems.

    Raises PackageAlreadyImported when one of the packages `existing` is of the same archive.

    An empty `title` means the manifest's. With `lineage` the package becomes the next version of that
    material. `root` is the folder of the archive to use as the package's top. `guard` can stop the import.
    """

    audit = "wagtail.create"
    is_of_system = True

    archive: Path | BinaryIO
    title: str
    owner: Municipality | None = None
    lineage: uuid.UUID | None = None
    root: str = ""
    existing: PackageQuerySet | None = None
    guard: ImportGuard = field(default_factory=ImportGuard)

    def check(self, by: Person) -> None:
        may_own = self.owner in municipalities_importable_for(by) if self.owner else may_own_shared(by)
        foreign = Package.objects.exclude(pk__in=packages_managed_by(by))
        renews_foreign = self.lineage is not None and foreign.filter(lineage=self.lineage).exists()
        if not may_import(by) or not may_own or renews_foreign:
            raise PermissionDenied

    def run(self) -> Package:
        """Run in two transactions: the row must be committed before the files are stored.

        Raises RuntimeError within a transaction.
        """
        self.check_actor()
        package = self.execute().result
        RequestHealthCheck(package=package, by=self.by).run()
        return package

    def execute(self) -> Change[Package]:
        with opened(self.archive) as stream, PackageArchive(stream) as archive:
            plan = plan_archive(archive, root=self.root)
            package = self._package(plan)
            package.import_notices = plan.notices
            with import_lock(package.label):
                _insert(package)
                try:
                    store_files(archive, plan, package.label, check=self.guard.check)
                    return self._mark_ready(package, plan.passages)
                except BaseException:
                    _discard(package)
                    raise

    def _package(self, plan: ImportPlan) -> Package:
        """Return the unsaved row. Raises PackageRefused and PackageAlreadyImported."""
        if plan.manifest is None:
            raise PackageRefused(plan.problems)
        if self.existing is not None and (same := self.existing.ready().filter(digest=plan.digest).first()):
            raise PackageAlreadyImported(same)
        sweep_unfinished_imports()
        return Package(
            lineage=self.lineage or uuid.uuid4(),
            title=self.title or plan.manifest.title[: Package.TITLE_LENGTH] or _("Package without a name"),
            owner=self.owner,
            created_by=self.by,
            kind=plan.kind,
            standard=plan.manifest.standard,
            digest=plan.digest,
            manifest=plan.manifest.to_json(),
            total_bytes=plan.total_bytes,
            file_count=len(plan.files),
        )

    @transaction.atomic
    def _mark_ready(self, package: Package, passages: Sequence[ItemPassage]) -> Change[Package]:
        """Store the package's texts, and set its version and status, with the lineage locked."""
        siblings = Package.objects.filter(lineage=package.lineage)
        list(siblings.select_for_update().values_list("pk"))
        finished = siblings.exclude(status=PackageStatus.IMPORTING)
        package.version = (finished.aggregate(highest=Max("version"))["highest"] or 0) + 1
        package.status = PackageStatus.READY
        package.save(update_fields=["version", "status"])
        store_passages(package, passages)
        self.guard.accept(package)
        change = Change(package, [LogEntry(package)])
        self.complete(change)
        return change


def _insert(package: Package) -> None:
    """Save the row with the status IMPORTING. Raises PackageRefused when the lineage has the same archive."""
    try:
        with transaction.atomic(durable=True):
            package.save(force_insert=True)
    except IntegrityError:
        duplicate = Package.objects.filter(lineage=package.lineage, digest=package.digest).first()
        if duplicate is None:
            raise
        is_running = duplicate.status == PackageStatus.IMPORTING
        code = ProblemCode.BEING_IMPORTED if is_running else ProblemCode.ALREADY_IMPORTED
        raise PackageRefused([Problem.of(code, str(duplicate))]) from None


def _discard(package: Package) -> None:
    """Remove the files, then the row."""
    delete_files(package.label)
    Package.objects.filter(pk=package.pk).delete()


@dataclass(frozen=True, kw_only=True)
class RenamePackage(PackageAction[None]):
    """Change the title of a package, its only field that may change."""

    audit = "wagtail.edit"

    title: str

    def execute(self) -> Change[None]:
        self.package.title = self.title
        self.package.save(update_fields=["title"])
        return Change(None, [LogEntry(self.package)])


class DeletePackage(PackageAction[None]):
    """Delete a package that nothing uses. Raises PackageInUse without any change otherwise."""

    audit = "wagtail.delete"
    is_of_system = True

    def run(self) -> None:
        """Run, and remove the files once the status is committed. Raises RuntimeError in a transaction."""
        with import_lock(self.package.label):
            with transaction.atomic(durable=True):
                super().run()
            _discard(self.package)

    def execute(self) -> Change[None]:
        if is_in_use(self.package):
            raise PackageInUse(self.package)
        self.package.status = PackageStatus.IMPORTING
        self.package.save(update_fields=["status"])
        return Change(None, [LogEntry(self.package, options={"deleted": True})])


def sweep_unfinished_imports() -> int:
    """Remove the remains of killed imports and deletions, and return their number.

    Running ones hold their lock and are skipped.
    """
    swept = 0
    for package in Package.objects.filter(status=PackageStatus.IMPORTING):
        with import_lock(package.label) as is_held:
            if is_held and Package.objects.filter(pk=package.pk, status=PackageStatus.IMPORTING).exists():
                try:
                    _discard(package)
                except ProtectedError:
                    continue  # used since its deletion began, so the row must stay
                swept += 1
    for label in lock_file_labels():
        with import_lock(label):
            pass  # acquiring and releasing the lock removes its file, unless another process holds it
    return swept
