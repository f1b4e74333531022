"""Random upstream edits and local operations on plain steps, and an oracle of their merge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from hypothesis import strategies as st

from courses.layers.merging import Conflict, Merge, MergeRules, Reason, follow, merge
from courses.layers.operations import Operation, OperationKind, text_of_place

LAYERS, EDITS = 13, 20
Step = dict[str, Any]


def text_step(title: str, text: str) -> Step:
    return {"type": "text", "value": {"title": title, "body": text}}


def make_step(step_id: str, text: str = "", place: str = "", *, has_place: bool = True) -> Step:
    """A step with a text and a place with the id `p-<step>`."""
    block = {"id": f"p-{step_id}", "type": "place", "value": {"name": "Jour", "text": place}}
    return {
        "id": step_id,
        "type": "screen",
        "value": {
            "title": step_id,
            "content": [{"id": "t", "type": "text", "value": text}, *[block] * has_place],
        },
    }


def strategy() -> st.SearchStrategy[tuple[list[list[tuple[int, int]]], list[tuple[int, int]]]]:
    """Return layers of local operations and upstream edits, each as two numbers."""
    numbers = st.tuples(st.integers(0, 3), st.integers(0, 99))
    edits = st.tuples(st.integers(0, 8), st.integers(0, 99))
    layers = st.lists(st.lists(numbers, max_size=4), min_size=LAYERS, max_size=LAYERS)
    return st.tuples(layers, st.lists(edits, min_size=EDITS, max_size=EDITS))


@dataclass
class Upstream:
    """The core with random edits; each version stays known by its number."""

    core: list[Step] = field(default_factory=lambda: [make_step(name) for name in "ABCDE"])
    played: set[str] = field(default_factory=lambda: {"E"})
    versions: dict[int, list[Step]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.store()

    def store(self) -> None:
        self.key = len(self.versions)
        self.versions[self.key] = deepcopy(self.core)

    def edit(self, kind: int, number: int) -> None:
        """Change the text, the place or the kind of a step, or remove, add, move or restore one."""
        fresh = next(self.numbers)
        at = number % len(self.core) if self.core else 0
        if kind == 0 or not self.core:
            self.core.insert(at, make_step(f"N{fresh}", str(fresh)))
        elif kind == 1:
            self.core.pop(at)
        elif kind == 2:
            self.core.insert(number % 3, self.core.pop(at))
        elif kind == 3:
            self.core = deepcopy(self.versions[number % len(self.versions)])
        elif kind == 4:
            self.played.symmetric_difference_update({self.core[at]["id"]} - {"E"})
        else:
            self._edit_content(self.core[at], kind, number % 4)
        self.store()

    def _edit_content(self, step: Step, kind: int, text: int) -> None:
        content = step["value"]["content"]
        if kind == 5 and len(content) > 1:
            content.pop()
        elif kind in (6, 7) and len(content) > 1:
            content[1] = make_step(step["id"], place=str(text))["value"]["content"][1]
        else:
            content[0] = {**content[0], "value": str(text)}


def make_operations(numbers: Sequence[tuple[int, int]], upstream: Upstream) -> tuple[Operation, ...]:
    """Return operations that a trainer could make on the core: at most one of each target."""
    made: list[Operation] = []
    for index, (kind_number, number) in enumerate(numbers):
        kind = list(OperationKind)[kind_number]
        step = upstream.core[number % len(upstream.core)]
        operation = Operation(f"op{index}", kind, step["id"], upstream.key)
        if kind == OperationKind.FILL:
            operation = Operation(
                operation.id, kind, step["id"], upstream.key, f"p-{step['id']}", str(number % 4)
            )
        elif kind != OperationKind.HIDE:
            content = make_step("", f"local {number % 4}", has_place=False)
            operation = Operation(operation.id, kind, step["id"], upstream.key, content=content)
        if is_possible(operation, made, upstream):
            made.append(operation)
    return tuple(made)


def is_possible(operation: Operation, made: Sequence[Operation], upstream: Upstream) -> bool:
    if operation.kind == OperationKind.INSERT:
        return True
    same = [one for one in made if one.step == operation.step and one.kind != OperationKind.INSERT]
    if operation.kind == OperationKind.FILL:
        return not same
    hides = sum(one.kind == OperationKind.HIDE for one in made)
    return not same and operation.step not in upstream.played and hides < len(upstream.core) - 1


@dataclass(frozen=True)
class Expected:
    """What the oracle expects of one operation: a reason to decide, or None."""

    operation: Operation
    reason: Reason | None


def expected_reason(operation: Operation, upstream: Upstream) -> Reason | None:
    """Return why an operation must be decided on, from the stored versions alone."""
    before = {step["id"]: step for step in upstream.versions[operation.base]}.get(operation.step)
    now = {step["id"]: step for step in upstream.core}.get(operation.step)
    if now is None:
        return None if operation.kind == OperationKind.HIDE else Reason.STEP_GONE
    if operation.kind == OperationKind.INSERT:
        return None
    if operation.kind == OperationKind.FILL:
        texts = [text_of_place(step, operation.place) if step else None for step in (before, now)]
        if texts[1] is None:
            return Reason.PLACE_GONE
        return None if texts[0] == texts[1] or texts[1] == operation.text else Reason.CHANGED
    if operation.step in upstream.played:
        return Reason.PLAYED
    local = {**operation.content, "id": operation.step} if operation.content else None
    return None if now in (before, local) else Reason.CHANGED


def check_merge(merged: Merge, operations: Sequence[Operation], upstream: Upstream) -> list[str]:
    """Return what is wrong with a merge: lost content, conflicts that are missing or false, lost steps."""
    wrong: list[str] = []
    found = {conflict.operation.id: conflict.reason for conflict in merged.conflicts}
    expected = {one.id: reason for one in operations if (reason := expected_reason(one, upstream))}
    hides = {one.step for one in operations if one.kind == OperationKind.HIDE} - upstream.played
    core = [step["id"] for step in upstream.core]
    if core and hides >= set(core):
        expected |= {
            one.id: Reason.NOTHING_LEFT
            for one in operations
            if one.step in hides & set(core) and one.kind == OperationKind.HIDE
        }
        hides = set()
    if found != expected or len(found) != len(merged.conflicts):
        wrong.append(f"conflicts {found}, expected {expected}")
    shown = [step.raw["id"] for step in merged.steps if step.is_core]
    if shown != [step for step in core if step not in hides]:
        wrong.append(f"steps of the core {shown}")
    for operation in operations:
        times = sum(is_shown_in(operation, step) for step in merged.steps)
        if operation.kind != OperationKind.HIDE and times != 1:
            wrong.append(f"{operation} is shown {times} times")
    return wrong


def is_shown_in(operation: Operation, step: Any) -> bool:
    """Return whether a merged step has the content of an operation."""
    if operation not in step.operations:
        return False
    if operation.kind == OperationKind.FILL:
        return operation.text in (text_of_place(step.raw, operation.place), step.raw["value"].get("body"))
    return step.raw["value"] == operation.content["value"] if operation.content else False


def play(layers: Sequence[Sequence[tuple[int, int]]], edits: Sequence[tuple[int, int]]) -> list[str]:
    """Return what is wrong when layers follow the core through all edits."""
    upstream = Upstream()
    drafts = [make_operations(numbers, upstream) for numbers in layers]
    for edit in edits:
        upstream.edit(*edit)
        rules = MergeRules(text_step, frozenset(upstream.played))
        for index, operations in enumerate(drafts):
            merged = merge(upstream.versions, upstream.core, operations, rules)
            if wrong := check_merge(merged, operations, upstream):
                return wrong
            drafts[index] = follow(operations, merged, upstream.core, upstream.key)
    return []


def reasons(conflicts: Sequence[Conflict]) -> list[Reason]:
    return [conflict.reason for conflict in conflicts]
