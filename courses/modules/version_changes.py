"""Differences between the steps of a module version and those of a draft."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy, ngettext

from courses.editing.value_changes import changed_details, changed_texts
from courses.models import ModuleVersion
from courses.steps.stored import StoredStep


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


def summary_of(changes: Sequence[StepChange]) -> str:
    """Return how many steps were added, changed, moved and removed, as one sentence; "" for none."""
    number = Counter(change.kind for change in changes)
    added, changed = number[ChangeKind.ADDED], number[ChangeKind.CHANGED]
    moved, removed = number[ChangeKind.MOVED], number[ChangeKind.REMOVED]
    words = {
        ChangeKind.ADDED: ngettext("%(count)d new step", "%(count)d new steps", added),
        ChangeKind.CHANGED: ngettext("%(count)d step changed", "%(count)d steps changed", changed),
        ChangeKind.MOVED: ngettext("%(count)d step moved", "%(count)d steps moved", moved),
        ChangeKind.REMOVED: ngettext("%(count)d step removed", "%(count)d steps removed", removed),
    }
    parts = [text % {"count": number[kind]} for kind, text in words.items() if number[kind]]
    return f"{', '.join(parts)}." if parts else ""


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
        values = old[step.id].values
        details = (*changed_details(values, step), *step.type.resolved_changes(values, step.values))
        texts = tuple(changed_texts(values, step))
        if details or texts:
            yield StepChange(ChangeKind.CHANGED, step.title, details, texts)
    for step in before:
        if step.id not in common:
            yield StepChange(ChangeKind.REMOVED, step.title)


def _moved(order: list[str], after: Sequence[StoredStep]) -> set[str]:
    """Return the ids of common steps that have another position among the common ones."""
    now = [step.id for step in after if step.id in set(order)]
    return {key for key, other in zip(now, order, strict=True) if key != other}
