"""Texts of H5P content for the search, read by the semantics of its types.

Of tasks there is the question alone, also of the items in their lists: right answers, options, hints,
feedback and results are found by nobody, as in the questions that are made here. A type is a task if its
semantics have fields of answers or results. Texts of types without semantics, and those that the values of
other fields hide, are left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.core.files.storage import storages

from content_import.archives.passages import (
    MAX_CHARACTERS,
    MAX_PASSAGES,
    ItemPassage,
    plain_text,
    readable_text,
)
from lms.h5p.api import LibraryRef, LibraryStore

#: the type of a field of text in semantics.json, which is no kind of step
TEXT_FIELD = "text"
#: of one text, H5P's own limit for texts with HTML
MAX_TEXT = 20_000
MAX_TITLE = 200
#: of values that are looked at, and of groups, lists and libraries within each other
MAX_VALUES = 50_000
MAX_DEPTH = 60
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
#: how tasks mark what is to be filled in
_GAP = re.compile(r"\*[^*\n]{1,200}\*")
#: words in the names of fields that are answers, results or what is said about them
_TASK_WORDS = frozenset(
    {"answer", "answers", "correct", "feedback", "hint", "hints", "incorrect", "score", "scores", "solution"}
    | {"solutions", "tip", "tips", "wrong"}
)
#: fields of a task that learners read before they answer
_QUESTION_FIELDS = frozenset(
    {"description", "header", "intro", "introduction", "question", "taskDescription", "title"}
)
#: the field of a question in the lists of tasks, whose items say more once they are answered or found
_ITEM_FIELDS = frozenset({"question"})
#: task -> a text of it beside those; in other tasks it holds the answers
_TASK_TEXTS = {"H5P.Blanks": "text"}
#: tasks whose semantics do not say so
_TASKS = frozenset({"H5P.FindTheWords", "H5P.Flashcards", "H5P.ImageSequencing", "H5P.MemoryGame"})
#: types with fields of results that hold parts with types of their own
_CONTAINERS = frozenset(
    {"H5P.BranchingScenario", "H5P.CoursePresentation", "H5P.InteractiveBook", "H5P.InteractiveVideo"}
    | {"H5P.QuestionSet"}
)
_SETTINGS = frozenset(
    {"behaviour", "copyright", "endGame", "l10n", "metadata", "override"} | {"textTracks", "UI", "url"}
)
_TEXT_WIDGETS = frozenset({"", "html", "showWhen", "textarea"})

#: how semantics name what is shown when all is done
_END_SCREEN = "endScreen"

Fields = Sequence[Mapping[str, Any]]
#: the names of a task's fields of text that are read; None for all, outside tasks
OpenFields = frozenset[str] | None


def h5p_passages(
    main_library: LibraryRef, content: object, item: str, store: LibraryStore
) -> tuple[ItemPassage, ...]:
    """Return the texts of content.json, one passage for each screen, within limits."""
    reading = _Reading(store)
    reading.part({"library": str(main_library), "params": content}, 0)
    return tuple(reading.passages(item))


@dataclass
class _Screen:
    title: str = ""
    texts: list[str] = field(default_factory=list)


@dataclass
class _Reading:
    """Reads the values of content as far as the semantics name them."""

    store: LibraryStore
    screens: list[_Screen] = field(default_factory=lambda: [_Screen()])
    values: int = 0
    characters: int = 0
    #: whether the items of a list that holds parts begin a screen each; not within a screen
    may_split: bool = True

    @property
    def is_full(self) -> bool:
        return (
            self.values > MAX_VALUES or self.characters > MAX_CHARACTERS or len(self.screens) > MAX_PASSAGES
        )

    def passages(self, item: str) -> Iterator[ItemPassage]:
        left = MAX_CHARACTERS
        for screen in self.screens[:MAX_PASSAGES]:
            text = "\n".join(dict.fromkeys(screen.texts))[:left]
            left -= len(text)
            if text:
                yield ItemPassage(item, screen.title, text)

    def part(self, value: object, depth: int) -> None:
        """Read a part of the content that has a library of its own."""
        if not isinstance(value, Mapping):
            return
        ref = LibraryRef.from_text(str(value.get("library", "")))
        library = self.store.libraries.get(ref) if ref else None
        if ref is None or library is None:
            return
        open_fields = _open_fields(ref.machine_name, library.label)
        self.group(_semantics(library.label), value.get("params"), open_fields, depth)

    def group(self, fields: Fields, values: object, open_fields: OpenFields, depth: int) -> None:
        if isinstance(values, Mapping) and depth < MAX_DEPTH:
            for each in fields:
                if not _is_hidden(each, values):
                    self.value(each, values.get(_name(each)), open_fields, depth + 1)

    def value(self, semantic: Mapping[str, Any], value: object, open_fields: OpenFields, depth: int) -> None:
        """Read the value of a field."""
        self.values += 1
        if self.is_full or value is None or _is_of_task(semantic):
            return
        kind, children = semantic.get("type"), _fields(semantic)
        if kind == TEXT_FIELD:
            self.text(semantic, value, open_fields)
        elif kind == "group" and len(children) == 1 and not _is_stored_as_group(children[0], value):
            self.value({**children[0], "name": _name(semantic)}, value, open_fields, depth)
        elif kind == "group":
            self.group(children, value, open_fields, depth)
        elif kind == "list":
            self.items({**_item(semantic), "name": _name(semantic)}, value, open_fields, depth)
        elif kind == "library" and open_fields is None:
            self.part(value, depth)

    def text(self, semantic: Mapping[str, Any], value: object, open_fields: OpenFields) -> None:
        is_text = semantic.get("widget", "") in _TEXT_WIDGETS and "regexp" not in semantic
        is_task = open_fields is not None
        is_open = open_fields is None or _name(semantic) in open_fields
        markup = value[:MAX_TEXT] if isinstance(value, str) and is_text and is_open else ""
        if markup and not (is_task and _GAP.search(markup)):
            text = readable_text(markup)
            self.characters += len(text)
            self.screens[-1].texts += [text] if text else []

    def items(self, semantic: Mapping[str, Any], value: object, open_fields: OpenFields, depth: int) -> None:
        items = value if isinstance(value, list) else []
        is_part = semantic.get("type") == "library"  # also in a set of questions, which has results
        begins_screens = self.may_split and (is_part or open_fields is None) and _holds_parts(semantic)
        in_items = None if is_part or open_fields is None else open_fields & _ITEM_FIELDS
        for item in items:
            if self.is_full:
                return
            if begins_screens:
                self.screens.append(_Screen(title := _title(item), [title] if title else []))
                self.may_split = False
            self.value(semantic, item, in_items, depth)
            self.may_split = self.may_split or begins_screens


def _title(item: object) -> str:
    """Return the title of an item of a list: its own, or that of the part that it is."""
    if not isinstance(item, Mapping):
        return ""
    metadata = item.get("metadata")
    titles = [item.get("title"), metadata.get("title") if isinstance(metadata, Mapping) else None]
    title = next((title for title in titles if isinstance(title, str)), "")
    shown = plain_text(readable_text(title[:MAX_TEXT])).replace("\n", " ")[:MAX_TITLE]
    return "" if shown.startswith("Untitled") else shown  # which H5P's editor writes


def _open_fields(machine_name: str, label: str) -> OpenFields:
    if not _is_task(machine_name, label):
        return None
    text = _TASK_TEXTS.get(machine_name)
    return _QUESTION_FIELDS | {text} if text else _QUESTION_FIELDS


@lru_cache(maxsize=200)
def _is_task(machine_name: str, label: str) -> bool:
    if machine_name in _CONTAINERS:
        return False
    names = map(_name, _all_fields(_semantics(label)))
    return machine_name in _TASKS or any(_words(name) & _TASK_WORDS for name in names)


def _is_of_task(semantic: Mapping[str, Any]) -> bool:
    """Return whether a field holds answers, settings, or words that the player itself writes."""
    name = _name(semantic)
    is_setting = bool(semantic.get("common")) or name in _SETTINGS or name.startswith(_END_SCREEN)
    return is_setting or bool(_words(name) & _TASK_WORDS)


def _is_hidden(semantic: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Return whether the values of fields beside it hide a field. Its text may be of an earlier choice."""
    show_when = semantic.get("showWhen")
    rules = show_when.get("rules") if isinstance(show_when, Mapping) else None
    if not isinstance(show_when, Mapping) or not isinstance(rules, list):
        return False
    known = [rule for rule in rules if isinstance(rule, Mapping) and str(rule.get("field")) in values]
    met = [_is_met(rule.get("equals"), values[str(rule["field"])]) for rule in known]
    if show_when.get("type") == "and":
        return not all(met)
    return bool(rules) and len(known) == len(rules) and not any(met)


