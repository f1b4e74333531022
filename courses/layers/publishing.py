"""Publication of local layers, and their following of the core."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.exceptions import LayerRefused
from courses.files.closed_objects import closed_objects
from courses.layers.core_steps import as_stored, merge_with, newest_version, own_steps
from courses.layers.merging import Merge, MergedStep, follow
from courses.layers.models import LayerVersion, LayerVersionContent, LayerVersionFile, ModuleLayer
from courses.layers.operations import Operation
from courses.layers.permissions import may_edit_layers_of
from courses.layers.variables import unknown_variables
from courses.models.module import Module, ModuleVersion
from courses.modules.frozen_content import file_field_name, files_in, frozen_steps, resolve_steps
from people.api import Action, Change, LogEntry, Person


@dataclass(frozen=True, kw_only=True)
class PublishLayer(Action[LayerVersion]):
    """Freeze the draft of a layer with the newest version of its module. Raises LayerRefused.

    Operations that wait for a decision do not prevent it: local content stays until it is decided.
    """

    audit = "wagtail.publish"
    is_of_system = True

    layer: ModuleLayer

    def check(self, by: Person) -> None:
        if not may_edit_layers_of(by, self.layer.municipality):
            raise PermissionDenied

    def execute(self) -> Change[LayerVersion]:
        module = Module.objects.select_for_update().get(pk=self.layer.module_id)
        layer = ModuleLayer.objects.select_for_update().get(pk=self.layer.pk)
        version = newest_version(module, layer.language)
        if version is None or module.owner_id is not None:
            raise LayerRefused(_("The module is no longer published for all municipalities."))
        operations = layer.stored_operations
        if unknown := unknown_variables([one.content or one.text for one in operations]):
            names = ", ".join(unknown)
            raise LayerRefused(_("There is no local value with the name %(names)s.") % {"names": names})
        closed = list(closed_objects(own_steps(operations), layer.municipality, reader=self.by))
        if closed:
            raise LayerRefused(*closed)
        frozen, followed = _freeze(layer, version, operations)
        layer.operations, layer.has_changes = [one.as_row() for one in followed], False
        layer.save()
        self.layer.refresh_from_db()
        return Change(frozen, [LogEntry(layer, {"number": frozen.number})])


@transaction.atomic
def follow_core(*, version: ModuleVersion) -> int:
    """Merge the published layers of a module with its new version; return how many were.

    An operation that its changes do not affect follows. One that they do affect keeps its local content, and
    its layer is pending from then on.
    """
    layers = ModuleLayer.objects.select_for_update().filter(
        module=version.module_id, language=version.language
    )
    followed = 0
    for layer in layers:
        newest = layer.versions.select_related("content").order_by("-number").first()
        if newest is None or newest.base_id == version.pk:
            continue
        _freeze(layer, version, newest.content.stored_operations)
        draft = layer.stored_operations
        merged = merge_with(version, draft)
        rebased = follow(draft, merged, frozen_steps(version), version.pk)
        layer.operations = [operation.as_row() for operation in rebased]
        layer.save()
        followed += 1
    return followed


def _freeze(
    layer: ModuleLayer, version: ModuleVersion, operations: Sequence[Operation]
) -> tuple[LayerVersion, tuple[Operation, ...]]:
    """Return a new layer version and its operations; set on the layer whether any is pending, unsaved."""
    merged = merge_with(version, operations)
    followed = follow(operations, merged, frozen_steps(version), version.pk)
    number = layer.versions.aggregate(Max("number"))["number__max"] or 0
    local = local_steps(merged)
    frozen = LayerVersion.objects.create(
        layer=layer, number=number + 1, base=version, steps=list(_outline(version, merged, local))
    )
    LayerVersionContent.objects.create(
        layer_version=frozen, operations=[one.as_row() for one in followed], steps=local
    )
    _protect_files(frozen, list(local.values()))
    if not merged.conflicts:
        layer.pending_since = layer.reminded_at = None
    elif layer.pending_since is None:
        layer.pending_since = timezone.now()
    return frozen, followed


def shown_steps(merged: Merge) -> list[dict[str, Any]]:
    """Return the resolved steps that learners would see if the merge were published."""
    local = local_steps(merged)
    return [local.get(step.raw["id"]) or dict(step.raw) for step in merged.steps]


def local_steps(merged: Merge) -> dict[str, Any]:
    """Return the steps that differ from the core's, by id; wholly local ones with what their types add."""
    changed = [step for step in merged.steps if step.operations]
    own = [dict(step.raw) for step in changed if _is_own(step)]
    resolved = {step["id"]: step for step in resolve_steps(own)}
    return {step.raw["id"]: resolved.get(step.raw["id"], step.raw) for step in changed}


def _is_own(step: MergedStep) -> bool:
    """Return whether the whole step is local, so that it has not been resolved with the core."""
    return not step.is_core or any(operation.content is not None for operation in step.operations)


def _outline(version: ModuleVersion, merged: Merge, local: dict[str, Any]) -> Any:
    """Yield the rows of `LayerVersion.steps`."""
    core = {row["id"]: row for row in version.steps}
    for step in merged.steps:
        if step.is_core and not _is_own(step):
            yield core[step.raw["id"]]
        else:
            stored = as_stored(local[step.raw["id"]])
            yield {"id": stored.id, "kind": stored.kind, "title": stored.title, "package": None}


def _protect_files(frozen: LayerVersion, steps: list[dict[str, Any]]) -> None:
    LayerVersionFile.objects.bulk_create(
        LayerVersionFile(layer_version=frozen, **{file_field_name(file): file}) for file in files_in(steps)
    )
