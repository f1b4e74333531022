"""Steps with questions, as the editor stores them."""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_URL, uuid5


def key(text: str) -> str:
    """Return the id of a block with this text; the same each time."""
    return str(uuid5(NAMESPACE_URL, text))


def listed(*values: Any, names: list[str] | None = None) -> list[dict[str, Any]]:
    """Return the items of a list block, each with an id that its text determines."""
    texts = names or [
        str(value.get("text", value)) if isinstance(value, dict) else str(value) for value in values
    ]
    return [
        {"type": "item", "id": key(text), "value": value} for text, value in zip(texts, values, strict=True)
    ]


def option(text: str, *, is_right: bool = False, feedback: str = "") -> dict[str, Any]:
    return {"text": text, "is_right": is_right, "feedback": feedback}


def question(kind: str, prompt: str, **values: Any) -> dict[str, Any]:
    """Return a question of a stream; its id is `key(prompt)`."""
    return {"type": kind, "id": key(prompt), "value": {"prompt": prompt, "explanation": "", **values}}


def single_choice(prompt: str = "När rengör du händerna?", **values: Any) -> dict[str, Any]:
    options = listed(
        option("Före och efter varje patient", is_right=True),
        option("Bara på morgonen", feedback="Händerna blir smutsiga igen, till exempel av åkpåsen."),
    )
    return question("single_choice", prompt, **{"options": options, "is_shuffled": False, **values})


def multiple_choice(prompt: str = "Vad hör till basala hygienrutiner?", **values: Any) -> dict[str, Any]:
    options = listed(
        option("Handsprit", is_right=True),
        option("Kortärmat", is_right=True),
        option("Ringar", feedback="Ta av dem."),
    )
    return question("multiple_choice", prompt, **{"options": options, "is_shuffled": True, **values})


def true_false(prompt: str = "Handskar ersätter handsprit.", **values: Any) -> dict[str, Any]:
    return question(
        "true_false", prompt, **{"answer": "false", "feedback": "Nej, det gör de inte.", **values}
    )


def number(prompt: str = "Hur många ml ger du?", **values: Any) -> dict[str, Any]:
    return question(
        "number", prompt, **{"answer": "2.5", "tolerance": "0.1", "unit": "ml", "feedback": "", **values}
    )


def entries(*texts: str) -> list[dict[str, Any]]:
    return listed(*({"text": text} for text in texts))


def order(prompt: str = "I vilken ordning gör du?", *texts: str, **values: Any) -> dict[str, Any]:
    steps = texts or ("Sprita händerna", "Ta på handskar", "Hjälp personen", "Ta av handskar")
    return question("order", prompt, **{"entries": entries(*steps), "feedback": "Händerna först.", **values})


def ranking(prompt: str = "Vad är viktigast för dig?", *texts: str, **values: Any) -> dict[str, Any]:
    wishes = texts or ("Tid", "Bemötande", "Kontinuitet")
    return question("ranking", prompt, **{"entries": entries(*wishes), "is_recommended": False, **values})


def match(
    prompt: str = "Vad hör ihop?",
    pairs: tuple[tuple[str, str], ...] = (
        ("Handsprit", "Före och efter"),
        ("Handskar", "Vid kroppsvätskor"),
        ("Förkläde", "Vid nära kontakt"),
    ),
    others: tuple[str, ...] = ("Aldrig",),
    **values: Any,
) -> dict[str, Any]:
    listed_pairs = listed(*({"text": text, "partner": partner} for text, partner in pairs))
    return question(
        "match",
        prompt,
        **{"pairs": listed_pairs, "others": listed(*others), "feedback": "Läs igen.", **values},
    )


def gap_text(
    text: str = "Tvätta händerna i [minst 30|30] sekunder och torka med [papper].", **values: Any
) -> dict[str, Any]:
    rules = {"text": text, "has_words": False, "others": listed(), "feedback": "Tänk på tiden."}
    return question("gap_text", "Fyll i det som saknas.", **{**rules, **values})


def area(text: str, left: int, top: int, *, is_right: bool = False, **values: Any) -> dict[str, Any]:
    place = {"left": left, "top": top, "width": 20, "height": 20}
    return {**option(text, is_right=is_right), **place, **values}


#: the key of the picture of `hotspot()`
PICTURE = 990_001


def hotspot(prompt: str = "Var sitter smittan?", *areas: dict[str, Any], **values: Any) -> dict[str, Any]:
    """Return a question about a picture, which has to be stored with the key `PICTURE`."""
    shown = areas or (
        area("Dörrhandtaget", 10, 10, is_right=True),
        area("Taket", 40, 10, feedback="Ingen tar på taket."),
        area("Kranen", 10, 60),
    )
    picture = {"image": PICTURE, "decorative": False, "alt_text": "Ett badrum"}
    return question("hotspot", prompt, **{"image": picture, "areas": listed(*shown), **values})


def text(html: str = "<p>Läs detta först, å ä ö.</p>") -> dict[str, Any]:
    return {"type": "text", "id": key(html), "value": html}


def screen(*content: dict[str, Any], title: str = "Rena händer") -> tuple[str, dict[str, Any]]:
    """Return a step of `make_module_page`."""
    return "screen", {"title": title, "content": list(content)}


def check(
    *questions: dict[str, Any], title: str = "Kunskapskontroll", **values: Any
) -> tuple[str, dict[str, Any]]:
    """Return a knowledge check for `make_module_page`."""
    rules = {"introduction": "", "drawn": None, "pass_percent": 80, "tries": None}
    return "check", {"title": title, **rules, "items": list(questions), **values}


def scene(name: str, prompt: str, *choices: tuple[str, str, int, str]) -> dict[str, Any]:
    """Return a scene; a choice is its text, consequence, points and where it leads ("" for the end)."""
    names = ("text", "consequence", "points", "leads_to")
    values = listed(*(dict(zip(names, choice, strict=True)) for choice in choices))
    return question("scene", prompt, name=name, choices=values)


def conversation(*scenes: dict[str, Any], title: str = "Oro", **values: Any) -> tuple[str, dict[str, Any]]:
    """Return a conversation for `make_module_page`."""
    return "conversation", {
        "title": title,
        "introduction": "",
        "scenes": list(scenes),
        "pass_percent": 0,
        **values,
    }
