"""Faults of edited content, by path: those that the semantics show (`pyh5p`), and those of each kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from pyh5p.semantics import SemanticField, Semantics

from content_import.h5p_editor.base import HIDDEN, FormTypes, Place
from content_import.h5p_editor.semantics import TEXT
from lms.h5p.api import LibraryRef

#: fields whose values come from the store or from choosers, which have checked them
_FILES = frozenset({"image", "audio", "video", "file"})


def faults_in(ref: LibraryRef, content: Mapping[str, Any], types: FormTypes) -> dict[str, list[str]]:
    """Return the sentences about each field of the form that can't be saved as it is."""
    root = Place(types.root(ref))
    faults: dict[str, list[str]] = {}
    for path, sentence in types.kind_at(root).check(root, content, types):
        faults.setdefault(path, []).append(sentence)
    for path, sentence in _faults_of_semantics(root, content, types):
        if path not in faults:
            faults[path] = [sentence]
    return faults


def _faults_of_semantics(place: Place, value: Any, types: FormTypes) -> Iterator[tuple[str, str]]:
    """Yield what `pyh5p` finds in the fields that are shown and used.

    It validates a value as a whole. Its faults are asked for field by field, so that the values of fields
    that are not shown, and which the author can't mend, refuse nothing.
    """
    semantic = place.field
    if not place.is_visible or types.kind_at(place) is HIDDEN or semantic.type in _FILES:
        return
    if semantic.type == "group":
        values = value if isinstance(value, Mapping) else {}
        for child in semantic.children:
            if child.name in values:
                yield from _faults_of_semantics(place.child(child, values), values[child.name], types)
    elif semantic.type == "library":
        yield from _faults_of_part(place, value, types)
    else:
        if value != "" or semantic.type != TEXT:  # an empty text is judged by whether it is required
            yield from _own_faults(place, value)
        if semantic.type == "list":
            for index, item in enumerate(value if isinstance(value, list) else []):
                yield from _faults_of_semantics(place.item(index), item, types)


def _faults_of_part(place: Place, value: Any, types: FormTypes) -> Iterator[tuple[str, str]]:
    ref = LibraryRef.from_text(str(value.get("library"))) if isinstance(value, Mapping) else None
    if ref is not None and ref in types.offered(place.field, place.depth):
        inner = Place(types.root(ref), f"{place.name}.params", place.depth + 1, place.scope)
        yield from _faults_of_semantics(inner, value.get("params"), types)


def _own_faults(place: Place, value: Any) -> Iterator[tuple[str, str]]:
    """Yield the faults of one value; those of a list's items come with the items."""
    semantic = place.field
    alone = Semantics((semantic,), [])
    for issue in alone.validate({semantic.name: value}):
        if issue.path == f"$.{semantic.name}" and (sentence := _sentence(issue.keyword or "", semantic)):
            yield place.name, sentence


def _sentence(keyword: str, semantic: SemanticField) -> str:
    raw = semantic.raw
    whole = semantic.type == "number" and not raw.get("decimals")
    sentences = {
        "type": _("Write a number.")
        if semantic.type == "number"
        else _("This can't be read. Write it again."),
        "maxLength": _("Write at most %(limit)s characters.") % {"limit": raw.get("maxLength")},
        "regexp": _("Write it in another form: %(type)s does not take it so.") % {"type": "H5P"},
        "min": _("Write a number of at least %(limit)s.") % {"limit": raw.get("min")},
        "max": _("Write a number of at most %(limit)s.") % {"limit": raw.get("max")},
        "steps": _("Write a number in steps of %(step)s.") % {"step": raw.get("steps")},
        "decimals": _("Write a whole number.")
        if whole
        else _("Write a number with at most %(limit)s decimals.") % {"limit": raw.get("decimals")},
        "enum": _("Choose one of the values."),
        "minItems": _("Add more: there must be at least %(limit)s.") % {"limit": raw.get("min")},
        "maxItems": _("Remove some: there may be at most %(limit)s.") % {"limit": raw.get("max")},
    }
    return sentences.get(keyword, "")
