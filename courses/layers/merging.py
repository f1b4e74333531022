"""The merge of local operations with the steps of a shared module: a pure function.

Three-way for each operation: the step that it was made against, the step of today, and the local content.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from operator import eq

from courses.layers.operations import (
    Operation,
    OperationKind,
    RawStep,
    RawSteps,
    text_of_place,
    with_places,
)


class Reason(StrEnum):
    """Why an operation has to be decided on."""

    #: the core has changed what is changed here too
    CHANGED = "changed"
    #: the core no longer has the step
    STEP_GONE = "step_gone"
    #: the step no longer has the place
    PLACE_GONE = "place_gone"
    #: a run-time plays the step now, so that it can be neither hidden nor replaced
    PLAYED = "played"
    #: no step of the core would be shown
    NOTHING_LEFT = "nothing_left"


@dataclass(frozen=True)
class Conflict:
    """An operation that somebody has to decide on, with the step before and now (None: no such step)."""

    operation: Operation
    reason: Reason
    before: RawStep | None
    now: RawStep | None


@dataclass(frozen=True)
class MergedStep:
    """A step as learners of the municipality see it."""

    raw: RawStep
    #: whether it stands for a step of the core, with its id
    is_core: bool = True
    #: the operations that made it what it is
    operations: tuple[Operation, ...] = ()


@dataclass(frozen=True)
class Merge:
    """The result of a merge."""

    steps: tuple[MergedStep, ...]
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True)
class MergeRules:
    """What the merge cannot read from the steps themselves."""

    #: returns a step with a title and a text, for local text whose place has gone
    text_step: Callable[[str, str], RawStep]
    #: the ids of the steps of the core that run-times play
    played: Collection[str] = ()
    #: returns whether two versions of a step are the same to learners
    is_same: Callable[[RawStep, RawStep], bool] = eq
    #: returns whether two texts of a place are the same to learners
    is_same_text: Callable[[str, str], bool] = eq


def merge(
    bases: Mapping[int, RawSteps], core: RawSteps, operations: Sequence[Operation], rules: MergeRules
) -> Merge:
    """Return the steps of `core` with the local operations, and the operations to decide on.

    `bases` has the steps that each `Operation.base` stands for. Until it is decided, local content stays:
    where its step or place has gone, as a step of its own after the nearest step before it that remains.
    """
    return _Merging(bases, core, operations, rules).result()


def follow(operations: Sequence[Operation], merged: Merge, core: RawSteps, key: int) -> tuple[Operation, ...]:
    """Return the operations with those that need no decision made against `core`, whose key is `key`.

    One whose step has gone keeps its base, so that it applies again if the step is restored.
    """
    pending = {conflict.operation.id for conflict in merged.conflicts}
    ids = {"", *(step["id"] for step in core)}
    return tuple(
        operation if operation.id in pending or operation.step not in ids else replace(operation, base=key)
        for operation in operations
    )


def nearest_before(base: RawSteps, step: str, core: Collection[str]) -> str:
    """Return the id of `step`, or of the nearest one before it in `base`, that `core` has; "" for none."""
    ids = [one["id"] for one in base]
    before = ids[: ids.index(step) + 1] if step in ids else []
    return next((one for one in reversed(before) if one in core), "")


@dataclass
class _Merging:
    bases: Mapping[int, RawSteps]
    core: RawSteps
    operations: Sequence[Operation]
    rules: MergeRules
    conflicts: list[Conflict] = field(default_factory=list)
    #: local steps by the id of the core's step before them, each with its order
    local: dict[str, list[tuple[int, MergedStep]]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self.now = {step["id"]: step for step in self.core}
        self.shown: dict[str, MergedStep] = {step["id"]: MergedStep(step) for step in self.core}
        self.hidden: dict[str, Operation] = {}

    def result(self) -> Merge:
        for operation in self.operations:
            self._apply(operation)
        if self.hidden and len(self.hidden) == len(self.core):
            self._show_hidden()
        order = {operation.id: number for number, operation in enumerate(self.operations)}
        self.conflicts.sort(key=lambda conflict: order[conflict.operation.id])
        return Merge(tuple(self._in_order()), tuple(self.conflicts))

    def _show_hidden(self) -> None:
        """Hide nothing, since a module without a step of the core could not be completed."""
        decided = {operation.id for operation in self.hidden.values()}
        self.conflicts = [one for one in self.conflicts if one.operation.id not in decided]
        for operation in self.hidden.values():
            self._conflict(operation, Reason.NOTHING_LEFT)
        self.hidden = {}

    def _in_order(self) -> list[MergedStep]:
        steps = self._after("")
        for step in self.core:
            if step["id"] not in self.hidden:
                steps.append(self.shown[step["id"]])
            steps += self._after(step["id"])
        return steps

    def _after(self, step: str) -> list[MergedStep]:
        return [one for _order, one in sorted(self.local.get(step, ()), key=lambda entry: entry[0])]

    def _apply(self, operation: Operation) -> None:
        match operation.kind:
            case OperationKind.INSERT:
                self._insert(operation)
            case OperationKind.FILL:
                self._fill(operation)
            case OperationKind.REPLACE:
                self._replace(operation)
            case OperationKind.HIDE:
                self._hide(operation)

    def _before(self, operation: Operation) -> RawStep | None:
        base = self.bases.get(operation.base, ())
        return next((step for step in base if step["id"] == operation.step), None)

    def _conflict(self, operation: Operation, reason: Reason) -> None:
        before, now = self._before(operation), self.now.get(operation.step)
        self.conflicts.append(Conflict(operation, reason, before, now))

    def _place_beside(self, operation: Operation, content: RawStep) -> None:
        """Show local content as a step of its own, after the nearest step that remains."""
        base = self.bases.get(operation.base, ())
        anchor = nearest_before(base, operation.step, self.now)
        ids = [step["id"] for step in base]
        position = ids.index(operation.step) if operation.step in ids else -1
        raw = {**content, "id": operation.id}
        self.local[anchor].append((position, MergedStep(raw, is_core=False, operations=(operation,))))

    def _insert(self, operation: Operation) -> None:
        self._place_beside(operation, operation.own_step)
        if operation.step and operation.step not in self.now:
            self._conflict(operation, Reason.STEP_GONE)

    def _fill(self, operation: Operation) -> None:
        before, now = self._before(operation), self.now.get(operation.step)
        text = text_of_place(now, operation.place) if now is not None else None
        if now is None or text is None:
            step = before or now
            title = step["value"].get("title", "") if step is not None else ""
            self._place_beside(operation, self.rules.text_step(title, operation.text))
            self._conflict(operation, Reason.STEP_GONE if now is None else Reason.PLACE_GONE)
            return
        shown = self.shown[operation.step]
        raw = {**shown.raw, "value": with_places(shown.raw["value"], {operation.place: operation.text})}
        self.shown[operation.step] = replace(shown, raw=raw, operations=(*shown.operations, operation))
        earlier = text_of_place(before, operation.place) if before is not None else None
        known = [one for one in (earlier, operation.text) if one is not None]
        if not any(self.rules.is_same_text(text, one) for one in known):
            self._conflict(operation, Reason.CHANGED)

    def _replace(self, operation: Operation) -> None:
        before, now = self._before(operation), self.now.get(operation.step)
        if now is None or operation.step in self.rules.played:
            self._place_beside(operation, operation.own_step)
            self._conflict(operation, Reason.STEP_GONE if now is None else Reason.PLAYED)
            return
        raw = {**operation.own_step, "id": operation.step}
        self.shown[operation.step] = MergedStep(raw, operations=(operation,))
        if not self._is_unchanged(before, now) and not self.rules.is_same(raw, now):
            self._conflict(operation, Reason.CHANGED)

    def _hide(self, operation: Operation) -> None:
        before, now = self._before(operation), self.now.get(operation.step)
        if now is None:
            return  # both have removed it
        if operation.step in self.rules.played:
            self._conflict(operation, Reason.PLAYED)
            return
        self.hidden[operation.step] = operation
        if not self._is_unchanged(before, now):
            self._conflict(operation, Reason.CHANGED)

    def _is_unchanged(self, before: RawStep | None, now: RawStep) -> bool:
        return before is not None and self.rules.is_same(before, now)
