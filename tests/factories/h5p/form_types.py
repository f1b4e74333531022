"""Types with semantics, for tests of the forms that are made of them.

`CHOICE` is the demo's own type. `SET` has questions as parts with a library of their own, and every kind of
field; `MAP` has a field that only the full editor shows.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from content_import.h5p.installing import install_libraries
from demo.building.h5p import LIBRARY, h5p_members
from tests.factories.h5p.archives import Library, reference
from tests.factories.packages import write_zip

SET_SEMANTICS: list[dict[str, Any]] = [
    {"name": "intro", "type": "text", "label": "Introduction", "maxLength": 20, "optional": True},
    {
        "name": "questions",
        "type": "list",
        "label": "Questions",
        "entity": "question",
        "min": 1,
        "field": {
            "name": "question",
            "type": "library",
            "label": "Question",
            "options": ["Narlara.Choice 1.0", "Narlara.Map 1.0", "H5P.Missing 1.0"],
        },
    },
    {"name": "passMark", "type": "number", "label": "Pass mark", "min": 0, "max": 100, "default": 50},
    {
        "name": "code",
        "type": "text",
        "label": "Code",
        "optional": True,
        "regexp": {"pattern": "^[A-Z]{3}$", "modifiers": "i"},
    },
    {"name": "film", "type": "video", "label": "Film", "optional": True},
    {"name": "sound", "type": "audio", "label": "Sound", "optional": True},
    {"name": "internal", "type": "text", "widget": "none", "optional": True},
    # a group of one field is stored as that field's value
    {
        "name": "feedback",
        "type": "group",
        "label": "Feedback",
        "fields": [
            {
                "name": "ranges",
                "type": "list",
                "label": "Ranges",
                "optional": True,
                "widgets": [{"name": "RangeList"}],
                "field": {
                    "name": "range",
                    "type": "group",
                    "fields": [
                        {
                            "name": "from",
                            "type": "number",
                            "label": "From",
                            "min": 0,
                            "max": 100,
                            "default": 0,
                        },
                        {"name": "text", "type": "text", "label": "Text"},
                    ],
                },
            }
        ],
    },
]
MAP_SEMANTICS = [
    {"name": "places", "type": "group", "label": "Places", "widget": "mapEditor", "fields": []},
]
SET = Library(
    "Narlara.Set",
    (1, 0, 0),
    ["Narlara.Choice 1.0"],
    "window.Narlara = window.Narlara || {};\n",
    {"semantics.json": json.dumps(SET_SEMANTICS).encode()},
)
MAP = Library(
    "Narlara.Map",
    files={"semantics.json": json.dumps(MAP_SEMANTICS).encode()},
    values={"runnable": 1},
)


def choice_members() -> dict[str, bytes]:
    """Return the files of the demo's type by path, with its folder."""
    return {path: content for path, content in h5p_members().items() if path.startswith(LIBRARY)}


def install_form_types(folder: Path) -> None:
    """Install the three types from an archive of theirs."""
    archive = folder / "typer.h5p"
    write_zip(archive, {**choice_members(), **SET.members(), **MAP.members()})
    install_libraries(archive=archive)


ANSWERS: list[dict[str, Any]] = [
    {
        "text": "Frågar hur det är",
        "correct": True,
        "feedback": "<p>Just det: <strong>först</strong> det.</p>",
    },
    {"text": "Lyfter upp honom", "correct": False},
]
CONTENT = {
    "question": "<p>Åke har ramlat. Vad gör du?</p>",
    "answers": ANSWERS,
    "behaviour": {"order": "random", "retry": True, "tries": 2},
    "words": {
        "check": "Svara",
        "again": "Försök igen",
        "choose": "Välj",
        "right": "Rätt &amp; bra",
        "wrong": "Nej",
    },
    "unknown": {"kept": [1, 2]},
}


def choice_package_members(content: object = CONTENT, **files: bytes) -> dict[str, bytes]:
    """Return the files of content of the demo's type."""
    definition = {
        "title": "Fall på Björkgården",
        "language": "sv",
        "mainLibrary": "Narlara.Choice",
        "embedTypes": ["div"],
        "license": "CC BY",
        "authors": [{"name": "Redaktionen", "role": "Author"}],
        "preloadedDependencies": [reference("Narlara.Choice 1.0")],
    }
    return {
        "h5p.json": json.dumps(definition).encode(),
        "content/content.json": json.dumps(content).encode(),
        **files,
    }
