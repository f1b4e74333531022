"""Fields of one value: text, rich text, number, yes or no, and a choice."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from pyh5p.semantics import SemanticField

from content_import.archives.passages import unescaped
from content_import.h5p_editor.base import ABSENT, Drawing, FormTypes, Kind, Node, Place, register
from content_import.h5p_editor.posted import Posted
from content_import.h5p_editor.rich_text import (
    editor_for,
    features_for,
    for_editor,
    from_editor,
    has_text,
    is_editable,
    sanitised,
)


def tags_of(semantic: SemanticField) -> list[str]:
    return [str(tag) for tag in semantic.raw.get("tags") or []]


class PlainText(Kind):
    """A text without HTML, which H5P stores escaped; with the tags of its semantics, HTML in one line."""

    type = "text"
    widgets = frozenset({"textarea", "colorSelector"})

    def default(self, semantic: SemanticField, types: FormTypes) -> Any:
        return semantic.default if isinstance(semantic.default, str) else ""

    def read(self, place: Place, stored: Any, posted: Posted) -> Any:
        text = posted.text(place.name).strip()
        tags = tags_of(place.field)
        return sanitised(text, tags) if tags else html.escape(text)

    def draw(self, place: Place, value: Any, drawing: Drawing) -> Node:
        text = value if isinstance(value, str) else ""
        raw = place.field.raw
        is_long = raw.get("widget") == "textarea" or "\n" in text or raw["maxLength"] > 1000
        return drawing.node(
            "textarea" if is_long else "text",
            place,
            value=text if tags_of(place.field) else unescaped(text),
        )

    def check(self, place: Place, value: Any, types: FormTypes) -> Iterator[tuple[str, str]]:
        if not place.field.optional and self.is_empty(value):
            yield place.name, _("Fill this in.")


class RichText(Kind):
    """A text with HTML, in Wagtail's editor; as HTML where that editor would lose some of it."""

    type = "text"
    widgets = frozenset({"html"})

    def default(self, semantic: SemanticField, types: FormTypes) -> Any:
        return semantic.default if isinstance(semantic.default, str) else ""

    def read(self, place: Place, stored: Any, posted: Posted) -> Any:
        tags = tags_of(place.field)
        if f"{place.name}.html" in posted.data:
            text = sanitised(posted.text(f"{place.name}.html").strip(), tags)
            return text if has_text(text) else ""
        editor = editor_for(tuple(features_for(tags)))
        try:
            text = editor.value_from_datadict(posted.data, {}, place.name) or ""
        except (ValueError, KeyError, TypeError, AttributeError, IndexError):  # not what the editor sends
            return stored if isinstance(stored, str) else ""
        return from_editor(text, tags)

    def draw(self, place: Place, value: Any, drawing: Drawing) -> Node:
        text = value if isinstance(value, str) else ""
        node = drawing.node("rich_text", place, value=text)
        if drawing.is_plain or not is_editable(text):
            node.template = "textarea"
            node.more["is_html"] = True
            return node
        editor = editor_for(tuple(features_for(tags_of(place.field))))
        attributes = {"id": node.id, "aria-describedby": node.described_by}
        node.more["widget"] = editor.render(node.name, for_editor(text), attributes)
        return node

    def check(self, place: Place, value: Any, types: FormTypes) -> Iterator[tuple[str, str]]:
        if not place.field.optional and self.is_empty(value):
            yield place.name, _("Fill this in.")
        elif isinstance(value, str) and len(value) > place.field.raw["maxLength"]:
            yield (
                place.name,
                _("Write at most %(limit)s characters.") % {"limit": place.field.raw["maxLength"]},
            )


class Number(Kind):
    """A number; what can't be read as one stays a text, which the semantics refuse."""

    type = "number"

    def default(self, semantic: SemanticField, types: FormTypes) -> Any:
        value = semantic.default
        return value if isinstance(value, (int, float)) and not isinstance(value, bool) else ABSENT

    def read(self, place: Place, stored: Any, posted: Posted) -> Any:
        text = posted.text(place.name).strip().replace(",", ".").replace("\N{MINUS SIGN}", "-")
        if not text:
            return ABSENT
        for convert in (int, float):
            try:
                number = convert(text[:30])
            except (ValueError, OverflowError):
                continue
            if abs(number) < 1e15:  # neither infinite nor, as it is compared, "not a number"
                return number
        return text

    def draw(self, place: Place, value: Any, drawing: Drawing) -> Node:
        raw = place.field.raw
        node = drawing.node("text", place, value="" if self.is_empty(value) else str(value).replace(".", ","))
        node.more.update(is_number=True, unit=str(raw.get("unit") or ""))
        return node

    def check(self, place: Place, value: Any, types: FormTypes) -> Iterator[tuple[str, str]]:
        if not place.field.optional and self.is_empty(value):
            yield place.name, _("Write a number.")


class Boolean(Kind):
    """Yes or no."""

    type = "boolean"

    def default(self, semantic: SemanticField, types: FormTypes) -> Any:
        return semantic.default is True

    def read(self, place: Place, stored: Any, posted: Posted) -> Any:
        return place.name in posted.data

    def draw(self, place: Place, value: Any, drawing: Drawing) -> Node:
        return drawing.node("boolean", place, value=value is True)


class Select(Kind):
    """A choice of one value; values in the semantics may be texts, numbers or truth values."""

    type = "select"
    widgets = frozenset({"radioGroup"})

    def default(self, semantic: SemanticField, types: FormTypes) -> Any:
        values = [option.get("value") for option in semantic.raw["options"]]
        if semantic.default in values:
            return semantic.default
        return ABSENT if semantic.optional or not values else values[0]

    def read(self, place: Place, stored: Any, posted: Posted) -> Any:
        number = posted.number(place.name, 999)
        options = place.field.raw["options"]
        return options[number].get("value") if number is not None and number < len(options) else ABSENT

    def draw(self, place: Place, value: Any, drawing: Drawing) -> Node:
        options = place.field.raw["options"]
        choices = [
            (
                index,
                str(option.get("label") or option.get("value")),
                option.get("value") == value,
                option.get("value"),
            )
            for index, option in enumerate(options)
        ]
        node = drawing.node("select", place, value=value)
        node.more["choices"] = choices
        node.more["has_empty"] = place.field.optional or not any(choice[2] for choice in choices)
        return node

    def check(self, place: Place, value: Any, types: FormTypes) -> Iterator[tuple[str, str]]:
        if not place.field.optional and value is ABSENT:
            yield place.name, _("Choose one of the values.")


for kind in (PlainText(), RichText(), Number(), Boolean(), Select()):
    register(kind)
