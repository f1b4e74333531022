"""Differences between the steps of a module version and those of a draft."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.compare import diff_text
from wagtail.documents import get_document_model
from wagtail.rich_text import get_text_for_indexing

from courses.models import ModuleVersion, Package
from courses.modules.frozen_content import RawSteps, without_block_keys

#: the values of a step that are files or packages, and their labels
_OBJECTS = {
    "film": gettext_lazy("film or sound"),
    "captions": gettext_lazy("captions"),
    "package": gettext_lazy("package"),
}
_TEXTS = ("title", "body", "summary")


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


def structure_of(steps: RawSteps) -> list[tuple[str, str, int | None]]:
    """Return the id, the kind and the package of each step, from the raw steps of a page."""
    return [(step["id"], step["type"], step["value"].get("package")) for step in steps]


def has_same_structure(version: ModuleVersion, other: ModuleVersion) -> bool:
    """Return whether two versions have the same language, rules, and steps with the same packages.

    Then only texts, titles and films differ, and attempts can continue with the other one.
    """
    keys = ("id", "kind", "package")
    return (
        (version.module_id, version.language, version.valid_months)
        == (other.module_id, other.language, other.valid_months)
    ) and [[step[key] for key in keys] for step in version.steps] == [
        [step[key] for key in keys] for step in other.steps
    ]


def compare_steps(before: RawSteps, after: RawSteps) -> tuple[StepChange, ...]:
    """Return the changed steps in the order of `after`, and then the removed ones."""
    return tuple(_changes(before, after))


def _changes(before: RawSteps, after: RawSteps) -> Iterator[StepChange]:
    old = {step["id"]: step for step in before}
    common = {step["id"] for step in after} & set(old)
    moved = _moved([step["id"] for step in before if step["id"] in common], after)
    for step in after:
        title = step["value"]["title"]
        if step["id"] not in old:
            yield StepChange(ChangeKind.ADDED, title)
            continue
        if step["id"] in moved:
            yield StepChange(ChangeKind.MOVED, title)
        details = tuple(_object_changes(old[step["id"]]["value"], step["value"]))
        texts = tuple(_text_changes(old[step["id"]]["value"], step["value"]))
        if details or texts:
            yield StepChange(ChangeKind.CHANGED, title, details, texts)
    for step in before:
        if step["id"] not in common:
            yield StepChange(ChangeKind.REMOVED, step["value"]["title"])


def _moved(order: list[str], after: RawSteps) -> set[str]:
    """Return the ids of common steps that have another position among the common ones."""
    now = [step["id"] for step in after if step["id"] in set(order)]
    return {key for key, other in zip(now, order, strict=True) if key != other}


def _object_changes(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    for name, label in _OBJECTS.items():
        if before.get(name) != after.get(name):
            values = {
                "what": capfirst(str(label)),
                "old": _name_of(name, before.get(name)),
                "new": _name_of(name, after.get(name)),
            }
            yield _("%(what)s: %(new)s (before: %(old)s)") % values


def _name_of(name: str, key: int | None) -> str:
    model: Any = Package if name == "package" else get_document_model()
    instance = model._default_manager.filter(pk=key).first() if key else None
    return str(instance) if instance else _("none")


def _text_changes(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    for name in _TEXTS:
        old, new = (without_block_keys(values.get(name) or "") for values in (before, after))
        if old == new:
            continue
        if name != "title":
            old, new = get_text_for_indexing(old), get_text_for_indexing(new)
        yield _marked_diff(old, new) if old != new else _("Formatting or links.")


def _marked_diff(old: str, new: str) -> SafeString:
    """Return the new text with additions and deletions as `ins` and `del` elements."""
    tags = {"addition": "<ins>{}</ins>", "deletion": "<del>{}</del>"}
    changes = diff_text(old, new).changes
    return format_html_join("", "{}", ((format_html(tags.get(kind, "{}"), part),) for kind, part in changes))
