"""Texts of packages for the search: what learners can read, by item and screen."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

#: the most that is kept of a package
MAX_PASSAGES = 500
MAX_CHARACTERS = 200_000
#: more digits than any character needs; `html` and `html.parser` raise ValueError for thousands of them
_LONG_REFERENCE = re.compile(r"&#[xX]?[0-9a-fA-F]{9,};?")
_TAG_NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9]*)")
_NOT_SHOWN = frozenset(
    {"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "title", "select"}
)
#: tags within a word or sentence, where nothing parts the texts before and after
_INLINE = frozenset(
    {"a", "abbr", "b", "big", "code", "del", "em", "font", "i", "ins", "mark", "s", "small", "span", "strike"}
    | {"strong", "sub", "sup", "u"}
)


@dataclass(frozen=True)
class ItemPassage:
    """The text of one screen of an item. `title` is that of the screen, "" without one."""

    #: the identifier of the item in the manifest
    item: str
    title: str
    text: str


def readable_text(markup: str) -> str:
    """Return the text of untrusted HTML, with a line for each block, in time linear in its length.

    The standard library's parser takes quadratic time for some invalid HTML.
    """
    pieces, hidden_by = [], ""
    start, *tags = markup.split("<")
    pieces.append(start)
    for tag in tags:
        inside, closed, after = tag.partition(">")
        if hidden_by:
            hidden_by, after = _after_hidden(hidden_by, tag, inside, after)
            pieces.append(after)
            continue
        name = _TAG_NAME.match(inside)
        if inside.startswith("!--"):
            hidden_by = "" if "-->" in tag else "--"
            pieces.append(tag.partition("-->")[2])
        elif name is None and inside[:1] not in {"!", "?"}:
            pieces.append(f"<{tag}")  # less than, in a text
        elif closed:
            tag_name = name[1].lower() if name else ""
            hidden_by = tag_name if _hides(tag_name, inside) else ""
            pieces.append("" if hidden_by else f"{'' if tag_name in _INLINE else chr(10)}{after}")
    return plain_text(unescaped("".join(pieces)))


def unescaped(text: str) -> str:
    """Return untrusted text with the characters that its references stand for."""
    return html.unescape(without_long_references(text))


def without_long_references(text: str) -> str:
    """Return untrusted text without references that the standard library refuses with a ValueError."""
    return _LONG_REFERENCE.sub("\ufffd", text)


def _hides(tag_name: str, inside: str) -> bool:
    return tag_name in _NOT_SHOWN and not inside.startswith("/") and not inside.endswith("/")


def _after_hidden(hidden_by: str, tag: str, inside: str, after: str) -> tuple[str, str]:
    """Return what still hides texts, and the text after the end of a comment or an element that did."""
    if hidden_by == "--":
        _comment, end, shown = tag.partition("-->")
        return ("", shown) if end else (hidden_by, "")
    if inside.strip().lower() == f"/{hidden_by}":
        return "", f"\n{after}"
    return hidden_by, ""


def plain_text(text: str) -> str:
    """Return a text of printable characters, one space between its words, without empty lines."""
    printable = "".join(char if char.isprintable() or char == "\n" else " " for char in text)
    lines = (" ".join(line.split()) for line in printable.split("\n"))
    return "\n".join(filter(None, lines))
