"""Markdown as HTML, converted with markdown-it-py."""

from __future__ import annotations

import codecs
import io
from typing import Any

from markdown_it import MarkdownIt

MEMORY_BYTES = 1024**3
CPU_SECONDS = 20
MAX_BYTES = 2 * 1024**2

_converter = MarkdownIt("commonmark", {"html": False}).enable("table")


def prepare() -> None:
    """Convert a text, which loads what the library otherwise imports on first use."""
    codecs.lookup("utf-8-sig")
    _converter.render("# Å\n\n- *å*\n\n| a |\n|-|\n| [b](https://exempel.example) |\n")


def read(source: io.BufferedReader) -> dict[str, Any]:
    """Return `{"html"}`; tags in the text become text. `{}` for what is no text or is too long."""
    try:
        text = source.read(MAX_BYTES + 1).decode("utf-8-sig")
    except UnicodeDecodeError:
        return {}
    return {"html": _converter.render(text)} if len(text) <= MAX_BYTES else {}
