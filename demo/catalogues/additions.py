"""What a native module has beside its Markdown, read from `native.<language>.toml`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demo.catalogues.toml_files import read_toml

#: a block or step: its type, its id and the values of its fields; rich text is Markdown
Block = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Additions:
    """Blocks at the end of screens, and steps after screens, by the screens' ids."""

    #: titles of steps whose screen has a question as its title
    short_titles: Mapping[str, str]
    #: screens in plain language
    plain: Mapping[str, str]
    blocks: tuple[tuple[str, Block], ...]
    steps: tuple[tuple[str, Block], ...]

    @property
    def screens(self) -> set[str]:
        """The ids of all screens that are referred to."""
        return {screen for screen, _ in (*self.blocks, *self.steps)} | {*self.short_titles, *self.plain}

    def blocks_on(self, screen: str) -> Iterator[Block]:
        return (block for place, block in self.blocks if place == screen)

    def steps_after(self, screen: str) -> Iterator[Block]:
        return (step for place, step in self.steps if place == screen)


def read_additions(path: Path) -> Additions:
    """Return the additions in a file. Raises KeyError for a block or step without a place."""
    data = read_toml(path)
    return Additions(
        short_titles=data.get("short_titles", {}),
        plain=data.get("plain", {}),
        blocks=tuple((block.pop("screen"), block) for block in data.get("blocks", ())),
        steps=tuple((step.pop("after"), step) for step in data.get("steps", ())),
    )
