"""The media player of a seminar's page, with its transcript."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from courses.models.media import has_file
from courses.seminars.transcript import Cue, clock, paragraphs
from infrastructure.http.api import media_type_of

if TYPE_CHECKING:
    from courses.models import Recording, SeminarPage


@dataclass(frozen=True)
class PlayerCue:
    """A caption of the transcript; `is_current` if the page was opened at it."""

    cue: Cue
    is_current: bool


@dataclass(frozen=True)
class Paragraph:
    """Consecutive captions of one speaker."""

    speaker: str
    start: float
    cues: Sequence[PlayerCue]

    @property
    def clock(self) -> str:
        return clock(self.start)

    @property
    def seconds(self) -> int:
        return int(self.start)


@dataclass(frozen=True)
class MediaPlayer:
    """The recording to play. `media_url` has the start as a media fragment, which needs no script."""

    media_url: str
    #: the primary key of the recording to play, None without one
    key: int | None
    media_type: str
    is_sound: bool
    starts_at: int
    captions_url: str
    is_missing: bool
    paragraphs: Sequence[Paragraph]

    @property
    def starts_at_clock(self) -> str:
        return clock(self.starts_at)


def media_player_for(page: SeminarPage, parameters: Mapping[str, str]) -> MediaPlayer | None:
    """Return the player of a page by its query parameters; None without recording and transcript."""
    transcript = page.parsed_transcript
    media: Recording | None = page.recording
    if page.sound and ("ljud" in parameters or media is None):
        media = page.sound
    if media is None and not transcript:
        return None
    is_missing = media is not None and not has_file(media)
    media = None if is_missing else media
    starts_at = start_second(parameters.get("t", ""), last=page.length_seconds)
    current = _current(transcript.cues, starts_at) if starts_at else None
    return MediaPlayer(
        media_url=f"{media.url}#t={starts_at}" if media and starts_at else (media.url if media else ""),
        key=media.pk if media else None,
        media_type=media_type_of(media.filename) if media else "",
        is_sound=media is not None and media.is_sound,
        starts_at=starts_at,
        captions_url=reverse("courses:seminar_captions", args=[page.pk]) if transcript else "",
        is_missing=is_missing,
        paragraphs=[
            Paragraph(group[0].speaker, group[0].start, [PlayerCue(cue, cue is current) for cue in group])
            for group in paragraphs(transcript.cues)
        ],
    )


def start_second(value: str, *, last: int) -> int:
    """Parse `?t=`: whole seconds within the recording; 0 for anything else."""
    if not value.isascii() or not value.isdigit() or len(value) > 6:
        return 0
    return int(value) if int(value) <= last else 0


def _current(cues: Sequence[Cue], second: int) -> Cue | None:
    """Return the caption at a second, or the last one before it."""
    return next((cue for cue in reversed(cues) if cue.start < second + 1), None)
