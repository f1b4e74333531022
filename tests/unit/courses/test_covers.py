"""Covers: which drawing and colour a page has, and that every drawing is there in one style."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from defusedxml import ElementTree
from django.conf import settings

from courses.covers.covers import Cover, cover_of
from courses.covers.enums import Drawing, Tint
from courses.models import SeminarPage, Theme

SPRITE = Path(settings.BASE_DIR) / "static/covers.svg"
CSS = (Path(settings.BASE_DIR) / "static/css/components/site/cover.css").read_text()
CARE = Theme(slug="vard", drawing="house", tint="mint")
HYGIENE = Theme(slug="hygien", drawing="hand", tint="straw")


def page(*themes: Theme, **values: Any) -> Any:
    """Return what a cover is made of; a page itself reads its content type from the database."""
    return SimpleNamespace(**{"loaded_themes": list(themes), "drawing": "", "cover_picture": None, **values})


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (CARE, Cover("house", "mint")),
        (page(CARE, HYGIENE), Cover("hand", "straw")),
        (page(CARE, HYGIENE, drawing="cup"), Cover("cup", "straw")),
        (page(), Cover("talk", "mint")),
        (page(CARE, drawing="microphone"), Cover("microphone", "mint")),
    ],
)
def test_cover_is_the_pages_own_or_of_its_last_theme(subject: Any, expected: Cover) -> None:
    assert cover_of(subject) == expected


@pytest.mark.parametrize(("size", "is_whole"), [((1600, 900), False), ((600, 600), True)])
def test_picture_replaces_the_drawing(size: tuple[int, int], is_whole: bool) -> None:
    picture = SimpleNamespace(width=size[0], height=size[1])

    assert cover_of(page(CARE, cover_picture=picture)) == Cover("house", "mint", picture, is_whole)  # type: ignore[arg-type]  # as a picture


def test_seminar_without_a_drawing_shows_its_picture() -> None:
    seminars = [SimpleNamespace(drawing=drawing, poster="a picture") for drawing in ("", "bed")]

    assert [SeminarPage.cover_picture.fget(seminar) for seminar in seminars] == ["a picture", None]  # type: ignore[attr-defined]  # a property


def test_every_drawing_is_a_symbol_in_the_style_of_the_others() -> None:
    symbols = ElementTree.parse(SPRITE).getroot()
    names = [symbol.get("id") for symbol in symbols]
    shapes = [shape for symbol in symbols for shape in symbol]
    fills = {fill for shape in shapes if (fill := shape.get("fill"))}

    assert sorted(map(str, names)) == sorted(Drawing.values)
    assert {name for shape in shapes for name in shape.attrib} & {
        "stroke",
        "style",
        "href",
        "onload",
    } == set()
    assert fills == {f"var(--cover-{name})" for name in ("paper", "sun", "warm", "leaf")}
    assert SPRITE.stat().st_size < 12_000  # a part of the 150 KB of a first page


def test_every_tint_has_a_light_and_a_dark_colour() -> None:
    tints = {tint: len(re.findall(rf"\.cover--{tint} \{{\s*--cover-tint: #", CSS)) for tint in Tint.values}

    assert tints == {tint: 0 if tint == Tint.MINT else 2 for tint in Tint.values}  # mint is the default
