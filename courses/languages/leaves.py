"""The values in the stored steps of a module, each with its path: what is translated, and what is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock


@dataclass(frozen=True)
class Leaf:
    """A value without parts in stored steps. `path` has the ids and names of the blocks around it."""

    path: str
    block: blocks.Block
    value: Any
    #: the label of the kind of content that it is part of, "" for a value of a step itself
    kind: str = ""

    @property
    def is_text(self) -> bool:
        """Whether people read it, so that it is translated."""
        kinds = blocks.CharBlock | blocks.TextBlock | blocks.RichTextBlock
        return isinstance(self.block, kinds) and not is_kept(self.block)

    @property
    def may_differ(self) -> bool:
        """Whether a translation may have another value: a chosen file or package, or a time in a film."""
        return isinstance(self.block, blocks.ChooserBlock) or getattr(self.block, "may_differ", False)


#: returns the value that replaces that of a leaf
Replace = Callable[[Leaf], Any]


def is_kept(block: blocks.Block) -> bool:
    """Return whether a text is the same in all languages, since no learner reads it."""
    return bool(getattr(block, "is_kept_in_translations", False))


def leaves_of(block: blocks.Block, stored: Any) -> Iterator[Leaf]:
    """Yield the leaves of stored values in the order of the editor."""
    found: list[Leaf] = []

    def collect(leaf: Leaf) -> Any:
        found.append(leaf)
        return leaf.value

    replaced(block, stored, collect)
    yield from found


def replaced(block: blocks.Block, stored: Any, replace: Replace, path: str = "", kind: str = "") -> Any:
    """Return the stored values with what `replace` returns for each leaf."""
    if isinstance(block, TypedTableBlock):
        return _table(block, stored, replace, path, kind)
    if isinstance(block, blocks.StructBlock):
        return _struct(block, stored, replace, path, kind)
    if isinstance(block, blocks.StreamBlock | blocks.ListBlock):
        return _items(block, stored or [], replace, path, kind)
    return replace(Leaf(path, block, stored, kind))


def steps_of_other_structure(
    block: blocks.Block, own: Sequence[Mapping[str, Any]], base: Sequence[Mapping[str, Any]]
) -> set[str]:
    """Return the ids of the steps that both have with other parts: blocks, items of lists or rows."""

    def parts(step: Mapping[str, Any]) -> list[Any]:
        return [step["type"], *(leaf.path for leaf in leaves_of(block, [step]))]

    before = {step["id"]: step for step in base if step.get("id")}
    same_id = [step for step in own if step.get("id") in before]
    return {step["id"] for step in same_id if parts(step) != parts(before[step["id"]])}


def with_item_ids(block: blocks.Block, stored: Any) -> Any:
    """Return the stored values with an id for each item of a list that was stored without one."""
    return replaced(block, stored, lambda leaf: leaf.value)


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _struct(block: blocks.StructBlock, stored: Any, replace: Replace, path: str, kind: str) -> Any:
    if not isinstance(stored, Mapping):
        return stored
    children = {
        name: replaced(child, stored[name], replace, _below(path, name), kind)
        for name, child in block.child_blocks.items()
        if name in stored
    }
    return {**stored, **children}


def _items(
    block: blocks.StreamBlock | blocks.ListBlock,
    stored: Sequence[Any],
    replace: Replace,
    path: str,
    kind: str,
) -> list[Any]:
    result = []
    for number, item in enumerate(stored):
        child = block.child_blocks.get(item["type"]) if isinstance(block, blocks.StreamBlock) else None
        entry = item if child or _is_item(item) else {"type": "item", "value": item}
        key = entry.get("id") or str(uuid5(NAMESPACE_OID, f"{path} {number}"))
        inner = child or getattr(block, "child_block", None)
        below = str(child.label) if child and path else kind
        value = (
            replaced(inner, entry["value"], replace, _below(path, key), below) if inner else entry["value"]
        )
        result.append({**entry, "id": key, "value": value})
    return result


def _is_item(stored: Any) -> bool:
    """Return whether an item of a list is stored with an id."""
    return isinstance(stored, Mapping) and stored.get("type") == "item" and "value" in stored


def _table(block: TypedTableBlock, stored: Any, replace: Replace, path: str, kind: str) -> Any:
    if not isinstance(stored, Mapping):
        return stored
    columns = [
        {
            **column,
            "heading": replace(Leaf(_below(path, f"heading{number}"), _HEADING, column["heading"], kind)),
        }
        for number, column in enumerate(stored.get("columns", ()))
    ]
    rows = [
        {
            **row,
            "values": [
                replaced(
                    block.child_blocks[column["type"]], cell, replace, _below(path, f"cell{y}-{x}"), kind
                )
                for x, (column, cell) in enumerate(zip(columns, row["values"], strict=False))
            ],
        }
        for y, row in enumerate(stored.get("rows", ()))
    ]
    caption = replace(Leaf(_below(path, "caption"), _CAPTION, stored.get("caption") or "", kind))
    return {**stored, "columns": columns, "rows": rows, "caption": caption}


def _text_block(name: str, label: Any) -> blocks.CharBlock:
    block = blocks.CharBlock(label=label)
    block.set_name(name)
    return block


#: texts of a table that are no blocks
_HEADING = _text_block("heading", gettext_lazy("Heading"))
_CAPTION = _text_block("caption", gettext_lazy("Caption"))
