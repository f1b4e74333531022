"""What the form of Wagtail's editor posts for a stream."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wagtail.blocks import Block, ListBlock, RichTextBlock, StreamBlock, StructBlock
from wagtail.images.blocks import ImageBlock
from wagtail.test.utils.form_data import rich_text


def posted_block(block: Block, value: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    """Yield the fields of a value of the block, with nested ones."""
    if isinstance(block, ImageBlock):  # its value is the image itself
        stored = block.get_prep_value(value)
        yield f"{prefix}-image", stored["image"] or ""
        yield f"{prefix}-alt_text", stored["alt_text"] or ""
    elif isinstance(block, StructBlock):
        for name, child in block.child_blocks.items():
            yield from posted_block(child, value[name], f"{prefix}-{name}")
    elif isinstance(block, StreamBlock | ListBlock):
        children = list(value if isinstance(block, StreamBlock) else value.bound_blocks)
        yield f"{prefix}-count", str(len(children))
        for number, child in enumerate(children):
            yield from _posted_child(child, number, f"{prefix}-{number}")
    elif isinstance(block, RichTextBlock):
        yield prefix, rich_text(value.source, features=block.features)
    else:
        shown = getattr(value, "pk", None) or block.value_for_form(value)
        if shown is True:
            yield prefix, "on"
        elif shown not in (None, False):
            yield prefix, block.field.widget.format_value(shown) or ""


def _posted_child(child: Any, number: int, prefix: str) -> Iterator[tuple[str, Any]]:
    yield from {
        f"{prefix}-deleted": "",
        f"{prefix}-order": str(number),
        f"{prefix}-type": child.block_type if hasattr(child, "block_type") else "",
        f"{prefix}-id": child.id or "",
    }.items()
    yield from posted_block(child.block, child.value, f"{prefix}-value")
