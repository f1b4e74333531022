"""Texts of templates that an author is to replace: how they are marked, found and refused."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

#: begins each text that is to be replaced; a character that no author types
PLACEHOLDER_SIGN = "✎"
#: the code of errors of texts that were not replaced
PLACEHOLDER_CODE = "placeholder"
_TAG = re.compile(r"<[^>]*>")


def placeholder(text: str) -> str:
    return f"{PLACEHOLDER_SIGN} {text}"


def placeholders_in(stored: Any) -> Iterator[str]:
    """Yield the texts in stored values that are still those of a template, without tags and the sign."""
    if isinstance(stored, str):
        for line in _TAG.sub("\n", stored).split("\n"):
            if PLACEHOLDER_SIGN in line:
                yield html.unescape(line.replace(PLACEHOLDER_SIGN, "")).strip()
    elif isinstance(stored, Mapping):
        for value in stored.values():
            yield from placeholders_in(value)
    elif isinstance(stored, list | tuple):
        for value in stored:
            yield from placeholders_in(value)


def placeholder_sentence() -> str:
    return _("This is the template's text. Replace it with your own, or remove it.")


def placeholder_error(block: blocks.Block, value: Any) -> ValidationError | None:
    """Return the error of a block in whose fields a template's texts are left, at each of them; or None."""
    if isinstance(block, blocks.BaseStreamBlock):
        errors = _errors((index, child.block, child.value) for index, child in enumerate(value))
        return StreamBlockValidationError(block_errors=errors) if errors else None
    if isinstance(block, blocks.ListBlock):
        children = enumerate(getattr(value, "bound_blocks", ()))
        errors = _errors((index, block.child_block, child.value) for index, child in children)
        return ListBlockValidationError(block_errors=errors) if errors else None
    if isinstance(block, blocks.BaseStructBlock) and isinstance(value, Mapping):  # a picture is a file
        errors = placeholder_errors(block, value)
        return StructBlockValidationError(block_errors=errors) if errors else None
    if any(placeholders_in(block.get_prep_value(value))):
        return ValidationError(placeholder_sentence(), code=PLACEHOLDER_CODE)
    return None


def placeholder_errors(block: blocks.BaseStructBlock, value: Any) -> dict[Any, ValidationError]:
    """Return the errors of the fields of a block in which a template's texts are left."""
    return _errors((name, child, value.get(name)) for name, child in block.child_blocks.items())


def _errors(children: Iterator[tuple[Any, blocks.Block, Any]]) -> dict[Any, ValidationError]:
    found = ((key, placeholder_error(child, value)) for key, child, value in children if value is not None)
    return {key: error for key, error in found if error is not None}
