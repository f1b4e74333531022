"""The demo seminars and podcast episodes.

They are read from `demo/seminars/<slug>/`: `seminar.toml` is written by hand, `timings.toml` and the media
beside it are made by `python -m demo.build_seminars` and committed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from demo.catalogues.toml_files import read_toml

SEMINARS_DIR = Path(__file__).parents[1] / "seminars"


class Kind(StrEnum):
    """The kind of recording; a podcast episode has only sound."""

    SEMINAR = "seminar"
    PODCAST = "podcast"


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice of espeak-ng: variant of the Swedish voice, pitch 0-99, speed in words per minute."""

    variant: str
    pitch: int
    speed: int


@dataclass(frozen=True, slots=True)
class Speaker:
    """An invented speaker; `material` is their PDF, None without one."""

    key: str
    name: str
    title: str
    organisation: str
    voice: Voice
    material: Path | None


@dataclass(frozen=True, slots=True)
class ProgrammeItem:
    """A section of the recording; `start_seconds` counts from its beginning."""

    title: str
    slide: str
    start_seconds: float


@dataclass(frozen=True, slots=True)
class DemoSeminar:
    """A seminar or an episode, with the paths of its files. `note` states that it is synthetic."""

    slug: str
    title: str
    kind: Kind
    date: date
    place: str
    summary: str
    note: str
    themes: tuple[str, ...]
    drawing: str
    programme: tuple[ProgrammeItem, ...]
    speakers: tuple[Speaker, ...]
    duration_seconds: float
    media: Path
    transcript: Path
    poster: Path

    @property
    def folder(self) -> Path:
        """Return the folder of its files."""
        return SEMINARS_DIR / self.slug

    @property
    def materials(self) -> tuple[Path, ...]:
        """Return the PDFs, in the order of the speakers."""
        return tuple(speaker.material for speaker in self.speakers if speaker.material)


def seminars() -> tuple[DemoSeminar, ...]:
    """Return the demo seminars and episodes, oldest first."""
    folders = (path.parent for path in SEMINARS_DIR.glob("*/seminar.toml"))
    return tuple(sorted(map(read_seminar, folders), key=lambda seminar: (seminar.date, seminar.slug)))


def read_seminar(folder: Path) -> DemoSeminar:
    """Return the seminar in `folder`. Before the first build its times are 0.

    Raises KeyError for a missing key in `seminar.toml`.
    """
    source = read_toml(folder / "seminar.toml")
    timings_file = folder / "timings.toml"
    timings = read_toml(timings_file) if timings_file.exists() else {}
    starts: Mapping[str, float] = timings.get("starts", {})
    return DemoSeminar(
        slug=folder.name,
        title=source["title"],
        kind=Kind(source["kind"]),
        date=source["date"],
        place=source["place"],
        summary=source["summary"].strip(),
        note=source["note"],
        themes=tuple(source["themes"]),
        drawing=source["drawing"],
        programme=tuple(
            ProgrammeItem(item["title"], item["slide"], starts.get(item["slide"], 0.0))
            for item in source["programme"]
        ),
        speakers=tuple(_speaker(folder, row) for row in source["speakers"]),
        duration_seconds=timings.get("duration_seconds", 0.0),
        media=folder / source["media"],
        transcript=folder / source["transcript"],
        poster=folder / "poster.webp",
    )


def _speaker(folder: Path, row: Mapping[str, Any]) -> Speaker:
    material = row.get("material")
    return Speaker(
        key=row["key"],
        name=row["name"],
        title=row["title"],
        organisation=row["organisation"],
        voice=Voice(**row["voice"]),
        material=folder / material if material else None,
    )
