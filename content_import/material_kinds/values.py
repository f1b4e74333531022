"""Planned steps, with their values as a stream stores them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import uuid4

from django.utils.html import escape, strip_tags
from django.utils.translation import gettext as _

from content_import.material.kinds import ASSET, PlannedStep
from courses.api import FilmStep, PackageStep, ScreenStep, TextStep

TITLE_LENGTH = 120
#: the names of the blocks of a screen
TEXT, PICTURE, TABLE, ACCORDION = "text", "picture", "table", "accordion"


def short_title(text: str) -> str:
    """Return the text as the title of a step: in one line, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= TITLE_LENGTH:
        return line
    return f"{line[: TITLE_LENGTH - 1].rsplit(' ', 1)[0][: TITLE_LENGTH - 1]}…"


def step_of_blocks(title: str, blocks: Sequence[Mapping[str, Any]]) -> PlannedStep:
    """Return a text for texts alone, else a screen of the blocks."""
    title = short_title(title)
    if blocks and all(block["type"] == TEXT for block in blocks):
        return PlannedStep(TextStep.kind, {"title": title, "body": "".join(each["value"] for each in blocks)})
    return PlannedStep(ScreenStep.kind, {"title": title, "content": list(blocks)})


def film_step(title: str, *, film: str, captions: Mapping[str, str], main: str, summary: str) -> PlannedStep:
    """Return a film of the asset `film`, with captions by language and what it says as HTML.

    `captions` are the keys of assets; those in the language `main` are the film's own.
    """
    others = [
        {"type": "item", "id": str(uuid4()), "value": {"language": language, "file": {ASSET: key}}}
        for language, key in captions.items()
        if language != main
    ]
    own = {ASSET: captions[main]} if main in captions else None
    values = {"film": {ASSET: film}, "captions": own, "other_captions": others, "summary": summary}
    return PlannedStep(FilmStep.kind, {"title": short_title(title), **values})


def package_step(title: str, *, package: str) -> PlannedStep:
    """Return a step of the package of the asset."""
    return PlannedStep(PackageStep.kind, {"title": short_title(title), "package": {ASSET: package}})


def text_block(html: str) -> dict[str, Any]:
    return {"type": TEXT, "value": html}


def picture_block(asset: str, *, alternative: str = "", is_decorative: bool = False) -> dict[str, Any]:
    """Return a picture. Without an alternative the author has to write one before publishing."""
    image = {"image": {ASSET: asset}, "alt_text": alternative, "decorative": is_decorative}
    return {"type": PICTURE, "value": {"image": image, "caption": ""}}


def table_block(rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Return a table of cells of HTML; the first row becomes its headings, as plain text."""
    width = max(len(row) for row in rows)
    full = [[*row, *[""] * (width - len(row))] for row in rows]
    headings = [_without_tags(cell) for cell in full[0]]
    return {
        "type": TABLE,
        "value": {
            "columns": [{"type": "text", "heading": heading} for heading in headings],
            "rows": [{"values": row} for row in full[1:]],
            "caption": "",
        },
    }


def notes_block(text: str) -> dict[str, Any]:
    """Return the notes of a slide as a text to open."""
    item = {"heading": _("Notes"), "text": paragraphs(text)}
    return {"type": ACCORDION, "value": {"items": [{"type": "item", "id": str(uuid4()), "value": item}]}}


def paragraphs(text: str) -> str:
    """Return a plain text as HTML, a paragraph for each line."""
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())


def pictures_without_alternative(values: Mapping[str, Any]) -> int:
    """Return how many pictures in the values of a step need a text alternative before it is published."""
    return sum(1 for image in _images(values) if not image["alt_text"] and not image["decorative"])


def _images(values: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(values, Mapping):
        if "alt_text" in values:
            yield values
        for value in values.values():
            yield from _images(value)
    elif isinstance(values, list | tuple):
        for value in values:
            yield from _images(value)


def _without_tags(html: str) -> str:
    return " ".join(strip_tags(html).split())
