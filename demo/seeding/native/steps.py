"""The steps of native modules, as a stream stores them."""

import uuid
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from courses.api import Recording, Step, step_types
from demo.building.markdown import rich_text
from demo.building.native import native_steps
from demo.catalogues.modules import DemoModule
from demo.catalogues.source import Language, SourceError
from demo.seeding.native.banks import bank_key
from demo.seeding.native.films import film_key
from demo.seeding.native.pictures import picture_key
from people.api import Person

NAMESPACE = uuid.UUID("5f0c7b1e-6a1d-5e0b-9c55-2d9a6f1b7c42")
#: what a block has besides the values of its fields
NOT_FIELDS = {"type", "id"}

#: the key of the image of a drawing with a text alternative
PictureKey = Callable[[str, str], int]


def stored_steps(module: DemoModule, language: Language, *, by: Person) -> list[Step]:
    """Return the steps, their pictures and banks being stored. The ids of blocks are the same each time.

    Raises SourceError for a field that a block does not have.
    """

    @cache
    def stored_film(slug: str) -> int:
        return film_key(slug, by=by)

    def stored_picture(src: str, alt: str) -> int:
        path = module.folder / "images" / Path(src).with_suffix(".webp")
        title = f"{module.title.in_language(language)}: {path.stem}"
        return picture_key(path, title=title, alt=alt, by=by)

    steps = [_with_bank(step, module.folder) for step in native_steps(module, language)]
    return [
        (
            step["type"],
            stored(
                step_types[step["type"]],
                {**step, **{name: stored_film(step[name]) for name in films_of(step)}},
                f"{module.slug}/{language}/{step['id']}",
                stored_picture,
            ),
        )
        for step in steps
    ]


def _with_bank(step: Mapping[str, Any], folder: Path) -> Mapping[str, Any]:
    """Return the step with the key of its bank in place of the bank's title and file."""
    bank = step.get("bank")
    return {**step, "bank": bank_key(folder / bank["file"], bank["title"])} if bank else step


def films_of(step: Mapping[str, Any]) -> list[str]:
    """Return the names of the fields of a step that have a film."""
    fields = step_types[step["type"]].child_blocks.items()
    is_film = {name: getattr(block, "model_class", None) is Recording for name, block in fields}
    return [name for name, film in is_film.items() if film and name in step]


def stored(block: blocks.Block, value: Any, key: str, picture: PictureKey) -> Any:
    """Return a value as a stream stores it; `key` determines the ids in it. Fields left out keep defaults."""
    match block:
        case ImageBlock():
            alt = value["alt"]
            return {"image": picture(value["src"], alt), "alt_text": alt, "decorative": False}
        case blocks.ListBlock():
            return [
                {"type": "item", "id": _id(place), "value": stored(block.child_block, item, place, picture)}
                for place, item in ((f"{key}/{number}", item) for number, item in enumerate(value))
            ]
        case blocks.StreamBlock():
            return [_stored_child(block, child, f"{key}/{child['id']}", picture) for child in value]
        case blocks.StructBlock():
            return _stored_fields(block, value, key, picture)
        case blocks.RichTextBlock():
            return rich_text(value["text"] if isinstance(value, Mapping) else value)
    return value


def _stored_child(
    block: blocks.StreamBlock, child: Mapping[str, Any], key: str, picture: PictureKey
) -> dict[str, Any]:
    kind = child["type"]
    return {
        "type": kind,
        "id": _id(key),
        "value": stored(block.child_blocks[kind], child, key, picture),
    }


def _stored_fields(block: blocks.StructBlock, value: Any, key: str, picture: PictureKey) -> dict[str, Any]:
    """Return the fields of a block; a block with one field may be written as the value alone."""
    fields = value if isinstance(value, Mapping) else {next(iter(block.child_blocks)): value}
    unknown = fields.keys() - block.child_blocks.keys() - NOT_FIELDS
    if unknown:
        raise SourceError(f"{key}: There is no field “{name}”." for name in sorted(unknown))
    return {
        name: stored(child, fields[name], f"{key}/{name}", picture)
        for name, child in block.child_blocks.items()
        if name in fields
    }


def _id(key: str) -> str:
    return str(uuid.uuid5(NAMESPACE, key))
