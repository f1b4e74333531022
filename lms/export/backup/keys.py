"""Stored values of blocks with other keys: those of the objects that an import has created."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import uuid4

from django.utils.html import escape
from wagtail import blocks
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.rich_text import features as feature_registry

from courses.api import BLOCK_ID, Recording

#: (model, old key) -> new key
NewKeys = Mapping[tuple[type, int], int]

_LINK = re.compile(r"<(a|embed)\b[^<>]*>")
_ATTRIBUTE = re.compile(r'\b([\w-]+)="([^"]*)"')


class UnknownBlock(ValueError):
    """A kind of step or content that this installation does not have."""


def with_new_keys(block: blocks.Block, raw: Any, keys: NewKeys) -> Any:
    """Return the stored value of a block with new keys, and with no markup that its editor does not allow.

    An object without a new key becomes None. Raises UnknownBlock, and KeyError, TypeError or ValueError for
    what is no value of the block.
    """
    if isinstance(block, blocks.BaseStreamBlock):
        return [_child(block, child, keys) for child in raw]
    if isinstance(block, blocks.ListBlock):
        return [
            {"type": "item", "value": with_new_keys(block.child_block, item["value"], keys), "id": _id(item)}
            for item in raw
        ]
    if isinstance(block, blocks.BaseStructBlock):
        return {
            name: with_new_keys(child, raw[name], keys)
            for name, child in block.child_blocks.items()
            if name in raw
        }
    if isinstance(block, BaseTypedTableBlock):
        return _table(block, raw, keys)
    if isinstance(block, blocks.ChooserBlock):
        return None if raw is None else keys.get((block.model_class, int(raw)))
    if isinstance(block, blocks.RichTextBlock):
        return allowed_html(str(raw or ""), block.features, keys)
    return _plain(raw)


def _child(block: blocks.BaseStreamBlock, child: Any, keys: NewKeys) -> dict[str, Any]:
    kind = child["type"]
    if kind not in block.child_blocks:
        raise UnknownBlock(kind)
    value = with_new_keys(block.child_blocks[kind], child["value"], keys)
    return {"type": kind, "value": value, "id": _id(child)}


def _id(child: Any) -> str:
    """Return the id of a block, which addresses contain; a new one for what is none."""
    old = str(child.get("id") or "")
    return old if BLOCK_ID.fullmatch(old) else str(uuid4())


def _table(block: BaseTypedTableBlock, raw: Any, keys: NewKeys) -> Any:
    if not raw:
        return raw
    kinds = [column["type"] for column in raw["columns"]]
    if unknown := set(kinds) - block.child_blocks.keys():
        raise UnknownBlock(min(unknown))
    cells = [block.child_blocks[kind] for kind in kinds]
    return {
        "caption": str(raw.get("caption") or ""),
        "columns": [{"type": column["type"], "heading": str(column["heading"])} for column in raw["columns"]],
        "rows": [
            {
                "values": [
                    with_new_keys(cell, value, keys) for cell, value in zip(cells, row["values"], strict=True)
                ]
            }
            for row in raw["rows"]
        ],
    }


def _plain(raw: Any) -> Any:
    """Return a value of a block without children: a text, a number, a truth value or nothing."""
    if raw is None or isinstance(raw, str | int | float | bool):
        return raw
    raise ValueError("a value of another type")


def allowed_html(html: str, features: list[str] | None, keys: NewKeys) -> str:
    """Return rich text as its editor would store it, with new keys; anything else is removed."""
    converter = ContentstateConverter(features or feature_registry.get_default_features())
    linked = _LINK.sub(partial(_link, keys=keys), html)
    allowed: str = converter.to_database_format(converter.from_database_format(linked))
    return allowed


def _link(match: re.Match[str], *, keys: NewKeys) -> str:
    """Return a link or an embedded picture with its new key; without one it leads nowhere."""
    attributes = dict(_ATTRIBUTE.findall(match[0]))
    kind = attributes.get("linktype") or attributes.get("embedtype")
    if kind is None:
        return match[0]
    models: dict[str, type] = {
        "document": get_document_model(),
        "image": get_image_model(),
        "media": Recording,
    }
    old = attributes.get("id", "")
    new = keys.get((models[kind], int(old))) if kind in models and old.isdigit() else None
    if new is None:
        return "" if match[1] == "embed" else "<a>"
    written = {**attributes, "id": str(new)}
    values = "".join(f' {name}="{escape(value)}"' for name, value in written.items())
    return f"<{match[1]}{values}/>" if match[1] == "embed" else f"<{match[1]}{values}>"
