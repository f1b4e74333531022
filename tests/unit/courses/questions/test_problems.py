"""What the editor refuses of a question when a page is published."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from wagtail.blocks import Block

from courses.questions.kinds import question_blocks
from tests.factories.files.used_files import image
from tests.factories.steps.questions import (
    PICTURE,
    area,
    entries,
    gap_text,
    hotspot,
    listed,
    match,
    order,
    ranking,
)

TWO = "Två har samma text. Ändra eller ta bort den ena."
MOST = "Högst 36 får plats."
EMPTY = "En lucka är tom. Skriv det som är rätt mellan dess hakparenteser."
BRACKET = "En hakparentes saknas. Varje lucka har en före sig och en efter sig."
BEYOND = "Ett område går utanför bilden. Gör det mindre, eller flytta det åt vänster eller uppåt."
RIGHT = (area("Dörr", 0, 0, is_right=True),)
MANY = [f"Nummer {number}" for number in range(37)]


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def picture() -> Any:
    return image(pk=PICTURE)


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
    "gap text without a gap": (
        gap_text("Tvätta händerna."),
        "text",
        "Sätt hakparenteser runt minst ett ord.",
    ),
    "gap text with an empty gap": (gap_text("Tvätta [händer] i [ | ]."), "text", EMPTY),
    "gap text with an invisible answer": (gap_text("Tvätta [\N{ZERO WIDTH SPACE}]."), "text", EMPTY),
    "gap text without an end": (gap_text("Tvätta [händer] i [30 sekunder."), "text", BRACKET),
    "gap text with a gap in a gap": (gap_text("Tvätta [händer [båda]]."), "text", BRACKET),
    "gap text of too many": (gap_text("[a] " * 11), "text", "Skriv högst 10 luckor."),
    "gap text of a long answer": (gap_text(f"[a|{'å' * 251}]"), "text", "Skriv högst 250 tecken i en lucka."),
    "gap text with too many words": (gap_text("[a]", has_words=True, others=listed(*MANY)), "others", MOST),
    "hotspot without a right area": (
        hotspot("Var?", area("Dörr", 0, 0), area("Tak", 50, 0)),
        "areas",
        "Markera de områden som är rätt.",
    ),
    "hotspot with a name twice": (hotspot("Var?", *RIGHT, area(" dörr", 50, 0)), "areas", TWO),
    "hotspot with a place twice": (
        hotspot("Var?", *RIGHT, area("Tak", 0, 0)),
        "areas",
        "Två områden ligger på samma plats. Flytta eller ta bort det ena.",
    ),
    "hotspot beyond the right edge": (hotspot("Var?", *RIGHT, area("Tak", 81, 0)), "areas", BEYOND),
    "hotspot beyond the lower edge": (hotspot("Var?", *RIGHT, area("Tak", 0, 81)), "areas", BEYOND),
    "hotspot of one area": (hotspot("Var?", *RIGHT), "areas", "Det minsta antalet\xa0block är 2"),
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


@pytest.mark.parametrize("question", [order(), ranking(), match(others=()), gap_text(), hotspot()])
def test_valid_question_is_accepted(question: dict[str, Any]) -> None:
    cleaned(question)


@pytest.mark.parametrize("field", ["left", "top", "width", "height"])
@pytest.mark.parametrize("percent", [-1, 101, 10**12])
def test_area_outside_the_picture_is_refused_at_its_fields(field: str, percent: int) -> None:
    with pytest.raises(ValidationError) as refused:
        cleaned(hotspot("Var?", *RIGHT, area("Tak", **{"left": 50, "top": 0, field: percent})))

    errors: Any = refused.value
    assert list(errors.block_errors["areas"].block_errors[1].block_errors) == [field]


def test_question_in_a_draft_may_be_unfinished() -> None:
    block = dict(question_blocks())["order"]
    value = block.to_python({"prompt": "", "entries": listed()})
    block.defer_required_validation()

    try:
        block.clean(value)
    finally:
        block.restore_deferred_validation()
