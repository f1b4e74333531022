"""The steps of native demo modules, made from the same source as packages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from demo.building.native import native_steps
from demo.catalogues.modules import DemoModule, module, modules
from demo.catalogues.source import Form, Language, SourceError

NATIVE = [each for each in modules() if each.form is Form.NATIVE]
each_module = pytest.mark.parametrize("demo_module", NATIVE, ids=[each.slug for each in NATIVE])
MAX_BYTES = 40_000
LEAST_TYPES = 6
SOURCE = """# Ett {#ett}

## En skärm {#skarm}

![En bild.](bild.svg)

Första stycket med **fetstil**.

- en punkt

> – Någon säger något.

> **Att minnas:** en *sak* i taget.

## Vad gör du? {#fraga aim=mal}

Läget.

Välj ett svar.

- [x] Rätt
  > **Ja.** Därför.
- [ ] Fel
  > Nej.

## Läget i hallen {#laget aim=mal}

Hon ringer. Vad gör du?

Välj två svar.

- [x] Rätt
  > Ja.
- [x] Också rätt
  > Ja.
- [ ] Fel
  > Nej.

## Slut {#slut}

- Kom ihåg detta.

> **Prova:** i morgon.
"""


def made(tmp_path: Path, additions: str = "") -> list[Mapping[str, Any]]:
    (tmp_path / "sv.md").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "native.sv.toml").write_text(additions, encoding="utf-8")
    return native_steps(replace(NATIVE[0], folder=tmp_path), Language.SWEDISH)


def types_of(value: Any) -> Iterator[str]:
    """Yield the type of each block and step in a value."""
    if isinstance(value, Mapping):
        if "type" in value:
            yield value["type"]
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from types_of(each)


def test_catalogue_has_two_native_modules_in_swedish_alone() -> None:
    assert {each.slug: each.languages for each in NATIVE} == {
        "anhoriga-som-partner": (Language.SWEDISH,),
        "bemotande-vid-demens": (Language.SWEDISH,),
    }


def test_screen_becomes_blocks_of_its_paragraphs(tmp_path: Path) -> None:
    screen = made(tmp_path)[0]

    assert (screen["type"], screen["title"]) == ("screen", "En skärm")
    assert screen["content"] == [
        {"id": "0", "type": "picture", "image": {"src": "bild.svg", "alt": "En bild."}},
        {"id": "1", "type": "text", "text": "Första stycket med **fetstil**.\n\n- en punkt"},
        {"id": "2", "type": "quote", "text": "Någon säger något."},
        {"id": "3", "type": "box", "kind": "fact", "heading": "Att minnas", "text": "En *sak* i taget."},
    ]


def test_question_that_is_a_title_follows_the_situation(tmp_path: Path) -> None:
    step = made(tmp_path, '[short_titles]\nfraga = "Kort"')[1]

    situation, question = step["content"]
    assert step["title"] == "Kort"
    assert situation["text"] == "Läget."
    assert (question["type"], question["prompt"]) == ("single_choice", "Vad gör du?")
    assert question["options"][0] == {"text": "Rätt", "is_right": True, "feedback": "Ja. Därför."}


def test_question_in_the_body_comes_under_the_title(tmp_path: Path) -> None:
    step = made(tmp_path)[2]

    (question,) = step["content"]
    assert step["title"] == "Läget i hallen"
    assert (question["type"], question["prompt"]) == ("multiple_choice", "Hon ringer. Vad gör du?")


def test_end_of_a_chapter_becomes_boxes(tmp_path: Path) -> None:
    remember, attempt = made(tmp_path)[-1]["content"]

    assert (remember["heading"], remember["text"]) == ("Kom ihåg", "- Kom ihåg detta.")
    assert (attempt["kind"], attempt["heading"], attempt["text"]) == ("tip", "Prova", "I morgon.")


def test_additions_follow_the_screens_that_they_name(tmp_path: Path) -> None:
    block = '[[blocks]]\nscreen = "skarm"\nid = "mer"\ntype = "text"\ntext = "Mer"\n'
    step = '[[steps]]\nafter = "skarm"\nid = "nytt"\ntype = "screen"\ntitle = "Nytt"\ncontent = []\n'
    first, second, *_others = made(tmp_path, block + step)

    assert first["content"][-1] == {"id": "mer", "type": "text", "text": "Mer"}
    assert second == {"id": "nytt", "type": "screen", "title": "Nytt", "content": []}


def test_addition_to_a_screen_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no screen “borta”"):
        made(tmp_path, '[short_titles]\nborta = "Kort"')


@each_module
def test_module_shows_at_least_six_types_of_block(demo_module: DemoModule) -> None:
    types = set(types_of(native_steps(demo_module, Language.SWEDISH)))

    assert len(types - {"screen", "check", "conversation", "scene"}) >= LEAST_TYPES


def test_modules_have_a_conversation_and_checks_with_draws() -> None:
    steps = [step for each in NATIVE for step in native_steps(each, Language.SWEDISH)]
    checks = [step for step in steps if step["type"] == "check"]

    assert sum(step["type"] == "conversation" for step in steps) == 1
    assert len(checks) == len(NATIVE)
    assert all(0 < step["drawn"] < len(step["items"]) and step["pass_percent"] for step in checks)


@each_module
def test_drawings_have_a_small_picture_each(demo_module: DemoModule) -> None:
    drawings = sorted((demo_module.folder / "images").glob("*.svg"))
    pictures = [drawing.with_suffix(".webp") for drawing in drawings]

    assert [picture.name for picture in pictures if picture.stat().st_size > MAX_BYTES] == []
    for picture in pictures:
        with Image.open(picture) as opened:
            assert opened.size == (1080, 574)


def test_other_modules_have_no_additions() -> None:
    with pytest.raises(FileNotFoundError):
        module("brytpunktssamtal").additions("sv")
