"""What the pages of local content show: the steps of a layer, and the conflicts to decide on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from wagtail.rich_text import get_text_for_indexing

from courses.layers.core_steps import as_stored, merge_with, played_steps
from courses.layers.decisions import Decision, decisions_on
from courses.layers.merging import Conflict, MergedStep, Reason
from courses.layers.operations import Operation, OperationKind, RawStep, places_in
from courses.models.module import ModuleVersion
from courses.modules.frozen_content import bind_frozen_step
from courses.modules.version_changes import StepChange, compare_steps
from courses.steps.stored import StoredStep


@dataclass(frozen=True)
class PlaceRow:
    """A place of a step, with the operation that fills it, if one does."""

    id: str
    name: str
    operation: Operation | None


@dataclass(frozen=True)
class StepRow:
    """A step as a trainer sees it in the layer."""

    step: StoredStep
    is_core: bool
    is_hidden: bool
    #: whether run-times play it, so that it is the same for everybody
    is_played: bool
    #: the operation that added, replaced or hid it
    operation: Operation | None
    places: tuple[PlaceRow, ...]

    @property
    def is_replaced(self) -> bool:
        return self.is_core and self.operation is not None and not self.is_hidden

    @property
    def is_changeable(self) -> bool:
        """Whether it may be hidden or replaced."""
        is_filled = any(place.operation for place in self.places)
        return self.is_core and not self.is_played and self.operation is None and not is_filled


def step_rows(version: ModuleVersion, operations: Sequence[Operation]) -> Iterator[StepRow]:
    """Yield the steps of a layer in order, those that it hides too."""
    merged = merge_with(version, operations)
    shown = {step.raw["id"] for step in merged.steps}
    hiding = {one.step: one for one in operations if one.kind == OperationKind.HIDE}
    played = played_steps(version)
    for step in merge_with(version, [one for one in operations if one not in hiding.values()]).steps:
        step_id = step.raw["id"]
        is_hidden = step.is_core and step_id not in shown
        operation = hiding.get(step_id) if is_hidden else _own_operation(step)
        places = () if is_hidden or operation else tuple(_places(step))
        yield StepRow(as_stored(step.raw), step.is_core, is_hidden, step_id in played, operation, places)


def _own_operation(step: MergedStep) -> Operation | None:
    """Return the operation that the whole step comes from."""
    own = (one for one in step.operations if one.content is not None or not step.is_core)
    return next(own, None)


def _places(step: MergedStep) -> Iterator[PlaceRow]:
    filled = {one.place: one for one in step.operations}
    for block in places_in(step.raw["value"]) if step.is_core else ():
        yield PlaceRow(block["id"], block["value"].get("name", ""), filled.get(block["id"]))


@dataclass(frozen=True)
class ConflictRow:
    """A conflict as it is shown side by side."""

    conflict: Conflict
    title: str
    reason: str
    #: what has changed in the shared step; empty if it is gone
    changes: tuple[StepChange, ...]
    #: the texts of the shared step now or, if it is gone, as it was
    shared: str
    #: the local text, "" for a step that is hidden here
    local: str
    decisions: tuple[tuple[Decision, str], ...]


def conflict_rows(version: ModuleVersion, operations: Sequence[Operation]) -> list[ConflictRow]:
    return [_conflict_row(conflict) for conflict in merge_with(version, operations).conflicts]


def _conflict_row(conflict: Conflict) -> ConflictRow:
    before, now, operation = conflict.before, conflict.now, conflict.operation
    step = now or before
    changes = compare_steps([as_stored(before)], [as_stored(now)]) if before and now else ()
    return ConflictRow(
        conflict,
        as_stored(step).title if step else "",
        _reasons()[conflict.reason],
        changes,
        text_of(step) if step else "",
        text_of(operation.content) if operation.content else _plain(operation.text),
        tuple((decision, _labels()[decision]) for decision in decisions_on(conflict)),
    )


def text_of(raw: RawStep) -> str:
    """Return the texts of a step, without formatting."""
    content = bind_frozen_step({"id": "", **raw})
    return "\n".join(content.block.get_searchable_content(content.value))


def _plain(text: str) -> str:
    plain: str = get_text_for_indexing(text) if text else ""
    return plain


def _reasons() -> dict[Reason, str]:
    return {
        Reason.CHANGED: _("The shared module has changed here too."),
        Reason.STEP_GONE: _(
            "The shared module no longer has this step. Yours is shown after the one before."
        ),
        Reason.PLACE_GONE: _("The step no longer has this place. Your text is shown as a step after it."),
        Reason.PLAYED: _("The step has questions now, so everybody takes it. Yours is shown after it."),
        Reason.NOTHING_LEFT: _("No other shared step is left, so it is shown."),
    }


def _labels() -> dict[Decision, str]:
    return {
        Decision.KEEP: _("Keep ours"),
        Decision.TAKE_CORE: _("Take the shared one"),
        Decision.EDIT: _("Keep ours and edit it"),
    }
