"""Converted questions without the ids of their lists, to compare."""

from __future__ import annotations

from typing import Any

from content_import.questions.formats.values import FoundQuestion, QuestionFile
from content_import.questions.reading import read_questions


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """Return stored values with the contents of lists in place of their items."""
    return {
        name: [item["value"] for item in value] if isinstance(value, list) else value
        for name, value in values.items()
    }


def only(data: str | bytes) -> FoundQuestion:
    """Return the only question of a file in which nothing is left out."""
    file = read(data)
    assert file.left_out == ()
    (question,) = file.questions
    return question


def read(data: str | bytes) -> QuestionFile:
    return read_questions(data.encode() if isinstance(data, str) else data)


def reasons(data: str | bytes) -> list[tuple[str, str]]:
    """Return the place of each question that is left out, and why."""
    return [(left.where, left.reason) for left in read(data).left_out]


def option(text: str, *, is_right: bool = False, feedback: str = "") -> dict[str, Any]:
    return {"text": text, "is_right": is_right, "feedback": feedback}
