"""The draft of a translation: made of the original and the translated texts, and edited besides."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from bs4 import BeautifulSoup
from wagtail import blocks
from wagtail.fields import RichTextField
from wagtail_localize.models import StringSegment
from wagtail_localize.strings import StringValue, extract_strings

from courses.languages.leaves import Leaf, leaves_of, replaced, steps_of_other_structure
from courses.languages.links import SHARED_FIELDS, Link
from courses.languages.segments import permitted_html
from courses.models import ModulePage
from courses.steps.stored import without_block_keys
from people.api import Person

RawSteps = list[dict[str, Any]]
STEPS = "steps"


def save_translated_draft(
    link: Link, base: Mapping[str, Any], by: Person | None, kept: Collection[str] = ()
) -> ModulePage:
    """Store the newest draft anew, with the original's structure and the translated texts, and return it.

    `base` is the content of the original that the draft was made of. Files, packages and times that the
    draft has in the place of the original's stay, and so do steps of its own, steps with other parts, the
    texts with the paths `kept` and texts that the original leaves empty. What is published does not change:
    wagtail-localize's own function writes into the published page.
    """
    translated = link.source.get_ephemeral_translated_instance(link.translation.target_locale, fallback=True)
    draft: ModulePage = link.page.get_latest_revision_as_object()
    for name in (field.field_name for field in ModulePage.translatable_fields):
        is_own = name in kept or (not base.get(name) and getattr(draft, name))
        if not is_own:
            setattr(draft, name, getattr(translated, name))
    draft.aims = permitted_html(draft.aims, _widget("aims"))
    previous = link.page.get_latest_revision_as_object()
    _set_shared_fields(draft, link.source.as_instance(), base)
    block = _steps_field().stream_block
    own, before = list(previous.steps.raw_data), json.loads(base["steps"])
    steps = merged_steps(block, list(translated.steps.raw_data), own, before, kept)
    draft.steps = _steps_field().to_python(steps)
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


def merged_steps(
    block: blocks.StreamBlock,
    translated: RawSteps,
    own: RawSteps,
    base: RawSteps,
    kept: Collection[str] = (),
) -> RawSteps:
    """Return the translated steps with what the draft (`own`) has of its own.

    That is files, packages, times, texts that the original leaves empty, texts with the paths `kept`, and
    steps that were given other parts. A step that was removed from the draft stays removed. One that the
    original never had was added to it, and stays after the step that it follows.
    """
    present, before = _values(block, own), _values(block, base)

    def merge(leaf: Leaf) -> Any:
        if leaf.path not in present:
            return leaf.value
        is_own = f"{STEPS}.{leaf.path}" in kept or _is_own(leaf, present[leaf.path], before)
        return present[leaf.path] if is_own else leaf.value

    whole = steps_of_other_structure(block, own, base)
    by_id = {step.get("id"): step for step in own}
    removed = {step.get("id") for step in base} - set(by_id)
    steps: RawSteps = [
        by_id[step["id"]] if step["id"] in whole else step
        for step in replaced(block, translated, merge)
        if step["id"] not in removed
    ]
    known = {step.get("id") for step in (*translated, *base)}
    for index, step in enumerate(own):
        if step.get("id") not in known:
            place = _place_after(steps, own[index - 1].get("id") if index else None)
            steps.insert(place, step)
    return steps


def _is_own(leaf: Leaf, value: Any, before: Mapping[str, Any]) -> bool:
    """Return whether the draft has a value of its own where the original has another or no text."""
    if leaf.path not in before:
        return False
    if leaf.is_text:
        return bool(value and not before[leaf.path])
    return leaf.may_differ and bool(value != before[leaf.path])


def _values(block: blocks.StreamBlock, stored: RawSteps) -> dict[str, Any]:
    return {leaf.path: leaf.value for leaf in leaves_of(block, stored)}


def _place_after(steps: RawSteps, previous: str | None) -> int:
    if previous is None:
        return 0
    return next((i for i, step in enumerate(steps, start=1) if step.get("id") == previous), len(steps))


@dataclass(frozen=True)
class DraftChanges:
    """What was changed in the page's editor since the draft was made of the stored translations."""

    #: the texts by segment, as wagtail-localize stores them
    edited: Mapping[int, str]
    #: the paths of texts whose place has another structure than the original's
    kept: frozenset[str]


