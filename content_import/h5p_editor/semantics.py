"""The semantics of installed H5P types, as fields of `pyh5p`.

`semantics.json` describes the form and the values of a type (H5P's own specification). Its texts are those of
`language/<code>.json` where the library has it. A group of one field is stored as the value of that field, in
H5P's editor and core alike; `prepare` replaces such groups by their field.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.core.files.storage import storages
from pyh5p.semantics import SemanticField, Semantics

from lms.h5p.api import H5PLibrary

#: the type of fields of text in a semantics.json
TEXT = "text"
#: the longest text of each widget, where the semantics do not say (H5P's editor)
TEXT_LENGTHS = {"html": 20_000, "textarea": 10_000}
TEXT_LENGTH = 255
TRANSLATED = ("label", "description", "placeholder", "entity", "default")
#: of a semantics.json, which libraries nest a few levels deep
MAX_DEPTH = 20


class UnreadableSemantics(ValueError):
    """Raised for a type whose semantics.json or its values are not as H5P specifies them."""


@lru_cache(maxsize=200)
def fields_of(label: str, language: str) -> SemanticField:
    """Return the fields of an installed library as one group. Raises UnreadableSemantics.

    The files of a library never change, so that the result is kept.
    """
    raw = _json(f"{label}/semantics.json")
    translation = _json(f"{label}/language/{language}.json", missing={})
    translated = translation.get("semantics") if isinstance(translation, Mapping) else None
    try:
        semantics = Semantics.from_json(prepare(raw, translated))
    except (TypeError, RecursionError) as error:
        raise UnreadableSemantics(str(error)) from error
    return semantics.root()


def semantics_of(library: H5PLibrary, language: str) -> SemanticField:
    """Return the fields of an installed library as one group. Raises UnreadableSemantics."""
    return fields_of(library.label, language)


def _json(path: str, missing: object = None) -> Any:
    storage = storages["packages"]
    if not storage.exists(path):
        if missing is None:
            raise UnreadableSemantics(path)
        return missing
    with storage.open(path, "rb") as stream:
        try:
            return json.loads(stream.read().decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise UnreadableSemantics(path) from error


def prepare(raw: object, translation: object = None) -> list[dict[str, Any]]:
    """Return semantics with translated texts, explicit lengths, and groups of one field as that field."""
    if not isinstance(raw, list):
        raise UnreadableSemantics("no list of fields")
    return [_prepared(field, translated, 0) for field, translated in _pairs(raw, translation)]


def _pairs(fields: list[Any], translation: object) -> list[tuple[Any, Any]]:
    texts = translation if isinstance(translation, list) else []
    return [(field, texts[index] if index < len(texts) else None) for index, field in enumerate(fields)]


def _prepared(raw: object, translation: object, depth: int) -> dict[str, Any]:
    if not isinstance(raw, Mapping) or depth > MAX_DEPTH:
        raise UnreadableSemantics("a field is no object")
    texts = translation if isinstance(translation, Mapping) else {}
    field = {**raw, **{key: texts[key] for key in TRANSLATED if isinstance(texts.get(key), str)}}
    field.setdefault("name", "item")
    if field.get("type") == TEXT and not isinstance(field.get("maxLength"), int):
        field["maxLength"] = TEXT_LENGTHS.get(str(field.get("widget")), TEXT_LENGTH)
    if field.get("type") == "select":
        field["options"] = _options(field.get("options"), texts.get("options"))
    if isinstance(field.get("field"), Mapping):
        field["field"] = _prepared(field["field"], texts.get("field"), depth + 1)
    if isinstance(field.get("fields"), list):
        pairs = _pairs(field["fields"], texts.get("fields"))
        field["fields"] = [_prepared(child, text, depth + 1) for child, text in pairs]
    return _flattened(field)


def _options(options: object, translation: object) -> list[dict[str, Any]]:
    found = options if isinstance(options, list) else []
    pairs = _pairs([option for option in found if isinstance(option, Mapping)], translation)
    return [
        {**option, **({"label": text["label"]} if isinstance(text, Mapping) and "label" in text else {})}
        for option, text in pairs
    ]


def _flattened(field: dict[str, Any]) -> dict[str, Any]:
    children = field.get("fields")
    if field.get("type") != "group" or not isinstance(children, list) or len(children) != 1:
        return field
    if field.get("isSubContent"):
        return field
    child = children[0]
    inherited = {key: field[key] for key in ("importance", "common", "showWhen") if key in field}
    return {
        **inherited,
        **child,
        "name": field["name"],
        "label": child.get("label") or field.get("label", ""),
        "optional": bool(field.get("optional") or child.get("optional")),
    }
