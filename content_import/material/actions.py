"""Actions on imports of material before they run: plan, leave out a file, discard, start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from content_import.exceptions import MaterialRefused
from content_import.material.enums import (
    CHANGE_PLAN,
    DISCARD_PLAN,
    PLAN_MATERIAL,
    START_MATERIAL,
    MaterialState,
)
from content_import.material.models import MaterialFile, MaterialImport
from content_import.material.planning import MaterialPlan, plan_files, remove_uploads
from content_import.packages.permissions import may_import, may_own_shared, municipalities_importable_for
from content_import.signals import material_import_requested
from courses.api import ModulePage
from people.api import Action, Change, LogEntry, Municipality, Person, Result


def may_import_for(person: Person, owner: Municipality | None) -> bool:
    """Return whether the person may import material of that owner, None being all municipalities."""
    if not may_import(person):
        return False
    return owner in municipalities_importable_for(person) if owner else may_own_shared(person)


def may_add_to(person: Person, page: ModulePage) -> bool:
    """Return whether the person may add steps to the draft of the page."""
    may_edit = (
        page.permissions_for_user(person).can_edit() and not page.permissions_for_user(person).page_locked()
    )
    return may_edit and may_import_for(person, page.module.owner)


def _plan_has_changed() -> MaterialRefused:
    return MaterialRefused(_("The plan has changed since you opened it. Look through it and try again."))


@dataclass(frozen=True, kw_only=True)
class PlanMaterial(Action[MaterialImport]):
    """Store the plan of uploaded files, for a new draft or to be added to `page`, whose owner counts then."""

    audit = PLAN_MATERIAL

    by: Person
    files: Sequence[MaterialFile]
    owner: Municipality | None = None
    page: ModulePage | None = None
    title: str = ""

    def check(self, by: Person) -> None:
        may = may_add_to(by, self.page) if self.page else may_import_for(by, self.owner)
        if not may:
            raise PermissionDenied

    def execute(self) -> Change[MaterialImport]:
        page, plan = self.page, MaterialPlan(self.files)
        planned = MaterialImport.objects.create(
            created_by=self.by,
            owner=page.module.owner if page else self.owner,
            title=(page.title if page else self.title or plan.title)[:255],
            page=page,
            makes_page=page is None,
        )
        for file in self.files:
            file.material_import = planned
        MaterialFile.objects.bulk_create(self.files)
        return Change(planned, [LogEntry(planned)])


@dataclass(frozen=True, kw_only=True)
class PlannedImportAction(Action[Result]):
    """An action on an import that has not started, for the person who made it."""

    by: Person
    material_import: MaterialImport

    def check(self, by: Person) -> None:
        if self.material_import.created_by != by:
            raise PermissionDenied

    def lock(self) -> MaterialImport:
        """Return the import, locked. Raises MaterialRefused if it has started."""
        locked = MaterialImport.objects.select_for_update().filter(pk=self.material_import.pk).first()
        if locked is None:
            raise _plan_has_changed()
        if locked.state != MaterialState.PLANNED:
            raise MaterialRefused(_("The material is being taken in, or was taken in before."))
        return locked


@dataclass(frozen=True, kw_only=True)
class PlannedFileAction(PlannedImportAction[None]):
    """An action on a file, after which all files are planned anew: captions belong to a film.

    Planning takes seconds, without a lock: the plan is stored only if the import has not started meanwhile.
    """

    audit = CHANGE_PLAN

    file: MaterialFile

    def run(self) -> None:
        super().run()
        self.clean_up()
        files = list(self.material_import.files.all())
        try:
            plan_files(files, page=self.material_import.page)
        except FileNotFoundError as gone:
            raise _plan_has_changed() from gone
        with transaction.atomic():
            self.lock()
            MaterialFile.objects.bulk_update(files, ["kind", "plan_data"])

    def clean_up(self) -> None:
        """Remove what is no longer needed after the change."""


@dataclass(frozen=True, kw_only=True)
class ChooseForFile(PlannedFileAction):
    """Store what was chosen about a file. Raises MaterialRefused for what its plan does not offer."""

    value: str

    def execute(self) -> Change[None]:
        self.lock()
        file = MaterialFile.objects.filter(pk=self.file.pk, material_import=self.material_import).first()
        if file is None:
            raise _plan_has_changed()
        choice = file.plan.choice
        if choice is None or not choice.allows(self.value):
            raise MaterialRefused(_("Choose one of what is listed."))
        file.chosen = {**file.chosen, choice.name: self.value}
        file.save(update_fields=["chosen"])
        return Change(
            None, [LogEntry(self.material_import, {"file": self.file.name, choice.name: self.value})]
        )


class LeaveOutFile(PlannedFileAction):
    """Remove a file from an import."""

    def clean_up(self) -> None:
        remove_uploads([self.file])

    def execute(self) -> Change[None]:
        self.lock()
        MaterialFile.objects.filter(pk=self.file.pk, material_import=self.material_import).delete()
        return Change(None, [LogEntry(self.material_import, {"file": self.file.name})])


class DiscardPlan(PlannedImportAction[None]):
    """Delete an import that has not started, with its temporary files."""

    audit = DISCARD_PLAN

    def run(self) -> None:
        files = list(self.material_import.files.all())
        super().run()
        remove_uploads(files)

    def execute(self) -> Change[None]:
        entry = LogEntry(MaterialImport.objects.get(pk=self.lock().pk), options={"deleted": True})
        MaterialImport.objects.filter(pk=self.material_import.pk).delete()
        return Change(None, [entry])


@dataclass(frozen=True, kw_only=True)
class StartMaterialImport(PlannedImportAction[MaterialImport]):
    """Start an import, which a task carries out. Raises MaterialRefused while its plan has problems."""

    audit = START_MATERIAL
    signal = material_import_requested

    def check(self, by: Person) -> None:
        super().check(by)
        started = self.material_import
        may = may_add_to(by, started.page) if started.page else may_import_for(by, started.owner)
        if not may:
            raise PermissionDenied

    def execute(self) -> Change[MaterialImport]:
        started = self.lock()
        plan = MaterialPlan(list(started.files.all()))
        if not plan.has_choices:
            raise _plan_has_changed()
        if not plan.is_sound:
            raise MaterialRefused(_("Mend or leave out what is listed under the files first."))
        if started.page is None and not started.makes_page:
            raise MaterialRefused(_("The draft that you chose was deleted. Begin anew."))
        started.state, started.total = MaterialState.WAITING, plan.asset_count
        started.save(update_fields=["state", "total"])
        return Change(started, [LogEntry(started)], {"material_import": started})
