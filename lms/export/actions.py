"""Actions on exports: request, make the file, delete old ones."""

from __future__ import annotations

import datetime as dt
import logging
import tempfile
from dataclasses import dataclass
from typing import IO

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.core.files.storage import storages
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.api import LayerVersion, ModulePage, ModuleVersion, layer_versions_on
from lms.export.building.archive import write_package
from lms.export.building.closed_files import closed_files
from lms.export.building.plan import plan_export
from lms.export.enums import ExportFormat, ExportState, Licence
from lms.export.exceptions import ExportRefused
from lms.export.models import ModuleExport
from lms.export.permissions import may_export
from lms.export.printing.document import write_pdf
from lms.export.signals import export_requested
from people.api import Action, Change, LogEntry, Municipality, Person

logger = logging.getLogger(__name__)

#: the action in Wagtail's log
REQUEST_EXPORT = "narlara.export"
#: how long a file is kept
DAYS_KEPT = 7


def newest_version(page: ModulePage) -> ModuleVersion | None:
    """Return the version that learners begin in the language of the page; None before publication."""
    versions = ModuleVersion.objects.filter(module=page.module, language=page.locale.language_code)
    return versions.select_related("module", "content").order_by("-number").first()


def layer_version_of(version: ModuleVersion, municipality: Municipality | None) -> LayerVersion | None:
    """Return the municipality's published layer on the version; None without a municipality or a layer."""
    if municipality is None:
        return None
    return layer_versions_on(version, [municipality.pk]).get(municipality.pk)


@dataclass(frozen=True, kw_only=True)
class RequestExport(Action[ModuleExport]):
    """Request an export of what is published of a module. Raises ExportRefused for what can't be exported."""

    audit = REQUEST_EXPORT
    signal = export_requested

    page: ModulePage
    #: whose variant it is, None for the core
    municipality: Municipality | None = None
    format: ExportFormat
    licence: Licence
    has_recordings: bool = True
    has_answers: bool = False

    def check(self, by: Person) -> None:
        if not may_export(by, self.page, self.municipality):
            raise PermissionDenied

    def execute(self) -> Change[ModuleExport]:
        version = newest_version(self.page)
        if version is None:
            raise ExportRefused(_("Publish the module first. What is published is exported."))
        layer = layer_version_of(version, self.municipality)
        plan = plan_export(version, self.format.standard, self.municipality, layer)
        if problems := [*plan.problems, *closed_files(plan, self.by)]:
            raise ExportRefused(" ".join(problems))
        export = ModuleExport.objects.create(
            module_version=version,
            municipality=self.municipality,
            layer_version=layer,
            format=self.format,
            licence=self.licence,
            has_recordings=self.has_recordings,
            has_answers=self.has_answers,
            requested_by=self.by,
        )
        data = {"format": self.format.value, "licence": self.licence.value, "version": version.number}
        if self.municipality:
            data["place"] = self.municipality.name
        return Change(export, [LogEntry(self.page, data)], {"export": export})


def build_export(*, export: ModuleExport) -> None:
    """Make the file of an export that is not ready, and mark it as ready or failed, whatever happens."""
    if export.state != ExportState.WAITING:
        return
    ModuleExport.objects.filter(pk=export.pk).update(started_at=timezone.now())
    try:
        stored, size = _make_file(export)
    except ExportRefused as refused:
        _finish(export, ExportState.FAILED, problem=str(refused)[:500])
    except FileNotFoundError:
        logger.exception("A file of export %s is missing.", export.pk)
        problem = _("A file of the module is missing. Replace it, and try again.")
        _finish(export, ExportState.FAILED, problem=problem)
    except Exception:
        logger.exception("The making of export %s broke off.", export.pk)
        problem = _("The making broke off. Try again. If it fails again, tell those who run the site.")
        _finish(export, ExportState.FAILED, problem=problem)
    else:
        if not _finish(export, ExportState.READY, file_name=stored, size=size):
            storages["exports"].delete(stored)  # it was deleted, or made by another run


def _make_file(export: ModuleExport) -> tuple[str, int]:
    """Write the file of an export; return its name in the storage and its size in bytes."""
    version, kind = export.module_version, ExportFormat(export.format)
    with tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as stream:
        _write(export, stream)
        size = stream.tell()
        stream.seek(0)
        place = f"-{export.municipality.code}" if export.municipality else ""
        content = f"{version.module.slug}-{version.language}-{version.number}{place}"
        name = f"{content}-{kind}-{export.pk}.{kind.suffix}"
        return storages["exports"].save(name, File(stream)), size


def _write(export: ModuleExport, stream: IO[bytes]) -> None:
    version = ModuleVersion.objects.select_related("module", "content").get(pk=export.module_version_id)
    standard = ExportFormat(export.format).standard
    plan = plan_export(version, standard, export.municipality, export.layer_version)
    if plan.problems:
        raise ExportRefused(" ".join(plan.problems))
    licence = Licence(export.licence)
    if plan.standard is None:
        write_pdf(plan, stream, licence=licence, with_answers=export.has_answers)
    else:
        write_package(plan, stream, licence=licence, with_recordings=export.has_recordings)


def _finish(export: ModuleExport, state: ExportState, **values: object) -> bool:
    """Store the end of an export; return False if it has ended already or was deleted."""
    waiting = ModuleExport.objects.filter(pk=export.pk, state=ExportState.WAITING)
    return bool(waiting.update(state=state, **values))


def delete_old_exports() -> int:
    """Delete exports with their files after `DAYS_KEPT`; return their number."""
    old = ModuleExport.objects.filter(requested_at__lt=timezone.now() - dt.timedelta(days=DAYS_KEPT))
    number = 0
    for export in old:
        if export.file_name:
            storages["exports"].delete(export.file_name)
        export.delete()
        number += 1
    return number