def _is_met(expected: object, value: object) -> bool:
    found = value.get("library") if isinstance(value, Mapping) else value
    return found in expected if isinstance(expected, list) else found == expected


def _holds_parts(semantic: Mapping[str, Any]) -> bool:
    return any(each.get("type") == "library" for each in _all_fields([semantic]))


def _is_stored_as_group(child: Mapping[str, Any], value: object) -> bool:
    """Return whether a group of one field is stored as a group: H5P stores that field's value instead."""
    if not isinstance(value, Mapping):
        return False
    is_part = child.get("type") == "library" and "library" in value
    return child.get("type") not in {"group", "library"} or (_name(child) in value and not is_part)


def _all_fields(fields: Fields, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    for each in fields if depth < MAX_DEPTH else ():
        yield each
        item = _item(each)
        yield from _all_fields([*_fields(each), *([item] if item else [])], depth + 1)


def _fields(semantic: Mapping[str, Any]) -> Fields:
    children = semantic.get("fields")
    return [each for each in children if isinstance(each, Mapping)] if isinstance(children, list) else []


def _item(semantic: Mapping[str, Any]) -> Mapping[str, Any]:
    item = semantic.get("field")
    return item if isinstance(item, Mapping) else {}


def _name(semantic: Mapping[str, Any]) -> str:
    return str(semantic.get("name", ""))


def _words(name: str) -> set[str]:
    return {word.lower() for word in _WORDS.findall(name)}


@lru_cache(maxsize=200)
def _semantics(label: str) -> Fields:
    """Return the fields of an installed library, whose files never change; none without valid semantics."""
    try:
        with storages["packages"].open(f"{label}/semantics.json", "rb") as stream:
            fields = json.loads(stream.read().decode("utf-8-sig"))
    except (FileNotFoundError, ValueError, RecursionError):
        return ()
    return _fields({"fields": fields})
