"""Slides, covers and hand-outs, drawn with Typst."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

import typst
from PIL import Image

from demo.catalogues.seminars import SEMINARS_DIR, DemoSeminar, Kind
from demo.seminar_making.manuscript import Slide
from demo.seminar_making.speech import Speech

TEMPLATES = SEMINARS_DIR / "_template"
PIXELS_PER_INCH = 72  # one pixel per point
POSTER_SIZE = (640, 640)  # maximum
POSTER_QUALITY = 82


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture in the recording and its duration in seconds."""

    picture: Path
    seconds: float


def draw_frames(seminar: DemoSeminar, slides: Sequence[Slide], speech: Speech, folder: Path) -> list[Frame]:
    """Draw a picture for each slide and speaker into `folder`, and return the frames.

    Typst fails if a text does not fit.
    """
    slides_of_cues = [(cue.slide, cue.speaker) for cue in speech.cues]
    distinct = list(dict.fromkeys(slides_of_cues))
    pages = [{"kind": "title"}, *(_page(seminar, slides, *which) for which in distinct)]
    pictures = _draw("deck.typ", seminar, pages)
    paths = [folder / f"{number:03}.png" for number in range(len(pages))]
    for path, picture in zip(paths, pictures, strict=True):
        path.write_bytes(picture)
    path_of = dict(zip(distinct, paths[1:], strict=True))

    begins = [cue.start for cue in speech.cues]
    ends = [*begins[1:], speech.duration]
    slide_frames = [
        Frame(path_of[which], end - begin)
        for which, begin, end in zip(slides_of_cues, begins, ends, strict=True)
    ]
    return [Frame(paths[0], begins[0]), *slide_frames]


def draw_poster(seminar: DemoSeminar) -> None:
    """Draw the poster of the recording."""
    is_podcast = seminar.kind is Kind.PODCAST
    template, pages = ("cover.typ", []) if is_podcast else ("deck.typ", [{"kind": "title"}])
    (picture,) = _draw(template, seminar, pages)
    with Image.open(BytesIO(picture)) as image:
        image.thumbnail(POSTER_SIZE, Image.Resampling.LANCZOS)
        image.save(seminar.poster, quality=POSTER_QUALITY, method=6)


def draw_material(seminar: DemoSeminar) -> None:
    """Build each speaker's PDF (PDF/UA-1, for screen readers) from the source beside it."""
    made_at = datetime.combine(seminar.date, time(8), tzinfo=UTC)
    for path in seminar.materials:
        typst.compile(
            path.with_suffix(".typ"),
            output=path,
            root=SEMINARS_DIR,
            pdf_standards=["ua-1"],
            timestamp=int(made_at.timestamp()),
        )


def _draw(template: str, seminar: DemoSeminar, pages: Sequence[Mapping[str, Any]]) -> list[bytes]:
    inputs = _inputs(seminar, pages)
    drawn = typst.compile(
        TEMPLATES / template, root=SEMINARS_DIR, format="png", ppi=PIXELS_PER_INCH, sys_inputs=inputs
    )
    return drawn if isinstance(drawn, list) else [drawn]


def _page(seminar: DemoSeminar, slides: Sequence[Slide], anchor: str, key: str) -> dict[str, Any]:
    number = next(number for number, slide in enumerate(slides, start=1) if slide.anchor == anchor)
    slide = slides[number - 1]
    speaker = next(speaker for speaker in seminar.speakers if speaker.key == key)
    return {
        "kind": "slide",
        "heading": slide.heading,
        "points": slide.points,
        "speaker": {name: getattr(speaker, name) for name in ("name", "title", "organisation")},
        "number": number,
        "count": len(slides),
    }


def _inputs(seminar: DemoSeminar, frames: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    deck = {
        "title": seminar.title,
        "place": seminar.place,
        "note": seminar.note,
        "names": " · ".join(speaker.name for speaker in seminar.speakers),
        "frames": frames,
    }
    return {"deck": json.dumps(deck, ensure_ascii=False)}
