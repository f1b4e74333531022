"""The operations of a local layer as plain data: what a municipality changes in a shared module."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from html import unescape
from typing import Any

from django.utils.html import escape

#: a step as streams and module versions store it: `{"id", "type", "value"}`
RawStep = Mapping[str, Any]
RawSteps = Sequence[RawStep]
#: the name of the block of a place for local text (courses/content/places.py) in streams
PLACE = "place"

#: a variable in a text; rich text may have spaces that do not break, or their entities
VARIABLE = re.compile(r"\{\{(?:\s|&nbsp;)*kommun\.([A-Za-z0-9_åäöÅÄÖ-]+)(?:\s|&nbsp;)*\}\}")
#: a tag, or a variable outside of one
_TAG_OR_VARIABLE = re.compile(
    r"""<[A-Za-z][^"'>]*+(?:"[^"]*"[^"'>]*+|'[^']*'[^"'>]*+)*+>|""" + VARIABLE.pattern
)
_ATTRIBUTE = re.compile(r"""\s+([^\s"'>/=]+)\s*=\s*("[^"]*"|'[^']*')""")
#: attributes whose value is one address, and those in which a variable has no place
_ADDRESSES = frozenset({"href", "xlink:href", "src", "action", "formaction", "data", "poster", "cite"})
_CODE = frozenset({"style", "srcdoc", "srcset"})
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_SCRIPT = re.compile(r"(?:javascript|data|vbscript):", re.IGNORECASE)
#: what browsers ignore before and within the scheme of an address, and more that looks empty
_IGNORED = re.compile(r"[\x00-\x20\x7f-\xa0\s\u200b-\u200f\u2060\ufeff\ufffd]")


class OperationKind(StrEnum):
    """The kinds of operation."""

    FILL = "fill"
    INSERT = "insert"
    REPLACE = "replace"
    HIDE = "hide"


@dataclass(frozen=True)
class Operation:
    """One local change, made against one version of the core.

    `step` is the id of a step of the core: the one that is changed, or for INSERT the one before ("" for
    none). `base` is the key of the version of the core that the change was made or last decided against; a
    negative one is that of an imported base (`ImportedBase`).
    """

    id: str
    kind: OperationKind
    step: str
    base: int
    #: FILL: the id of the place within the step, and its local text as rich text
    place: str = ""
    text: str = ""
    #: INSERT and REPLACE: the local step
    content: RawStep | None = None

    @property
    def target(self) -> tuple[str, ...]:
        """What at most one operation of a layer may change."""
        match self.kind:
            case OperationKind.INSERT:
                return (self.id,)
            case OperationKind.FILL:
                return (self.step, self.place)
        return (self.step,)

    @property
    def own_step(self) -> RawStep:
        """The local step of INSERT and REPLACE."""
        return self.content or {}

    def as_row(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


def read_operations(rows: Iterable[Mapping[str, Any]]) -> tuple[Operation, ...]:
    """Return operations from the rows that `as_row` made."""
    return tuple(Operation(**{**row, "kind": OperationKind(row["kind"])}) for row in rows)


def places_in(stored: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the blocks of places within stored values, `{"id", "type", "value": {"name", "text"}}`."""
    if isinstance(stored, Mapping):
        if stored.get("type") == PLACE and isinstance(stored.get("value"), Mapping) and stored.get("id"):
            yield stored
        else:
            for value in stored.values():
                yield from places_in(value)
    elif isinstance(stored, list | tuple):
        for value in stored:
            yield from places_in(value)


def text_of_place(step: RawStep, place: str) -> str | None:
    """Return the text of a place in a step, None without such a place."""
    found = (block["value"].get("text", "") for block in places_in(step["value"]) if block["id"] == place)
    return next(found, None)


def with_places(stored: Any, texts: Mapping[str, str]) -> Any:
    """Return a copy of stored values with other texts in places, by their ids."""
    if isinstance(stored, Mapping):
        copy = {name: with_places(value, texts) for name, value in stored.items()}
        if stored.get("type") == PLACE and stored.get("id") in texts:
            copy["value"] = {**copy["value"], "text": texts[stored["id"]]}
        return copy
    return [with_places(value, texts) for value in stored] if isinstance(stored, list | tuple) else stored


def variables_in(texts: Any) -> set[str]:
    """Return the names of the variables in stored values or in a text."""
    text = texts if isinstance(texts, str) else json.dumps(texts, ensure_ascii=False)
    return set(VARIABLE.findall(text))


def is_safe_address(address: str) -> bool:
    """Return whether an address has no scheme, or one of a page, an e-mail or a phone number."""
    scheme = _SCHEME.match(_IGNORED.sub("", address))
    return scheme is None or scheme[1].lower() in _SCHEMES


def is_script(text: str) -> bool:
    """Return whether a text by itself would run as a script where it is the address of a link."""
    return _SCRIPT.match(_IGNORED.sub("", text)) is not None


def fill_variables(html: str, values: Mapping[str, str]) -> str:
    """Return HTML with the escaped values in the place of variables.

    An attribute that is an unsafe address by its values, however the address is put together, is left out.
    """

    def filled(text: str) -> str:
        return VARIABLE.sub(lambda match: escape(values.get(match[1], "")), text)

    def filled_attribute(match: re.Match[str]) -> str:
        if not VARIABLE.search(match[0]):
            return match[0]
        name, value = match[1].lower(), unescape(filled(match[2])[1:-1])
        is_unsafe = name in _ADDRESSES and not is_safe_address(value)
        return "" if is_unsafe or name in _CODE or name.startswith("on") else filled(match[0])

    def filled_part(match: re.Match[str]) -> str:
        part = match[0]
        return _ATTRIBUTE.sub(filled_attribute, part) if part.startswith("<") else filled(part)

    return _TAG_OR_VARIABLE.sub(filled_part, html)


def without_variables(text: str) -> str:
    """Return a text with an ellipsis in the place of each variable, for those of no municipality."""
    return VARIABLE.sub("…", text)
