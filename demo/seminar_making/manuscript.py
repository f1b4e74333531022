"""Read a spoken manuscript.

`## Heading {anchor}` begins a slide, `- point` is a line on it, and `**Key:** words` is what a speaker says
over it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

LONGEST_CUE = 150  # characters; two lines of captions, and a second sentence only where it fits

_HEADING = re.compile(r"^## (?P<heading>.+) \{(?P<anchor>[a-zåäö0-9-]+)\}$")
_UTTERANCE = re.compile(r"^\*\*(?P<speaker>[^:*]+):\*\* (?P<words>.+)$")
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")


class ManuscriptError(ValueError):
    """A line of the manuscript that can't be understood; the message names it."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one speaker says without a break."""

    speaker: str
    words: str

    def cues(self) -> Iterator[str]:
        """The words in pieces of one or two sentences."""
        cue = ""
        for sentence in _SENTENCE_END.split(self.words):
            if cue and len(cue) + 1 + len(sentence) > LONGEST_CUE:
                yield cue
                cue = sentence
            else:
                cue = f"{cue} {sentence}".strip()
        yield cue


@dataclass(frozen=True, slots=True)
class Slide:
    """A heading with a few points, and what is said while it shows."""

    anchor: str
    heading: str
    points: list[str] = field(default_factory=list)
    utterances: list[Utterance] = field(default_factory=list)


def read_manuscript(path: Path) -> list[Slide]:
    """The slides of the manuscript at `path`, in order."""
    slides: list[Slide] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line or line.startswith("# "):
            continue
        if heading := _HEADING.match(line):
            slides.append(Slide(heading["anchor"], heading["heading"]))
        elif line.startswith("- ") and slides:
            slides[-1].points.append(line[2:])
        elif (said := _UTTERANCE.match(line)) and slides:
            slides[-1].utterances.append(Utterance(said["speaker"], said["words"]))
        else:
            raise ManuscriptError(f"{path}:{number}: neither slide, point nor speech: {line[:60]}")
    return slides
