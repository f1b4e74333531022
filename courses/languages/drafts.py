"""The draft of a translation, made of the original and the translated texts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from wagtail import blocks

from courses.languages.leaves import Leaf, leaves_of, replaced
from courses.languages.links import SHARED_FIELDS, Link
from courses.languages.segments import permitted_html
from courses.models import ModulePage
from people.api import Person

RawSteps = list[dict[str, Any]]


def save_translated_draft(link: Link, base: Mapping[str, Any], by: Person | None) -> ModulePage:
    """Store the newest draft anew, with the original's structure and the translated texts, and return it.

    `base` is the content of the original that the draft was made of. Files, packages and times that the
    draft has in the place of the original's stay, and so do steps of its own. What is published does not
    change: wagtail-localize's own function writes into the published page.
    """
    translated = link.source.get_ephemeral_translated_instance(link.translation.target_locale, fallback=True)
    draft: ModulePage = link.page.get_latest_revision_as_object()
    for field in ModulePage.translatable_fields:
        setattr(draft, field.field_name, getattr(translated, field.field_name))
    draft.aims = permitted_html(draft.aims, _widget("aims"))
    previous = link.page.get_latest_revision_as_object()
    _set_shared_fields(draft, link.source.as_instance(), base)
    block = _steps_field().stream_block
    own, before = list(previous.steps.raw_data), json.loads(base["steps"])
    draft.steps = _steps_field().to_python(merged_steps(block, list(translated.steps.raw_data), own, before))
    draft.save_revision(user=by, log_action=True, clean=False)
    return draft


def _steps_field() -> Any:
    return ModulePage._meta.get_field("steps")


def _widget(name: str) -> Any:
    field: Any = ModulePage._meta.get_field(name)
    return field.formfield().widget


def _set_shared_fields(draft: ModulePage, original: ModulePage, base: Mapping[str, Any]) -> None:
    """Set what the original has, unless the draft has another value than the original had before."""
    for name in SHARED_FIELDS:
        attribute = ModulePage._meta.get_field(name).attname  # type: ignore[union-attr]  # no relation
        if getattr(draft, attribute) == base.get(name):
            setattr(draft, attribute, getattr(original, attribute))
    if {theme.pk for theme in draft.themes.all()} == set(base.get("themes") or ()):
        draft.themes = original.themes.all()


def merged_steps(block: blocks.StreamBlock, translated: RawSteps, own: RawSteps, base: RawSteps) -> RawSteps:
    """Return the translated steps with the files, packages, times and added steps of the draft (`own`).

    A step of the draft was added there if the original had none with its id. It stays after the step that
    it follows.
    """
    present, before = _differing(block, own), _differing(block, base)

    def keep(leaf: Leaf) -> Any:
        is_own = leaf.may_differ and leaf.path in present and leaf.path in before
        return present[leaf.path] if is_own and present[leaf.path] != before[leaf.path] else leaf.value

    steps: RawSteps = replaced(block, translated, keep)
    known = {step.get("id") for step in (*translated, *base)}
    for index, step in enumerate(own):
        if step.get("id") not in known:
            place = _place_after(steps, own[index - 1].get("id") if index else None)
            steps.insert(place, step)
    return steps


def _differing(block: blocks.StreamBlock, stored: RawSteps) -> dict[str, Any]:
    return {leaf.path: leaf.value for leaf in leaves_of(block, stored) if leaf.may_differ}


def _place_after(steps: RawSteps, previous: str | None) -> int:
    if previous is None:
        return 0
    return next((i for i, step in enumerate(steps, start=1) if step.get("id") == previous), len(steps))
