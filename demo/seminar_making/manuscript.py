"""The parser of manuscripts.

`## Heading {anchor}` begins a slide, `- point` is a line on it, and `**Key:** words` is what a speaker says
over it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

MAX_CUE_LENGTH = 150  # characters in two lines of captions

_HEADING = re.compile(r"^## (?P<heading>.+) \{(?P<anchor>[a-zåäö0-9-]+)\}$")
_UTTERANCE = re.compile(r"^\*\*(?P<speaker>[^:*]+):\*\* (?P<words>.+)$")
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")


class ManuscriptError(ValueError):
    """Raised for a line of the manuscript that can't be parsed, with the line as message."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """An utterance of one speaker."""

    speaker: str
    text: str

    def cues(self) -> Iterator[str]:
        """Yield the text in pieces of one or two sentences."""
        cue = ""
        for sentence in _SENTENCE_END.split(self.text):
            if cue and len(cue) + 1 + len(sentence) > MAX_CUE_LENGTH:
                yield cue
                cue = sentence
            else:
                cue = f"{cue} {sentence}".strip()
        yield cue


@dataclass(frozen=True, slots=True)
class Slide:
    """A slide: a heading with points, and the utterances while it is shown."""

    anchor: str
    heading: str
    points: list[str] = field(default_factory=list)
    utterances: list[Utterance] = field(default_factory=list)


def read_manuscript(path: Path) -> list[Slide]:
    """Return the slides of the manuscript at `path`, in order."""
    slides: list[Slide] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line or line.startswith("# "):
            continue
        if heading := _HEADING.match(line):
            slides.append(Slide(heading["anchor"], heading["heading"]))
        elif line.startswith("- ") and slides:
            slides[-1].points.append(line[2:])
        elif (utterance := _UTTERANCE.match(line)) and slides:
            slides[-1].utterances.append(Utterance(utterance["speaker"], utterance["words"]))
        else:
            raise ManuscriptError(f"{path}:{number}: neither slide, point nor speech: {line[:60]}")
    return slides
