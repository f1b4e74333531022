"""Formatting of cues as WebVTT or SubRip."""

from collections.abc import Iterable, Mapping
from itertools import pairwise

from demo.seminar_making.speech import Cue


def as_webvtt(cues: Iterable[Cue], names: Mapping[str, str], note: str) -> str:
    """Return WebVTT with a voice tag in every cue (W3C WebVTT, section 4.2.2); `names` by speaker key."""
    blocks = [
        f"{_clock(cue.start, '.')} --> {_clock(cue.end, '.')}\n"
        f"<v {names[cue.speaker]}>{_escaped(cue.text)}</v>"
        for cue in cues
    ]
    return "\n\n".join(["WEBVTT", f"NOTE {note}", *blocks]) + "\n"


def as_subrip(cues: Iterable[Cue], names: Mapping[str, str]) -> str:
    """Return SubRip, which has no speakers: the name precedes the text where the speaker changes."""
    listed = list(cues)
    changes = [True, *(before.speaker != after.speaker for before, after in pairwise(listed))]
    blocks = [
        f"{number}\n{_clock(cue.start, ',')} --> {_clock(cue.end, ',')}\n"
        + (f"{names[cue.speaker]}: " if is_new else "")
        + cue.text
        for number, (cue, is_new) in enumerate(zip(listed, changes, strict=True), start=1)
    ]
    return "\n\n".join(blocks) + "\n"


def _clock(seconds: float, separator: str) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}{separator}{rest % 1000:03}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
