"""Actions on the drafts of local layers and on the values of a municipality."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from courses.exceptions import LayerRefused
from courses.files.closed_objects import closed_objects
from courses.layers.core_steps import (
    bases_of,
    has_questions,
    merge_with,
    newest_version,
    own_steps,
    played_steps,
    rules_of,
)
from courses.layers.decisions import Decision, decisions_on, kept
from courses.layers.merging import Conflict
from courses.layers.models import LocalValue, LocalVariable, ModuleLayer
from courses.layers.operations import Operation, OperationKind, text_of_place
from courses.layers.permissions import may_edit_layers_of
from courses.layers.variables import unknown_variables
from courses.models.module import Module, ModuleVersion
from courses.modules.frozen_content import frozen_steps
from people.api import Action, Change, LogEntry, Municipality, Person


@dataclass(frozen=True, kw_only=True)
class LayerAction(Action[ModuleLayer]):
    """The base of changes of a layer's draft, which is created by the first one. Raises LayerRefused."""

    audit = "wagtail.edit"
    is_of_system = True

    module: Module
    municipality: Municipality
    language: str

    def check(self, by: Person) -> None:
        if not may_edit_layers_of(by, self.municipality):
            raise PermissionDenied

    def execute(self) -> Change[ModuleLayer]:
        module = Module.objects.select_for_update().get(pk=self.module.pk)
        version = newest_version(module, self.language)
        if version is None or module.owner_id is not None:
            raise LayerRefused(_("The module is no longer published for all municipalities."))
        layer, _is_new = ModuleLayer.objects.select_for_update().get_or_create(
            module=module, municipality=self.municipality, language=self.language
        )
        before = layer.stored_operations
        after = tuple(self.changed(before, version))
        if after == before:
            return Change(layer)
        layer.operations, layer.has_changes = [one.as_row() for one in after], True
        layer.save()
        return Change(layer, [LogEntry(layer)])

    @abstractmethod
    def changed(self, operations: Sequence[Operation], version: ModuleVersion) -> Sequence[Operation]:
        """Return the operations after the change, given the newest version of the core."""


@dataclass(frozen=True, kw_only=True)
class SaveOperation(LayerAction):
    """Add an operation on the newest version of the core, or replace the one with its id."""

    operation: Operation

    def changed(self, operations: Sequence[Operation], version: ModuleVersion) -> Sequence[Operation]:
        operation = replace(self.operation, base=version.pk, id=self.operation.id or str(uuid4()))
        others = [one for one in operations if one.id != operation.id]
        if problem := _problem(operation, others, version) or self._closed(operation):
            raise LayerRefused(problem)
        if len(others) == len(operations):
            return [*operations, operation]
        return [operation if one.id == operation.id else one for one in operations]

    def _closed(self, operation: Operation) -> str:
        """Return which file of another municipality the operation uses, "" for none."""
        return next(closed_objects(own_steps([operation]), self.municipality, reader=self.by), "")


@dataclass(frozen=True, kw_only=True)
class RemoveOperation(LayerAction):
    """Remove an operation, so that the step is the core's again. One that is gone already is no error."""

    operation_id: str

    def changed(self, operations: Sequence[Operation], version: ModuleVersion) -> Sequence[Operation]:
        return [one for one in operations if one.id != self.operation_id]


@dataclass(frozen=True, kw_only=True)
class DecideOperation(LayerAction):
    """Keep a pending operation or take the core's; one that is no longer pending changes nothing."""

    operation_id: str
    decision: Decision

    def changed(self, operations: Sequence[Operation], version: ModuleVersion) -> Sequence[Operation]:
        conflicts = {one.operation.id: one for one in merge_with(version, operations).conflicts}
        conflict = conflicts.get(self.operation_id)
        if conflict is None:
            return operations
        if self.decision not in decisions_on(conflict):
            raise LayerRefused(_("This step must be shown now. Take the shared content."))
        if self.decision == Decision.TAKE_CORE:
            return [one for one in operations if one.id != self.operation_id]
        decided = _kept(conflict, operations, version)
        return [decided if one.id == self.operation_id else one for one in operations]


def _kept(conflict: Conflict, operations: Sequence[Operation], version: ModuleVersion) -> Operation:
    return kept(conflict, bases_of(operations), frozen_steps(version), version.pk, rules_of(version))


def _problem(operation: Operation, others: Sequence[Operation], version: ModuleVersion) -> str:
    """Return why an operation is not possible, as a sentence; "" if it is."""
    step = next((one for one in frozen_steps(version) if one["id"] == operation.step), None)
    if step is None and (operation.step or operation.kind != OperationKind.INSERT):
        return _("The shared module no longer has this step. Look at the steps again.")
    if unknown := unknown_variables(operation.content or operation.text):
        return _("There is no local value with the name %(names)s.") % {"names": ", ".join(unknown)}
    if operation.content is not None and has_questions(operation.content):
        return _(
            "A local step can have texts, pictures and films, but no questions: figures stay comparable."
        )
    if operation.kind == OperationKind.INSERT:
        return ""
    if operation.kind == OperationKind.FILL:
        has_place = step is not None and text_of_place(step, operation.place) is not None
        return "" if has_place and not _clashes(operation, others) else _("This place can't be filled here.")
    if operation.step in played_steps(version):
        return _("This step is answered or played, so it must be the same for everybody.")
    if _clashes(operation, others):
        return _("Something else is changed in this step. Remove that first.")
    return _hides_all(operation, others, version)


def _clashes(operation: Operation, others: Sequence[Operation]) -> bool:
    """Return whether another operation changes the same: a place, or the whole step around it."""
    same_step = [one for one in others if one.step == operation.step and one.kind != OperationKind.INSERT]
    is_fill = operation.kind == OperationKind.FILL
    return any(one.place == operation.place or not (is_fill and one.place) for one in same_step)


def _hides_all(operation: Operation, others: Sequence[Operation], version: ModuleVersion) -> str:
    if operation.kind != OperationKind.HIDE:
        return ""
    hidden = {operation.step, *(one.step for one in others if one.kind == OperationKind.HIDE)}
    left = {step.id for step in version.stored_steps} - hidden
    return "" if left else _("At least one step of the shared module must be shown.")


@dataclass(frozen=True, kw_only=True)
class SaveLocalValues(Action[int]):
    """Set a municipality's values of variables, by their keys; return how many were changed.

    They are in force at once, in all modules and for those who have begun.
    """

    audit = "wagtail.edit"
    is_of_system = True

    municipality: Municipality
    values: Mapping[str, str]

    def check(self, by: Person) -> None:
        if not may_edit_layers_of(by, self.municipality):
            raise PermissionDenied

    def execute(self) -> Change[int]:
        entries = []
        for variable in LocalVariable.objects.filter(key__in=self.values):
            text = self.values[variable.key].strip()
            before = LocalValue.objects.filter(municipality=self.municipality, variable=variable).first()
            if text == (before.text if before else ""):
                continue
            value, _is_new = LocalValue.objects.update_or_create(
                municipality=self.municipality, variable=variable, defaults={"text": text}
            )
            data = {"name": variable.key, "before": before.text if before else "", "after": text}
            entries.append(LogEntry(value, data))
        return Change(len(entries), entries)
