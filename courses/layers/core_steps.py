"""The steps of a shared module as the merge reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from courses.layers.merging import Merge, MergeRules, merge
from courses.layers.models import ImportedBase
from courses.layers.operations import Operation, RawStep, RawSteps
from courses.models.module import Module, ModuleVersion
from courses.modules.frozen_content import frozen_steps, is_same_content
from courses.steps.stored import StoredStep, read_stream, without_block_keys
from courses.steps.text import TextStep


def newest_version(module: Module, language: str) -> ModuleVersion | None:
    """Return the version that new layers are made against."""
    return module.versions.filter(language=language).order_by("-number").first()


def merge_with(version: ModuleVersion, operations: Iterable[Operation]) -> Merge:
    """Return the steps of a module version with the operations of a layer."""
    operations = tuple(operations)
    return merge(bases_of(operations), frozen_steps(version), operations, rules_of(version))


def bases_of(operations: Iterable[Operation]) -> Mapping[int, RawSteps]:
    """Return the steps that operations were made against, by the key that they have for them."""
    keys = {operation.base for operation in operations}
    versions = ModuleVersion.objects.filter(pk__in=[key for key in keys if key > 0])
    bases = {version.pk: frozen_steps(version) for version in versions}
    if imported := [-key for key in keys if key < 0]:
        bases |= {-base.pk: base.steps for base in ImportedBase.objects.filter(pk__in=imported)}
    return bases


def rules_of(version: ModuleVersion) -> MergeRules:
    return MergeRules(text_step, played_steps(version), is_same_step, is_same_text)


def played_steps(version: ModuleVersion) -> frozenset[str]:
    """Return the ids of the steps that run-times play: they can be neither hidden nor replaced."""
    return frozenset(step.id for step in version.stored_steps if step.is_played)


def is_same_step(one: RawStep, other: RawStep) -> bool:
    return is_same_content([as_stored(one)], [as_stored(other)])


def is_same_text(one: str, other: str) -> bool:
    same: bool = without_block_keys(one) == without_block_keys(other)
    return same


def own_steps(operations: Iterable[Operation]) -> list[dict[str, Any]]:
    """Return the local steps of operations, with a local text of a place as a step of text."""
    steps = []
    for operation in operations:
        if operation.content is not None:
            steps.append({**operation.content, "id": operation.id})
        elif operation.text:
            steps.append({**text_step("", operation.text), "id": operation.id})
    return steps


def as_stored(raw: RawStep) -> StoredStep:
    return read_stream([raw])[0]


def text_step(title: str, text: str) -> dict[str, Any]:
    return {"type": TextStep.kind, "value": {"title": title, "body": text}}


def has_questions(raw: RawStep) -> bool:
    """Return whether a run-time would play a local step, which no figure could be compared by."""
    step = as_stored(raw)
    return step.is_played or bool(step.type.digest(step.values))