def changes_in_draft(
    link: Link,
    draft: ModulePage,
    source: ModulePage,
    segments: Iterable[StringSegment],
    known: Mapping[int, str],
) -> DraftChanges:
    """Compare the draft with what the stored translations give; `known` are these by segment."""
    made = link.source.get_ephemeral_translated_instance(link.translation.target_locale, fallback=True)
    own, given, base = (_values_of(page) for page in (draft, made, source))
    raw = (list(page.steps.raw_data) for page in (draft, source))
    whole = steps_of_other_structure(_steps_field().stream_block, *raw)
    present = {step.id for step in draft.stored_steps}
    edited: dict[int, str] = {}
    kept = set()
    for path, there in segments_by_path(segments).items():
        step = step_in(path)
        if step in whole:
            kept.add(path)
        elif own.get(path) != given.get(path) and (not step or step in present):
            parts = [_parts_of(values.get(path)) for values in (own, given, base)]
            texts = _edited(there, known, *parts)
            edited |= texts or {}
            kept |= {path} if texts is None else set()
    return DraftChanges(edited, frozenset(kept))


#: the structure of a text, and the strings in it
Parts: TypeAlias = tuple[str, list[str]]


def _edited(
    segments: Sequence[StringSegment], known: Mapping[int, str], own: Parts, made: Parts, base: Parts
) -> dict[int, str] | None:
    """Return the edited texts of a place, None if the draft has other paragraphs there than the original."""
    if own == made:
        return {}
    if own[0] != base[0] or len(own[1]) != len(segments):
        return None
    by_string = {(segment.string_id, text) for segment, text in zip(segments, own[1], strict=True)}
    if len(by_string) != len({segment.string_id for segment in segments}):
        return None  # the same text twice, with two translations
    before = [known[segment.pk] for segment in segments]
    if made[0] == base[0] and len(made[1]) == len(segments):
        before = made[1]
    return {
        segment.pk: _with_links_of(segment.string.data, text)
        for segment, text, earlier in zip(segments, own[1], before, strict=True)
        if text != earlier
    }


def _with_links_of(source: str, text: str) -> str:
    """Return the text without links that the original does not have; their words stay."""
    ids = {element.get("id") for element in BeautifulSoup(source, "html.parser").find_all("a")}
    soup = BeautifulSoup(text, "html.parser")
    for element in soup.find_all("a"):
        if element.get("id") not in ids:
            element.unwrap()
    return str(soup)


def segments_by_path(segments: Iterable[StringSegment]) -> dict[str, list[StringSegment]]:
    """Return the segments by path, in their order."""
    by_path: dict[str, list[StringSegment]] = defaultdict(list)
    for segment in segments:
        by_path[segment.context.path].append(segment)
    return by_path


def step_in(path: str) -> str:
    """Return the id of the step in a path, "" for a text of the page itself."""
    return path.split(".")[1] if path.startswith(f"{STEPS}.") else ""


def without_returns(text: str) -> str:
    """Return the text without carriage returns, which browsers put at the ends of posted lines."""
    return text.replace("\r", "")


def _values_of(page: ModulePage) -> dict[str, tuple[str, Any]]:
    """Return each text of a page by path, with the widget of rich texts and None for others."""
    values = {
        f"{STEPS}.{leaf.path}": (
            leaf.value,
            leaf.block.field.widget if isinstance(leaf.block, blocks.RichTextBlock) else None,
        )
        for leaf in leaves_of(_steps_field().stream_block, list(page.steps.raw_data))
        if leaf.is_text
    }
    for field in ModulePage.translatable_fields:
        name = field.field_name
        is_rich = isinstance(ModulePage._meta.get_field(name), RichTextField)
        if name != STEPS:
            values[name] = (getattr(page, name), _widget(name) if is_rich else None)
    return {path: (without_block_keys(text or ""), widget) for path, (text, widget) in values.items()}


def _parts_of(value: tuple[str, Any] | None) -> Parts:
    """Return the parts of a text as the page's editor would store it."""
    if value is None or not value[0]:
        return "", []
    text, widget = value
    if widget is None:
        return "text", [str(StringValue.from_plaintext(without_returns(text)).data)]
    template, strings = extract_strings(without_block_keys(permitted_html(text, widget)))
    return template, [without_returns(string.data) for string, _attrs in strings]
