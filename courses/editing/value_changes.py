"""Differences between the values of a step before and after a change, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.admin.compare import diff_text

from courses.steps.stored import StoredStep, without_block_keys

#: how many words of a text identify it in a sentence
QUOTED_WORDS = 10


def changed_details(before: Mapping[str, Any], step: StoredStep) -> Iterator[str]:
    """Yield sentences about what was chosen, set, added, removed or moved within a step."""
    for name, block in step.type.child_blocks.items():
        old, new = before.get(name), step.values.get(name)
        if isinstance(block, blocks.BaseStreamBlock):
            yield from _about_children(block, old or [], new or [])
        elif _differs(old, new) and (isinstance(block, blocks.ChooserBlock) or _is_setting(block)):
            values = {"what": block.label, "old": _name_of(block, old), "new": _name_of(block, new)}
            yield _("%(what)s: %(new)s (before: %(old)s)") % values


def changed_texts(before: Mapping[str, Any], step: StoredStep) -> Iterator[str]:
    """Yield the differences in the texts of a step as safe HTML."""
    for name, block in step.type.child_blocks.items():
        old, new = (without_block_keys(stored.get(name)) for stored in (before, step.values))
        if isinstance(block, blocks.BaseStreamBlock):
            yield from _texts_of_children(block, old or [], new or [])
        elif _differs(old, new) and not isinstance(block, blocks.ChooserBlock) and not _is_setting(block):
            yield _difference(block, old, new)


def _differs(old: Any, new: Any) -> bool:
    """Return whether two stored values differ in more than empty values.

    The editor stores the fields that were left empty. Steps that were made before a field or by an import
    have none.
    """
    return bool(_filled(old) != _filled(new))


def _filled(stored: Any) -> Any:
    if isinstance(stored, Mapping):
        filled = {name: _filled(value) for name, value in stored.items()}
        return {name: value for name, value in filled.items() if value not in (None, [], {})}
    if isinstance(stored, list):
        return [_filled(value) for value in stored]
    return None if stored == "" or stored is False else stored


def _is_setting(block: blocks.Block) -> bool:
    """Return whether a block is a number or a choice rather than a text."""
    return isinstance(block, blocks.IntegerBlock | blocks.BooleanBlock | blocks.ChoiceBlock)


def _name_of(block: blocks.Block, stored: Any) -> str:
    if isinstance(block, blocks.ChooserBlock):
        manager = block.model_class._default_manager
        instance = manager.filter(pk=stored).first() if stored else None
        return str(instance) if instance else _("none")
    if isinstance(block, blocks.BooleanBlock):
        return _("yes") if stored else _("no")
    return "–" if stored in (None, "") else str(stored)


def _about_children(block: blocks.BaseStreamBlock, old: Sequence[Any], new: Sequence[Any]) -> Iterator[str]:
    """Yield what was added to, removed from or moved within a stream, such as a question of a check."""
    before, after = _by_id(old), _by_id(new)
    for key, child in after.items():
        if key not in before:
            yield _("New: %(what)s.") % {"what": _naming(block, child)}
    for key, child in before.items():
        if key not in after:
            yield _("Removed: %(what)s.") % {"what": _naming(block, child)}
    common = [key for key in before if key in after]
    if common != [key for key in after if key in before]:
        yield _("The order has changed.")


def _texts_of_children(
    block: blocks.BaseStreamBlock, old: Sequence[Any], new: Sequence[Any]
) -> Iterator[SafeString]:
    before = _by_id(old)
    for key, child in _by_id(new).items():
        if key in before and _differs(before[key]["value"], child["value"]):
            kind = block.child_blocks[child["type"]]
            difference = _difference(kind, before[key]["value"], child["value"])
            yield format_html("<em>{}:</em> {}", kind.label, difference)


def _by_id(children: Sequence[Any]) -> dict[str, Any]:
    return {child.get("id") or str(number): child for number, child in enumerate(children)}


def _naming(block: blocks.BaseStreamBlock, child: Mapping[str, Any]) -> str:
    """Return the kind of a block and the beginning of its text."""
    kind = block.child_blocks[child["type"]]
    first_line = _text_of(kind, child["value"]).strip().partition("\n")[0]
    text = Truncator(first_line).words(QUOTED_WORDS)
    return _("%(kind)s “%(text)s”") % {"kind": kind.label, "text": text} if text else str(kind.label)


def _difference(block: blocks.Block, old: Any, new: Any) -> SafeString:
    """Return the new text with additions and deletions marked; a sentence where only other values differ."""
    before, after = _text_of(block, old), _text_of(block, new)
    if before != after:
        return _marked(before, after)
    has_fields = isinstance(block, blocks.BaseStructBlock)
    return format_html("{}", _("Settings or right answers.") if has_fields else _("Formatting or links."))


def _text_of(block: blocks.Block, stored: Any) -> str:
    return "\n".join(block.get_searchable_content(block.to_python(stored))) if stored else ""


def _marked(old: str, new: str) -> SafeString:
    """Return the new text with additions and deletions as `ins` and `del` elements."""
    tags = {"addition": "<ins>{}</ins>", "deletion": "<del>{}</del>"}
    changes = diff_text(old, new).changes
    return format_html_join("", "{}", ((format_html(tags.get(kind, "{}"), part),) for kind, part in changes))
