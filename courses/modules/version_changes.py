"""What differs between the steps of a module version and those that are about to be published."""

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

#: the values of a step that are files or packages, and how they are named to a trainer
_OBJECTS = {
    "film": gettext_lazy("film or sound"),
    "captions": gettext_lazy("captions"),
    "package": gettext_lazy("package"),
}
_TEXTS = ("title", "body", "summary")


class ChangeKind(TextChoices):
    """What became of a step."""

    ADDED = "added", gettext_lazy("New step")
    REMOVED = "removed", gettext_lazy("Removed")
    CHANGED = "changed", gettext_lazy("Changed")
    MOVED = "moved", gettext_lazy("Moved")


@dataclass(frozen=True)
class StepChange:
    """A step that differs. `details` are sentences, `texts` the differences in its texts as safe HTML."""

    kind: ChangeKind
    title: str
    details: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


def structure_of(steps: RawSteps) -> list[tuple[str, str, int | None]]:
    """Return the id, the kind and the package of each step, from the raw steps of a page."""
    return [(step["id"], step["type"], step["value"].get("package")) for step in steps]


def has_same_structure(version: ModuleVersion, other: ModuleVersion) -> bool:
    """Return whether two versions have the same language, rules, and steps with the same packages.

    Then only texts, titles and films differ, and nobody loses anything by going on with the other one.
    """
    keys = ("id", "kind", "package")
    return (
        (version.module_id, version.language, version.valid_months)
        == (other.module_id, other.language, other.valid_months)
    ) and [[step[key] for key in keys] for step in version.steps] == [
        [step[key] for key in keys] for step in other.steps
    ]


def compare_steps(before: RawSteps, after: RawSteps) -> tuple[StepChange, ...]:
    """Return the steps that differ, in the order of `after` and then those that are gone."""
    return tuple(_changes(before, after))


def _changes(before: RawSteps, after: RawSteps) -> Iterator[StepChange]:
    old = {step["id"]: step for step in before}
    kept = {step["id"] for step in after} & set(old)
    moved = _moved([step["id"] for step in before if step["id"] in kept], after)
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
        if step["id"] not in kept:
            yield StepChange(ChangeKind.REMOVED, step["value"]["title"])


def _moved(order: list[str], after: RawSteps) -> set[str]:
    """Return the ids of kept steps that have another place among the kept ones."""
    now = [step["id"] for step in after if step["id"] in set(order)]
    return {key for key, other in zip(now, order, strict=True) if key != other}


def _object_changes(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    for name, label in _OBJECTS.items():
        if before.get(name) != after.get(name):
            values = {
                "what": capfirst(str(label)),
                "old": _named(name, before.get(name)),
                "new": _named(name, after.get(name)),
            }
            yield _("%(what)s: %(new)s (before: %(old)s)") % values


def _named(name: str, key: int | None) -> str:
    model: Any = Package if name == "package" else get_document_model()
    found = model._default_manager.filter(pk=key).first() if key else None
    return str(found) if found else _("none")


def _text_changes(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    for name in _TEXTS:
        old, new = (without_block_keys(values.get(name) or "") for values in (before, after))
        if old == new:
            continue
        if name != "title":
            old, new = get_text_for_indexing(old), get_text_for_indexing(new)
        yield _marked(old, new) if old != new else _("Formatting or links.")


def _marked(old: str, new: str) -> SafeString:
    """Return the new text with what was added and what was removed as `ins` and `del` elements."""
    tags = {"addition": "<ins>{}</ins>", "deletion": "<del>{}</del>"}
    changes = diff_text(old, new).changes
    return format_html_join("", "{}", ((format_html(tags.get(kind, "{}"), part),) for kind, part in changes))
