"""Differences between the steps of a module version and those of a draft."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.compare import diff_text
from wagtail.blocks import Block, ChooserBlock

from courses.models import ModuleVersion
from courses.steps.stored import StoredStep, without_block_keys


class ChangeKind(TextChoices):
    """The kinds of change of a step."""

    ADDED = "added", gettext_lazy("New step")
    REMOVED = "removed", gettext_lazy("Removed")
    CHANGED = "changed", gettext_lazy("Changed")
    MOVED = "moved", gettext_lazy("Moved")


@dataclass(frozen=True)
class StepChange:
    """A changed step. `details` are sentences, `texts` the differences in its texts as safe HTML."""

    kind: ChangeKind
    title: str
    details: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


def structure_of(steps: Sequence[StoredStep]) -> list[tuple[object, ...]]:
    """Return the id, the kind, and the package or the questions of each step."""
    return [step.structure for step in steps]


def has_same_structure(version: ModuleVersion, other: ModuleVersion) -> bool:
    """Return whether two versions have the same language, rules, and steps with the same packages.

    Then only texts, titles and films differ, and attempts can continue with the other one.
    """
    return (
        (version.module_id, version.language, version.valid_months)
        == (other.module_id, other.language, other.valid_months)
    ) and structure_of(version.stored_steps) == structure_of(other.stored_steps)


def compare_steps(before: Sequence[StoredStep], after: Sequence[StoredStep]) -> tuple[StepChange, ...]:
    """Return the changed steps in the order of `after`, and then the removed ones."""
    return tuple(_changes(before, after))


def _changes(before: Sequence[StoredStep], after: Sequence[StoredStep]) -> Iterator[StepChange]:
    old = {step.id: step for step in before}
    common = {step.id for step in after} & set(old)
    moved = _moved([step.id for step in before if step.id in common], after)
    for step in after:
        if step.id not in old:
            yield StepChange(ChangeKind.ADDED, step.title)
            continue
        if step.id in moved:
            yield StepChange(ChangeKind.MOVED, step.title)
        before_values = old[step.id].values
        details = (
            *_object_changes(before_values, step),
            *step.type.resolved_changes(before_values, step.values),
        )
        texts = tuple(_text_changes(before_values, step))
        if details or texts:
            yield StepChange(ChangeKind.CHANGED, step.title, details, texts)
    for step in before:
        if step.id not in common:
            yield StepChange(ChangeKind.REMOVED, step.title)


def _moved(order: list[str], after: Sequence[StoredStep]) -> set[str]:
    """Return the ids of common steps that have another position among the common ones."""
    now = [step.id for step in after if step.id in set(order)]
    return {key for key, other in zip(now, order, strict=True) if key != other}


def _object_changes(before: Mapping[str, Any], step: StoredStep) -> Iterator[str]:
    for name, block in step.type.child_blocks.items():
        old, new = before.get(name), step.values.get(name)
        if isinstance(block, ChooserBlock) and old != new:
            values = {"what": block.label, "old": _name_of(block, old), "new": _name_of(block, new)}
            yield _("%(what)s: %(new)s (before: %(old)s)") % values


def _name_of(chooser: ChooserBlock, key: Any) -> str:
    instance = chooser.model_class._default_manager.filter(pk=key).first() if key else None
    return str(instance) if instance else _("none")


def _text_changes(before: Mapping[str, Any], step: StoredStep) -> Iterator[str]:
    for name, block in step.type.child_blocks.items():
        values = [without_block_keys(stored.get(name)) for stored in (before, step.values)]
        if isinstance(block, ChooserBlock) or values[0] == values[1]:
            continue
        old, new = (_text_of(block, value) for value in values)
        yield _marked_diff(old, new) if old != new else _("Formatting or links.")


def _text_of(block: Block, stored: Any) -> str:
    return "\n".join(block.get_searchable_content(block.to_python(stored))) if stored else ""


def _marked_diff(old: str, new: str) -> SafeString:
    """Return the new text with additions and deletions as `ins` and `del` elements."""
    tags = {"addition": "<ins>{}</ins>", "deletion": "<del>{}</del>"}
    changes = diff_text(old, new).changes
    return format_html_join("", "{}", ((format_html(tags.get(kind, "{}"), part),) for kind, part in changes))
