"""What all kinds of fields have in common: places, drawn nodes, and the types that forms can show.

A field at a place is called as H5P content is read: "$.answers[0].text". The same path is the name of its
input, of its errors in `pyh5p`, and of its buttons.
"""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, ClassVar, Final

from django.utils.translation import gettext as _
from pyh5p.semantics import SemanticField

from content_import.h5p_editor.semantics import UnreadableSemantics, semantics_of
from lms.h5p.api import LibraryRef, LibraryStore

#: what a field has that is left out of the content
ABSENT: Final = object()
#: the key in items of lists, while they are edited, of their number in the stored content
ORIGIN = "\0origin"
#: how many libraries a form shows within each other: those in a question set, and pictures in those
MAX_LIBRARIES = 2
MAX_ITEMS = 200


@dataclass(frozen=True)
class Place:
    """A field at its place in content. `depth` is the number of libraries around it."""

    field: SemanticField
    name: str = "$"
    depth: int = 0
    #: the values of the groups around it, the outermost first
    scope: tuple[Mapping[str, Any], ...] = ()

    def child(self, child: SemanticField, value: Mapping[str, Any]) -> Place:
        return Place(child, f"{self.name}.{child.name}", self.depth, (*self.scope, value))

    def item(self, index: int) -> Place:
        semantic = self.field.item or self.field  # pyh5p requires an item of lists
        return replace(self, field=semantic, name=f"{self.name}[{index}]")

    @property
    def label(self) -> str:
        """The label of the field; without one that of a list's items, or its name."""
        raw = self.field.raw
        label = raw.get("label") or raw.get("entity") or self.field.name
        return str(label)[:1].upper() + str(label)[1:]

    @property
    def is_visible(self) -> bool:
        """Whether the values around the field are those for which it is used."""
        condition = Condition.of(self)
        return condition is None or condition.is_met(self)


@dataclass(frozen=True)
class Condition:
    """When a field is used (`showWhen`): one or all rules about fields beside it or further out are met."""

    rules: tuple[tuple[tuple[str, ...], tuple[Any, ...]], ...]
    needs_all: bool

    @classmethod
    def of(cls, place: Place) -> Condition | None:
        raw = place.field.raw.get("showWhen")
        rules = raw.get("rules") if isinstance(raw, Mapping) else None
        if not isinstance(rules, list) or not isinstance(raw, Mapping):
            return None
        valid = [rule for rule in rules if isinstance(rule, Mapping) and isinstance(rule.get("field"), str)]
        found = tuple((tuple(rule["field"].split("/")), _as_tuple(rule.get("equals"))) for rule in valid)
        return cls(found, raw.get("type") == "and") if found else None

    def is_met(self, place: Place) -> bool:
        results = [_value_at(place.scope, path) in expected for path, expected in self.rules]
        return all(results) if self.needs_all else any(results)

    def for_script(self, place: Place) -> dict[str, Any]:
        """Return the rules with the names of the inputs, for the page's script."""
        rules = [
            {"name": _name_at(place.name, path), "equals": list(expected)} for path, expected in self.rules
        ]
        return {"all": self.needs_all, "rules": rules}


def _as_tuple(expected: Any) -> tuple[Any, ...]:
    return tuple(expected) if isinstance(expected, list) else (expected,)


def _value_at(scope: tuple[Mapping[str, Any], ...], path: tuple[str, ...]) -> Any:
    outward = sum(piece == ".." for piece in path)
    value: Any = scope[-1 - outward] if outward < len(scope) else None
    for piece in path:
        if piece not in {"", ".", ".."}:
            value = value.get(piece) if isinstance(value, Mapping) else None
    if isinstance(value, Mapping) and "library" in value:
        return value["library"]
    return value


def _name_at(name: str, path: tuple[str, ...]) -> str:
    """Return the name of the input that a rule of the field `name` is about."""
    parts = name.split(".")[:-1]
    for piece in path:
        if piece == "..":
            parts = parts[:-1]
        elif piece not in {"", "."}:
            parts.append(piece)
    return ".".join(parts)


@dataclass
class Node:
    """A field as its template shows it."""

    template: str
    place: Place
    value: Any = ""
    children: list[Node] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    #: what the template of its kind needs beside
    more: dict[str, Any] = field(default_factory=dict)
    is_required: bool = False
    has_focus: bool = False

    @property
    def template_name(self) -> str:
        return f"content_import/h5p_editor/{self.template}.html"

    @property
    def name(self) -> str:
        return self.place.name

    @property
    def id(self) -> str:
        return id_of(self.name)

    @property
    def label(self) -> str:
        return self.place.label

    @property
    def help(self) -> str:
        return str(self.place.field.raw.get("description") or "")

    @property
    def condition(self) -> str:
        """The condition of its use as JSON for the page's script; "" without one."""
        found = Condition.of(self.place)
        return "" if found is None else json.dumps(found.for_script(self.place))

    @property
    def described_by(self) -> str:
        """The ids of its help and errors."""
        ids = [f"{self.id}-help"] if self.help or self.condition else []
        return " ".join([*ids, *([f"{self.id}-errors"] if self.errors else [])])

    @property
    def is_minor(self) -> bool:
        """Whether it is a group that few authors change."""
        raw = self.place.field.raw
        return bool(raw.get("common") or raw.get("importance") == "low")

    @property
    def is_folded(self) -> bool:
        """Whether it is closed: nothing in it is wrong, or has the focus."""
        return not self.has_errors and not self.is_focused_within

    @property
    def has_errors(self) -> bool:
        return bool(self.errors) or any(child.has_errors for child in self.children)

    @property
    def is_focused_within(self) -> bool:
        return self.has_focus or any(child.is_focused_within for child in self.children)


