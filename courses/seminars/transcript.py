"""Transcripts of recordings: plain frozen data.

content_import parses them; they are stored as JSON in `SeminarPage.transcript`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple


class Cue(NamedTuple):
    """A caption: plain text between two times in seconds, and its speaker, if known.

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
        """The end of the last cue."""
        return max((cue.end for cue in self.cues), default=0.0)

    def to_json(self) -> list[dict[str, Any]]:
        return [cue._asdict() for cue in self.cues]

    @classmethod
    def from_json(cls, data: Iterable[dict[str, Any]]) -> Transcript:
        return cls(tuple(Cue(**cue) for cue in data))

    def to_webvtt(self) -> str:
        """Return the transcript as WebVTT (W3C, 4 April 2019), with speakers as voice spans."""
        blocks = [
            f"{webvtt_time(cue.start)} --> {webvtt_time(cue.end)}\n{_payload(cue)}" for cue in self.cues
        ]
        return "\n\n".join(["WEBVTT", *blocks]) + "\n"

    def to_text(self) -> str:
        """Return the transcript as text: a new paragraph where the speaker changes or pauses."""
        return "\n\n".join(
            (f"{group[0].speaker}: " if group[0].speaker else "") + " ".join(cue.text for cue in group)
            for group in paragraphs(self.cues)
        )


_LONGEST_PARAGRAPH_SECONDS = 60
_PAUSE_SECONDS = 2.5


def paragraphs(cues: Sequence[Cue]) -> Iterator[list[Cue]]:
    """Yield groups of cues of the same speaker without a long pause, a minute at most."""
    group: list[Cue] = []
    for cue in cues:
        if group and _starts_paragraph(group, cue):
            yield group
            group = []
        group.append(cue)
    if group:
        yield group


def _starts_paragraph(group: Sequence[Cue], cue: Cue) -> bool:
    return (
        cue.speaker != group[0].speaker
        or cue.start - group[-1].end > _PAUSE_SECONDS
        or cue.end - group[0].start > _LONGEST_PARAGRAPH_SECONDS
    )


def webvtt_time(seconds: float) -> str:
    """Return a time as in WebVTT: hours, minutes, seconds and thousandths."""
    thousandths = round(seconds * 1000)
    whole, thousandths = divmod(thousandths, 1000)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours:02}:{minute:02}:{second:02}.{thousandths:03}"


def clock(seconds: float) -> str:
    """Return a time as 12:04, or 1:02:30 beyond an hour."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def _payload(cue: Cue) -> str:
    text = _escaped(cue.text)
    return f"<v {_escaped(cue.speaker)}>{text}</v>" if cue.speaker else text


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
