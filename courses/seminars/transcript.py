"""What was said in a recording, and when: what content_import parses and seminars keep.

Plain frozen data, kept as JSON in `SeminarPage.transcript`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple


class Cue(NamedTuple):
    """One caption: plain text between two times in seconds, and who says it where that is known.

    A tuple, since a page of search results reads some thousands of them.
    """

    start: float
    end: float
    text: str
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Transcript:
    """The cues of a recording in the order of time."""

    cues: tuple[Cue, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.cues)

    def __iter__(self) -> Iterator[Cue]:
        return iter(self.cues)

    @property
    def seconds(self) -> float:
        """Where the last cue ends."""
        return max((cue.end for cue in self.cues), default=0.0)

    def to_json(self) -> list[dict[str, Any]]:
        return [cue._asdict() for cue in self.cues]

    @classmethod
    def from_json(cls, data: Iterable[dict[str, Any]]) -> Transcript:
        return cls(tuple(Cue(**cue) for cue in data))

    def to_webvtt(self) -> str:
        """Write the transcript as WebVTT (W3C, 4 April 2019), with speakers as voice spans."""
        blocks = [
            f"{webvtt_time(cue.start)} --> {webvtt_time(cue.end)}\n{_payload(cue)}" for cue in self.cues
        ]
        return "\n\n".join(["WEBVTT", *blocks]) + "\n"

    def to_text(self) -> str:
        """Write the transcript as text to read: a new paragraph where the speaker changes or pauses."""
        return "\n\n".join(
            (f"{said[0].speaker}: " if said[0].speaker else "") + " ".join(cue.text for cue in said)
            for said in paragraphs(self.cues)
        )


_LONGEST_PARAGRAPH_SECONDS = 60
_PAUSE_SECONDS = 2.5


def paragraphs(cues: Sequence[Cue]) -> Iterator[list[Cue]]:
    """Group cues that belong together: the same speaker, no long pause, a minute at most."""
    said: list[Cue] = []
    for cue in cues:
        if said and _starts_paragraph(said, cue):
            yield said
            said = []
        said.append(cue)
    if said:
        yield said


def _starts_paragraph(said: Sequence[Cue], cue: Cue) -> bool:
    return (
        cue.speaker != said[0].speaker
        or cue.start - said[-1].end > _PAUSE_SECONDS
        or cue.end - said[0].start > _LONGEST_PARAGRAPH_SECONDS
    )


def webvtt_time(seconds: float) -> str:
    """Write a time as WebVTT does: hours, minutes, seconds and thousandths."""
    thousandths = round(seconds * 1000)
    whole, thousandths = divmod(thousandths, 1000)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours:02}:{minute:02}:{second:02}.{thousandths:03}"


def clock(seconds: float) -> str:
    """Write a time as people say it: 12:04, or 1:02:30 past the hour."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def _payload(cue: Cue) -> str:
    text = _escaped(cue.text)
    return f"<v {_escaped(cue.speaker)}>{text}</v>" if cue.speaker else text


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
