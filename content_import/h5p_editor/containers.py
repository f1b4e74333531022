"""Fields of several values: groups, lists, and libraries within content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext as _
from pyh5p.semantics import SemanticField

from content_import.h5p_editor.base import (
    ABSENT,
    MAX_ITEMS,
    ORIGIN,
    Drawing,
    FormTypes,
    Kind,
    Node,
    Place,
    kind_of,
    register,
)
from content_import.h5p_editor.posted import Posted
from lms.h5p.api import LibraryRef

#: the id of a part of content, which the editor gives it (H5P's specification of sub-content)
SUB_CONTENT_ID = "subContentId"


def default_of(semantic: SemanticField, types: FormTypes) -> Any:
    """Return the value of a field in new content, or ABSENT."""
    kind = kind_of(semantic)
    if kind is None:
        return semantic.default if "default" in semantic.raw else ABSENT
    return kind.default(semantic, types)


class Group(Kind):
    """A value of several named ones."""

    type = "group"

    def hindrances(self, semantic: SemanticField, types: FormTypes, depth: int) -> list[str]:
        return [label for child in semantic.children for label in types.hindrances_in(child, depth)]

    def default(self, semantic: SemanticField, types: FormTypes) -> Any:
        values = {child.name: default_of(child, types) for child in semantic.children}
        return _identified(semantic, {name: value for name, value in values.items() if value is not ABSENT})

    def read(self, place: Place, stored: Any, posted: Posted) -> Any:
        before = stored if isinstance(stored, Mapping) else {}
        result: dict[str, Any] = dict(before)
        for child in place.field.children:
            at = place.child(child, result)
            value = posted.types.kind_at(at).read(at, before.get(child.name, ABSENT), posted)
            if value is ABSENT:
                result.pop(child.name, None)
            else:
                result[child.name] = value
        return _identified(place.field, result)

    def draw(self, place: Place, value: Any, drawing: Drawing) -> Node:
        values = value if isinstance(value, Mapping) else {}
        node = drawing.node("group", place)
        for child in place.field.children:
            at = place.child(child, values)
            held = values[child.name] if child.name in values else default_of(child, drawing.types)
            drawn = drawing.types.kind_at(at).draw(at, held, drawing)
            if drawn is not None:
                node.children.append(drawn)
        return node

    def check(self, place: Place, value: Any, types: FormTypes) -> Iterator[tuple[str, str]]:
        values = value if isinstance(value, Mapping) else {}
        for child in place.field.children:
            at = place.child(child, values)
            if at.is_visible:
                yield from types.kind_at(at).check(at, values.get(child.name, ABSENT), types)


def _identified(semantic: SemanticField, values: dict[str, Any]) -> dict[str, Any]:
    """Give a part of content an id of its own, which results of learners refer to."""
    has_id = semantic.is_sub_content or any(child.name == SUB_CONTENT_ID for child in semantic.children)
    if has_id and not values.get(SUB_CONTENT_ID):
        values[SUB_CONTENT_ID] = str(uuid4())
    return values


class List(Kind):
    """Items of one kind, which buttons add, remove and move."""

    type = "list"
    widgets = frozenset({"list"})

    def hindrances(self, semantic: SemanticField, types: FormTypes, depth: int) -> list[str]:
        item = semantic.item
        kind = None if item is None else kind_of(item)
        if item is None or kind is None:
            return [Place(semantic).label]
        return kind.hindrances(item, types, depth)

    def default(self, semantic: SemanticField, types: FormTypes) -> Any:
        fewest = semantic.raw.get("min")
        number = semantic.raw.get("defaultNum", 0 if semantic.optional else 1)
        count = max([each for each in (number, fewest) if isinstance(each, int)], default=0)
        return [_new_item(semantic, types) for _ in range(min(count, MAX_ITEMS))]

    def read(self, place: Place, stored: Any, posted: Posted) -> Any:
        before = stored if isinstance(stored, list) else []
        count = posted.number(f"{place.name}.count", MAX_ITEMS) or 0
        items = [self._read_item(place.item(index), before, posted) for index in range(count)]
        posted.apply(place.name, items, _new_item(place.field, posted.types))
        return items[:MAX_ITEMS]

    def _read_item(self, place: Place, before: list[Any], posted: Posted) -> Any:
        origin = posted.number(f"{place.name}.origin", MAX_ITEMS * 10)
        stored = before[origin] if origin is not None and origin < len(before) else ABSENT
        value = posted.types.kind_at(place).read(place, stored, posted)
        if isinstance(value, dict) and origin is not None:
            value[ORIGIN] = origin
        return value

    def draw(self, place: Place, value: Any, drawing: Drawing) -> Node:
        items = value if isinstance(value, list) else []
        node = drawing.node("list", place)
        entity = str(place.field.raw.get("entity") or _("item"))
        node.more.update(entity=entity, count=len(items), may_add=len(items) < _most(place.field))
        for index, item in enumerate(items):
            at = place.item(index)
            drawn = drawing.types.kind_at(at).draw(at, item, drawing)
            if drawn is not None:
                origin = item.get(ORIGIN, "") if isinstance(item, Mapping) else ""
                drawn.more.update(item=True, number=index + 1, entity=entity, origin=origin)
                drawn.more.update(is_first=index == 0, is_last=index == len(items) - 1)
                node.children.append(drawn)
        return node

    def check(self, place: Place, value: Any, types: FormTypes) -> Iterator[tuple[str, str]]:
        items = value if isinstance(value, list) else []
        if not items and not place.field.optional:
            yield place.name, _("Add at least one.")
        for index, item in enumerate(items):
            at = place.item(index)
            yield from types.kind_at(at).check(at, item, types)
        if (
            items
            and _marks_right_answers(place.field)
            and not any(item.get("correct") is True for item in items)
        ):
            yield place.name, _("Mark at least one answer as right.")


def _new_item(semantic: SemanticField, types: FormTypes) -> Any:
    value = ABSENT if semantic.item is None else default_of(semantic.item, types)
    return None if value is ABSENT else value


def _most(semantic: SemanticField) -> int:
    most = semantic.raw.get("max")
    return min(most, MAX_ITEMS) if isinstance(most, int) and most > 0 else MAX_ITEMS


def _marks_right_answers(semantic: SemanticField) -> bool:
    """Return whether the items are answers that the author marks as right, as in multiple choice."""
    item = semantic.item
    children = item.children if item is not None and item.type == "group" else ()
    return any(child.name == "correct" and child.type == "boolean" for child in children)


class Library(Kind):
    """A part of content with a library of its own, such as a picture or a question of a set."""

    type = "library"

    def hindrances(self, semantic: SemanticField, types: FormTypes, depth: int) -> list[str]:
        return [] if types.offered(semantic, depth) else [Place(semantic).label]

    def default(self, semantic: SemanticField, types: FormTypes) -> Any:
        return ABSENT

    def read(self, place: Place, stored: Any, posted: Posted) -> Any:
        chosen = LibraryRef.from_text(posted.text(place.name))
        before = stored if isinstance(stored, Mapping) else {}
        if chosen is None:
            return ABSENT
        if chosen not in posted.types.offered(place.field, place.depth):
            return stored if before.get("library") == str(chosen) else ABSENT
        is_drawn = posted.text(f"{place.name}.drawn") == str(chosen)
        if not is_drawn:
            posted.focus = posted.focus or place.name
            return _new_part(chosen, posted.types)
        same = before if before.get("library") == str(chosen) else {}
        inner = _params(place, chosen, posted.types)
        params = posted.types.kind_at(inner).read(inner, same.get("params", ABSENT), posted)
        return {SUB_CONTENT_ID: str(uuid4()), **same, "library": str(chosen), "params": params}

    def draw(self, place: Place, value: Any, drawing: Drawing) -> Node:
        values = value if isinstance(value, Mapping) else {}
        chosen = LibraryRef.from_text(str(values.get("library", "")))
        offered = drawing.types.offered(place.field, place.depth)
        node = drawing.node("library", place, value=str(chosen or ""))
        kept = [] if chosen is None or chosen in offered else [chosen]
        node.more["choices"] = [(str(ref), self._title(ref, drawing.types)) for ref in (*offered, *kept)]
        node.more["is_kept"] = bool(kept)
        if chosen in offered and chosen is not None:
            inner = _params(place, chosen, drawing.types)
            params = drawing.types.kind_at(inner).draw(inner, values.get("params"), drawing)
            node.children += params.children if params is not None else []
        return node

    @staticmethod
    def _title(ref: LibraryRef, types: FormTypes) -> str:
        library = types.store.libraries.get(ref)
        return (library.title if library else "") or str(ref)

    def check(self, place: Place, value: Any, types: FormTypes) -> Iterator[tuple[str, str]]:
        chosen = LibraryRef.from_text(str(value.get("library"))) if isinstance(value, Mapping) else None
        if chosen is None:
            if not place.field.optional:
                yield place.name, _("Choose what is to be here.")
            return
        if chosen in types.offered(place.field, place.depth):
            inner = _params(place, chosen, types)
            yield from types.kind_at(inner).check(inner, value.get("params"), types)


def _params(place: Place, ref: LibraryRef, types: FormTypes) -> Place:
    return Place(types.root(ref), f"{place.name}.params", place.depth + 1, place.scope)


def _new_part(ref: LibraryRef, types: FormTypes) -> dict[str, Any]:
    title = types.store.libraries[ref].title
    return {
        "library": str(ref),
        "params": default_of(types.root(ref), types),
        SUB_CONTENT_ID: str(uuid4()),
        "metadata": {"contentType": title, "license": "U", "title": title},
    }


for kind in (Group(), List(), Library()):
    register(kind)
