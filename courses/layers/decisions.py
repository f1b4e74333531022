"""Decisions on operations that a change of the core affects: pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from courses.layers.merging import Conflict, MergeRules, Reason, nearest_before
from courses.layers.operations import Operation, OperationKind, RawStep, RawSteps


class Decision(StrEnum):
    """The decisions on an operation. EDIT keeps it, to be edited next."""

    KEEP = "keep"
    TAKE_CORE = "take_core"
    EDIT = "edit"


def decisions_on(conflict: Conflict) -> tuple[Decision, ...]:
    """Return the decisions that are possible: what must be shown cannot be hidden again."""
    if conflict.operation.kind == OperationKind.HIDE and conflict.reason != Reason.CHANGED:
        return (Decision.TAKE_CORE,)
    if conflict.operation.kind == OperationKind.HIDE:
        return (Decision.KEEP, Decision.TAKE_CORE)
    return (Decision.KEEP, Decision.TAKE_CORE, Decision.EDIT)


def kept(
    conflict: Conflict, bases: Mapping[int, RawSteps], core: RawSteps, key: int, rules: MergeRules
) -> Operation:
    """Return the operation of a conflict with its local content, as one that `core` does not affect.

    What no longer has its step or place becomes a step of its own, where the merge has shown it until now.
    """
    operation = conflict.operation
    if conflict.reason == Reason.CHANGED:
        return replace(operation, base=key)
    ids = {step["id"] for step in core}
    anchor = nearest_before(bases.get(operation.base, ()), operation.step, ids)
    return Operation(operation.id, OperationKind.INSERT, anchor, key, content=_own_step(conflict, rules))


def _own_step(conflict: Conflict, rules: MergeRules) -> RawStep:
    operation = conflict.operation
    if operation.content is not None:
        return operation.content
    step = conflict.before or conflict.now
    return rules.text_step(step["value"].get("title", "") if step else "", operation.text)
