"""The action that removes what an import has created."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from content_import.exceptions import MaterialRefused, PackageInUse
from content_import.material.drafting import RemoveSteps
from content_import.material.enums import UNDO_MATERIAL, MaterialState
from content_import.material.models import MaterialImport
from content_import.packages.actions import DeletePackage
from courses.api import DeleteUnusedFiles, ModulePage, Package, Recording, referenced_objects
from lms.attempts.api import delete_trials, trials_of
from people.api import Action, Change, LogEntry, Person


@dataclass(frozen=True, kw_only=True)
class UndoMaterialImport(Action[list[str]]):
    """Remove the steps, the draft and the files of an import, and return sentences about what stays.

    A draft stays if it has been published or has other steps; so do files and packages that anything else
    uses. Raises MaterialRefused for an import that has not ended.
    """

    audit = UNDO_MATERIAL

    by: Person
    material_import: MaterialImport

    def check(self, by: Person) -> None:
        if self.material_import.created_by != by:
            raise PermissionDenied

    def run(self) -> list[str]:
        """Run, and delete the packages then, whose files are deleted outside of transactions."""
        stays = super().run()
        used = referenced_objects()
        for package in _created(self.material_import, Package):
            if (Package, package.pk) in used or not _is_deleted(package, self.by):
                stays.append(_stays(str(package)))
        MaterialImport.objects.filter(pk=self.material_import.pk).update(messages=stays)
        return stays

    def execute(self) -> Change[list[str]]:
        undone = MaterialImport.objects.select_for_update().get(pk=self.material_import.pk)
        if not undone.may_be_undone:
            raise MaterialRefused(_("There is nothing to undo: the import has not ended, or is undone."))
        stays = list(self._remove_steps(undone))
        files = list(_created_files(undone))
        kept = DeleteUnusedFiles(files=files, by=self.by).run() if files else []
        undone.state, undone.steps = MaterialState.UNDONE, []
        undone.save(update_fields=["state", "steps"])
        return Change([*stays, *(_stays(file.title) for file in kept)], [LogEntry(undone)])

    def _remove_steps(self, undone: MaterialImport) -> Iterator[str]:
        """Remove the steps from the draft, or the draft if it has no others; yield why it stays."""
        page = undone.page
        if page is None or not undone.steps:
            return
        if not undone.makes_page:
            RemoveSteps(page=page, ids=undone.steps, by=self.by).run()
        elif page.has_been_published:
            yield _("The module “%(title)s” stays, since it has been published.") % {"title": page.title}
        elif _has_other_steps(page, undone.steps):
            RemoveSteps(page=page, ids=undone.steps, by=self.by).run()
            yield _("The draft “%(title)s” stays, with the steps that you added.") % {"title": page.title}
        else:
            delete_trials(trials_of(page))
            page.delete(user=self.by)


def _has_other_steps(page: ModulePage, ids: Sequence[str]) -> bool:
    draft = page.get_latest_revision_as_object()
    return any(raw.get("id") not in ids for raw in draft.steps.raw_data)


def _created(material_import: MaterialImport, *models: type[Model]) -> list[Model]:
    return [instance for instance in material_import.created_objects() if isinstance(instance, models)]


def _created_files(material_import: MaterialImport) -> Iterator[Model]:
    """Yield the files, recordings first, since their pictures may be among the others."""
    yield from _created(material_import, Recording)
    yield from _created(material_import, get_image_model(), get_document_model())


def _is_deleted(package: Model, person: Person) -> bool:
    try:
        DeletePackage(package=cast("Package", package), by=person).run()
    except PackageInUse:
        return False
    return True


def _stays(name: str) -> str:
    return _("“%(name)s” stays, since something else uses it.") % {"name": name}
