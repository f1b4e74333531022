"""Which texts of H5P content can be found, by the semantics of its types."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from content_import.archives.passages import MAX_CHARACTERS, MAX_PASSAGES, ItemPassage
from content_import.h5p.passages import h5p_passages
from lms.h5p.models import H5PLibrary
from lms.h5p.queries import LibraryStore
from lms.h5p.structure import LibraryRef

HTML = {"type": "text", "widget": "html"}
PART = {"type": "library", "options": []}
FEEDBACK = {
    "name": "overallFeedback",
    "type": "group",
    "fields": [{"name": "overallFeedback", "type": "list", "field": {"name": "text", "type": "text"}}],
}
ANSWER = {
    "name": "answer",
    "type": "group",
    "fields": [{"name": "text", **HTML}, {"name": "correct", "type": "boolean"}],
}
ANSWERS = {"name": "answers", "type": "list", "field": ANSWER}
DESCRIPTION = {"name": "description", **HTML}
WAY = {"field": "way", "equals": ["text", "both"]}
ON = {"field": "on", "equals": True}


def fields(*each: dict[str, Any]) -> dict[str, Any]:
    """Return a group of the fields."""
    return {"type": "group", "name": "item", "fields": list(each)}


TYPES: dict[str, Any] = {
    "H5P.Text": [{"name": "text", **HTML}, {"name": "code", "type": "text", "regexp": {"pattern": "x"}}],
    "H5P.Choice": [
        {"name": "media", "type": "group", "fields": [{"name": "type", **PART}]},
        {"name": "question", **HTML},
        ANSWERS,
        {"name": "behaviour", "type": "group", "fields": [{"name": "title", "type": "text"}]},
        {"name": "checkAnswer", "type": "text", "common": True},
    ],
    "H5P.Blanks": [
        {"name": "text", **HTML},
        {"name": "questions", "type": "list", "field": {"name": "question", **HTML}},
        FEEDBACK,
    ],
    "H5P.Gaps": [{"name": "question", **HTML}, FEEDBACK],
    "H5P.Column": [
        {"name": "introduction", "type": "group", "fields": [{"name": "words", **HTML}]},
        {
            "name": "content",
            "type": "list",
            "field": {
                "name": "content",
                "type": "group",
                "fields": [{"name": "title", "type": "text"}, {"name": "content", **PART}],
            },
        },
    ],
    "H5P.MemoryGame": [
        {"name": "taskDescription", "type": "text"},
        {"name": "cards", "type": "list", "field": fields(DESCRIPTION, {"name": "matchAlt", "type": "text"})},
    ],
    "H5P.PersonalityQuiz": [
        {**fields({"name": "title", **HTML}, {"name": "image", "type": "image"}), "name": "titleScreen"},
        {
            "name": "questions",
            "type": "list",
            "field": fields({"name": "question", **HTML}, ANSWERS),
        },
        {"name": "personalities", "type": "list", "field": fields({"name": "name", **HTML}, DESCRIPTION)},
    ],
    "H5P.BranchingScenario": [
        {**fields({"name": "startScreenTitle", **HTML}, DESCRIPTION), "name": "startScreen"},
        {"name": "content", "type": "list", "field": fields({"name": "type", **PART}, DESCRIPTION)},
        {
            "name": "endScreens",
            "type": "list",
            "field": fields({"name": "endScreenTitle", **HTML}, {"name": "endScreenSubtitle", **HTML}),
        },
    ],
    "H5P.Hiding": [
        {"name": "way", "type": "select"},
        {"name": "words", **HTML, "widget": "showWhen", "showWhen": {"rules": [WAY]}},
        {
            "name": "part",
            **PART,
            "showWhen": {"type": "and", "rules": [WAY, ON]},
        },
    ],
    "H5P.Broken": {"no": "list"},
}


def store_of(types: Mapping[str, Any]) -> LibraryStore:
    """Return a store in which the types have these semantics."""
    libraries = {}
    for name, semantics in types.items():
        label = uuid.uuid4().hex
        storages["packages"].save(f"{label}/semantics.json", ContentFile(json.dumps(semantics).encode()))
        libraries[LibraryRef(name, 1, 0)] = H5PLibrary(label=label)
    return LibraryStore(libraries)


@pytest.fixture(scope="module")
def store() -> LibraryStore:
    return store_of(TYPES)


def part(name: str, **params: object) -> dict[str, object]:
    return {"library": f"H5P.{name} 1.0", "params": params, "metadata": {"title": f"Om {name}"}}


def passages_of(store: LibraryStore, name: str, content: object) -> tuple[ItemPassage, ...]:
    return h5p_passages(LibraryRef(f"H5P.{name}", 1, 0), content, "h5p", store)


def texts_of(store: LibraryStore, name: str, content: object) -> list[str]:
    return [passage.text for passage in passages_of(store, name, content)]


def test_each_part_of_a_list_is_a_passage_with_its_title(store: LibraryStore) -> None:
    content = {
        "introduction": "<p>Välkommen</p>",  # a group of one field is stored as that field
        "content": [
            {"title": "Golvet", "content": part("Text", text="<p>Torka upp</p>", code="x")},
            {"content": part("Column", content=[{"content": part("Text", text="Inre")}])},
        ],
    }

    assert passages_of(store, "Column", content) == (
        ItemPassage("h5p", "", "Välkommen"),
        ItemPassage("h5p", "Golvet", "Golvet\nTorka upp"),
        ItemPassage("h5p", "", "Inre"),
    )


def test_only_the_question_of_a_task_is_indexed(store: LibraryStore) -> None:
    choice = part(
        "Choice",
        media={"type": part("Text", text="dold")},
        question="<p>Vad gör du?</p>",
        answers=[{"text": "Frågar", "correct": True}],
        behaviour={"title": "dold"},
        checkAnswer="dold",
    )
    blanks = part(
        "Blanks", text="Fyll i", questions=["Hon *ramlade*"], overallFeedback={"overallFeedback": ["Bra"]}
    )
    gaps = part("Gaps", question="Han *reste* sig")

    found = texts_of(store, "Column", {"content": [{"content": each} for each in (choice, blanks, gaps)]})

    assert found == ["Vad gör du?", "Fyll i"]


def test_results_and_feedback_of_tasks_are_not_indexed(store: LibraryStore) -> None:
    game = {"taskDescription": "Para ihop", "cards": [{"description": "dold", "matchAlt": "dold"}]}
    quiz = {
        "titleScreen": {"title": "Vem är du?"},
        "questions": [{"question": "Vad gör du helst?", "answers": [{"text": "dold"}]}],
        "personalities": [{"name": "dold", "description": "dold"}],
    }
    scenario = {
        "startScreen": {"startScreenTitle": "Hembesöket", "description": "Du ringer på"},
        "content": [{"type": part("MemoryGame", **game), "description": "Åke öppnar"}],
        "endScreens": [{"endScreenTitle": "dold", "endScreenSubtitle": "dold"}],
    }

    assert texts_of(store, "MemoryGame", game) == ["Para ihop"]
    assert texts_of(store, "PersonalityQuiz", quiz) == ["Vem är du?\nVad gör du helst?"]
    assert texts_of(store, "BranchingScenario", scenario) == [
        "Hembesöket\nDu ringer på",
        "Para ihop\nÅke öppnar",
    ]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"way": "both", "on": True}, ["ord\ndel"]),
        ({"way": "text", "on": False}, ["ord"]),
        ({"way": "none", "on": True}, []),
        ({"way": ["text"]}, []),
        ({}, ["ord\ndel"]),
    ],
)
def test_fields_that_a_choice_hides_are_left_out(
    store: LibraryStore, values: dict[str, object], expected: list[str]
) -> None:
    content = {"words": "ord", "part": part("Text", text="del"), **values}

    assert texts_of(store, "Hiding", content) == expected


DEEP: Any = {"content": part("Text", text="djupt")}
for _level in range(200):
    DEEP = {"content": part("Column", content=[DEEP])}


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("Text", None, []),
        ("Text", [], []),
        ("Text", {"text": {"a": "b"}}, []),
        ("Text", {"text": "a\0b\ud800<script>x</script>"}, ["a b"]),
        ("Column", {"introduction": ["x"], "content": "x"}, []),
        ("Column", {"content": [None, 1, "x", [], {"content": "x"}, {"content": {"library": 7}}]}, []),
        ("Column", {"content": [DEEP]}, []),
        ("Broken", {"no": "x"}, []),
        ("Missing", {"text": "x"}, []),
    ],
)
def test_invalid_values_have_no_text(
    store: LibraryStore, name: str, content: object, expected: list[str]
) -> None:
    assert texts_of(store, name, content) == expected


def test_texts_of_a_package_are_limited(store: LibraryStore) -> None:
    item = {"content": part("Text", text="ord " * 3_000)}
    many = {"content": [{"content": part("Text", text=f"Nummer {number}")} for number in range(1_000)]}

    found = texts_of(store, "Column", {"content": [item] * 300})

    assert 0.9 * MAX_CHARACTERS < sum(map(len, found)) <= MAX_CHARACTERS
    assert len(texts_of(store, "Column", many)) == MAX_PASSAGES - 1  # the first has no text
