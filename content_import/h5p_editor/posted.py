"""A posted form of H5P content, with the button that was used."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.http import QueryDict

from content_import.h5p_editor.base import FormTypes
from people.api import Person


class Verb(StrEnum):
    """What a button of a list does."""

    ADD = "add"
    REMOVE = "remove"
    UP = "up"
    DOWN = "down"


@dataclass
class Posted:
    """The data of a form. Reading it applies the button of a list; `focus` is then the place to go to."""

    data: QueryDict
    types: FormTypes
    by: Person
    focus: str = ""
    is_plain: bool = False
    #: sentences about choices that were refused, by path
    refused: dict[str, list[str]] = field(default_factory=dict)

    @property
    def command(self) -> tuple[str, str]:
        """The verb and the path of the button, both empty for one that saves."""
        verb, _colon, name = self.data.get("command", "").partition(":")
        return verb, name

    def text(self, name: str) -> str:
        """Return a posted text with line feeds alone, and without what no database or file stores."""
        text = self.data.get(name, "").replace("\r\n", "\n").replace("\0", "")
        return text.encode("utf-8", "ignore").decode("utf-8")

    def number(self, name: str, highest: int) -> int | None:
        text = self.data.get(name, "")
        is_number = text.isascii() and text.isdigit() and len(text) <= len(str(highest))
        return int(text) if is_number and int(text) <= highest else None

    def apply(self, name: str, items: list[Any], new: Any) -> None:
        """Apply the button to the items of the list `name`, if it is one of theirs."""
        verb, target = self.command
        if verb == Verb.ADD and target == name:
            items.append(new)
            self.focus = f"{name}[{len(items) - 1}]"
            return
        index = _index(target, name, len(items))
        if index is None:
            return
        if verb == Verb.REMOVE:
            del items[index]
            self.focus = f"{name}[{min(index, len(items) - 1)}]" if items else name
        elif verb in {Verb.UP, Verb.DOWN}:
            other = min(max(index + (1 if verb == Verb.DOWN else -1), 0), len(items) - 1)
            items[index], items[other] = items[other], items[index]
            self.focus = f"{name}[{other}]"


def _index(target: str, name: str, count: int) -> int | None:
    """Return the number of the item `target` of the list `name`."""
    if not target.startswith(f"{name}[") or not target.endswith("]"):
        return None
    inner = target[len(name) + 1 : -1]
    is_number = inner.isascii() and inner.isdigit() and len(inner) < 4
    return int(inner) if is_number and int(inner) < count else None
