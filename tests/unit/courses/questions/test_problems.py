"""What the editor refuses of a question when a page is published."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from wagtail.blocks import Block

from courses.questions.kinds import question_blocks
from tests.factories.steps.questions import entries, listed, match, order, ranking

TWO = "Två har samma text. Ändra eller ta bort den ena."
MOST = "Högst 36 får plats."
MANY = [f"Nummer {number}" for number in range(37)]


def pairs(*texts: tuple[str, str]) -> Any:
    return tuple(texts)


MISTAKES: dict[str, tuple[dict[str, Any], str, str]] = {
    "order of two": (
        order("Ordna", "Ett", "Två"),
        "entries",
        "Det minsta antalet\xa0block är 3",
    ),
    "order with a text twice": (order("Ordna", entries=entries("Ett", "Två", " ett ")), "entries", TWO),
    "order of too many": (order("Ordna", *MANY), "entries", MOST),
    "ranking with a text twice": (ranking("Rangordna", "Tid", "TID"), "entries", TWO),
    "ranking of too many": (ranking("Rangordna", *MANY), "entries", MOST),
    "match of a text twice": (match(pairs=pairs(("Hund", "Vov"), ("hund", "Mjau"))), "pairs", TWO),
    "match with one partner": (
        match(pairs=pairs(("Hund", "Djur"), ("Katt", " djur"))),
        "pairs",
        "Alla hör ihop med samma sak. Skriv minst två olika.",
    ),
    "match of too many": (match(pairs=tuple((text, f"{int(text[7:]) % 9}") for text in MANY)), "pairs", MOST),
    "match with too many others": (match(others=tuple(MANY)), "others", MOST),
}


def cleaned(question: dict[str, Any]) -> None:
    block: Block = dict(question_blocks())[question["type"]]
    with translation.override("sv"):
        block.clean(block.to_python(question["value"]))


def sentences(error: Any) -> list[str]:
    return list(error.non_block_errors if hasattr(error, "non_block_errors") else error.messages)


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_of_the_author_is_refused_at_its_field(name: str) -> None:
    question, field, sentence = MISTAKES[name]

    with pytest.raises(ValidationError) as refused:
        cleaned(question)

    errors: Any = refused.value
    assert list(errors.block_errors) == [field]
    assert sentence in sentences(errors.block_errors[field])


@pytest.mark.parametrize(
    "question", [order(), ranking(), ranking(is_recommended=True), match(), match(others=())]
)
def test_valid_question_is_accepted(question: dict[str, Any]) -> None:
    cleaned(question)


def test_question_in_a_draft_may_be_unfinished() -> None:
    block = dict(question_blocks())["order"]
    value = block.to_python({"prompt": "", "entries": listed()})
    block.defer_required_validation()

    try:
        block.clean(value)
    finally:
        block.restore_deferred_validation()