def id_of(name: str) -> str:
    return "f" + re.sub(r"[^\w]+", "-", name.removeprefix("$")).rstrip("-")


@dataclass
class Drawing:
    """What is drawn beside the values: errors by path, where the focus is, HTML as text."""

    types: FormTypes
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    focus: str = ""
    #: True: texts with HTML are shown as HTML, which needs no JavaScript
    is_plain: bool = False

    def node(self, template: str, place: Place, **values: Any) -> Node:
        found = self.errors.get(place.name, [])
        is_required = not place.field.optional
        return Node(
            template,
            place,
            errors=list(found),
            is_required=is_required,
            has_focus=self.focus == place.name,
            **values,
        )


class Kind(ABC):
    """A kind of field: how its value is drawn, read from a posted form, and checked."""

    #: the type in the semantics, and the widgets of H5P's editor that need nothing beside
    type: ClassVar[str]
    widgets: ClassVar[frozenset[str]] = frozenset()

    def hindrances(self, semantic: SemanticField, types: FormTypes, depth: int) -> list[str]:
        """Return the labels of what the form can't show in the field."""
        return []

    @abstractmethod
    def default(self, semantic: SemanticField, types: FormTypes) -> Any:
        """Return the value in new content, or ABSENT."""

    @abstractmethod
    def read(self, place: Place, stored: Any, posted: Any) -> Any:
        """Return the posted value, which may be invalid, or ABSENT. `stored` is what it replaces."""

    @abstractmethod
    def draw(self, place: Place, value: Any, drawing: Drawing) -> Node | None:
        """Return the node, None for what is not shown."""

    def check(self, place: Place, value: Any, types: FormTypes) -> Iterator[tuple[str, str]]:
        """Yield path and sentence for each fault that the semantics alone do not show."""
        return iter(())

    @staticmethod
    def is_empty(value: Any) -> bool:
        return value is ABSENT or value is None or value == ""


class Hidden(Kind):
    """A field that the form does not show; what is stored stays."""

    type = ""

    def default(self, semantic: SemanticField, types: FormTypes) -> Any:
        return semantic.default if "default" in semantic.raw else ABSENT

    def read(self, place: Place, stored: Any, posted: Any) -> Any:
        if stored is not ABSENT:
            return stored
        kind = kind_of(place.field) or self
        return kind.default(place.field, posted.types)

    def draw(self, place: Place, value: Any, drawing: Drawing) -> None:
        return None


HIDDEN = Hidden()
KINDS: dict[str, list[Kind]] = {}


def register(kind: Kind) -> Kind:
    KINDS.setdefault(kind.type, []).append(kind)
    return kind


def kind_of(semantic: SemanticField) -> Kind | None:
    """Return the kind of a field; None if its type or widget needs the full editor."""
    widget = str(semantic.raw.get("widget") or "")
    candidates = KINDS.get(semantic.type, [])
    return next((kind for kind in candidates if widget in {"", "showWhen", "none", *kind.widgets}), None)


class FormTypes:
    """The installed types whose semantics a form can show, with texts in one language."""

    def __init__(self, store: LibraryStore, language: str) -> None:
        self.store = store
        self.language = language
        self._hindrances: dict[tuple[LibraryRef, int], list[str]] = {}

    def root(self, ref: LibraryRef) -> SemanticField:
        """Return the fields of an installed library as one group. Raises UnreadableSemantics."""
        library = self.store.libraries.get(ref)
        if library is None:
            raise UnreadableSemantics(str(ref))
        return semantics_of(library, self.language)

    def hindrances(self, ref: LibraryRef, depth: int = 0) -> list[str]:
        """Return the labels of what a form can't show of a library; empty if it can."""
        key = (ref, depth)
        if key not in self._hindrances:
            self._hindrances[key] = []  # for a library that has itself as a part
            try:
                found = self.hindrances_in(self.root(ref), depth)
            except UnreadableSemantics:
                found = [_("its description, which can't be read")]
            self._hindrances[key] = found
        return self._hindrances[key]

    def hindrances_in(self, semantic: SemanticField, depth: int) -> list[str]:
        """Return the labels of what must be filled in and can't be shown."""
        if semantic.optional or _is_internal(semantic, depth):
            return []
        kind = kind_of(semantic)
        return [Place(semantic).label] if kind is None else kind.hindrances(semantic, self, depth)

    def offered(self, semantic: SemanticField, depth: int) -> list[LibraryRef]:
        """Return the libraries that may be chosen in a field: installed, and with a form of their own."""
        if depth >= MAX_LIBRARIES:
            return []
        named = [LibraryRef.from_text(str(text)) for text in semantic.raw.get("options") or []]
        installed = [ref for ref in named if ref is not None and ref in self.store.libraries]
        return [ref for ref in installed if not self.hindrances(ref, depth + 1)]

    def kind_at(self, place: Place) -> Kind:
        """Return the kind that shows the field, HIDDEN for what is not shown."""
        kind = kind_of(place.field)
        if kind is None or _is_internal(place.field, place.depth):
            return HIDDEN
        return HIDDEN if kind.hindrances(place.field, self, place.depth) else kind

    @cached_property
    def runnable(self) -> list[LibraryRef]:
        """The types that content may have as its main library, in order of title."""
        found = [library for library in self.store.libraries.values() if library.is_runnable]
        return [library.ref for library in sorted(found, key=lambda each: each.title.casefold())]


def _is_internal(semantic: SemanticField, depth: int) -> bool:
    """Return whether authors never see the field; texts of buttons they see once, in the main type."""
    raw = semantic.raw
    return (
        raw.get("widget") == "none" or bool(raw.get("deprecated")) or (depth > 0 and bool(raw.get("common")))
    )
