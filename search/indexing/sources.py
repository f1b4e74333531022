"""Extraction of passages from pages."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import singledispatch

from django.utils.html import strip_tags
from wagtail.models import Page
from wagtail.rich_text import get_text_for_indexing

from courses.api import Cue, InformationPage, ModulePage, SeminarPage, without_variables
from search.analysis.tokens import compose
from search.enums import PassageKind

WINDOW_SECONDS = 45.0
_LONGEST_TEXT = 1_200
_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+|\n+")


@dataclass(frozen=True, slots=True)
class PassageDraft:
    """A passage before it is analysed."""

    kind: PassageKind
    title: str
    text: str
    anchor: str = ""
    start: float | None = None
    end: float | None = None
    page_number: int | None = None


@singledispatch
def passages_of(page: Page) -> Iterator[PassageDraft]:
    """Yield the passages of a specific page; other page types have none."""
    yield from ()


@passages_of.register
def _(page: InformationPage) -> Iterator[PassageDraft]:
    yield from _chunks(PassageKind.PAGE, page.title, get_text_for_indexing(page.body))


@passages_of.register
def _(page: ModulePage) -> Iterator[PassageDraft]:
    about = "\n".join([page.introduction, get_text_for_indexing(page.aims), page.audience])
    yield from _chunks(PassageKind.MODULE, page.title, about)
    for block in page.steps:
        for text in block.block.search_texts(block.value):
            plain = text.text if text.is_plain else strip_tags(text.text)
            yield from _plain_chunks(
                PassageKind.STEP, block.value["title"], without_variables(plain), anchor=block.id
            )


@passages_of.register
def _(page: SeminarPage) -> Iterator[PassageDraft]:
    speakers = list(page.speakers.all())
    about = [page.introduction, *(item.title for item in page.programme.all())]
    about += [f"{speaker.name}, {speaker.role}" for speaker in speakers]
    yield from _chunks(PassageKind.SEMINAR, page.title, "\n".join(about))
    yield from transcript_passages(page.title, page.parsed_transcript.cues)
    for speaker in speakers:
        for material in speaker.material.all():
            for number, text in enumerate(material.page_texts, start=1):
                yield from _chunks(
                    PassageKind.MATERIAL, material.title, text, anchor=str(material.pk), page_number=number
                )


def transcript_passages(title: str, cues: Iterable[Cue]) -> Iterator[PassageDraft]:
    """Yield a passage for each caption, then for windows of about 45 seconds that overlap by half."""
    cues = list(cues)
    for cue in cues:
        yield _section(PassageKind.CUE, title, [cue])
    for window in _windows(cues):
        yield _section(PassageKind.TRANSCRIPT, title, window)


def _windows(cues: list[Cue]) -> Iterator[list[Cue]]:
    starts = [cue.start for cue in cues]
    first = 0
    while first < len(cues):
        last = bisect_left(starts, starts[first] + WINDOW_SECONDS, lo=first + 1)
        yield cues[first:last]
        if last == len(cues):
            return
        first = bisect_left(starts, starts[first] + WINDOW_SECONDS / 2, lo=first + 1, hi=last)


def _section(kind: PassageKind, title: str, cues: list[Cue]) -> PassageDraft:
    return PassageDraft(
        kind,
        title,
        compose(" ".join(cue.text for cue in cues)),
        start=cues[0].start,
        end=max(cue.end for cue in cues),
    )


def _chunks(
    kind: PassageKind, title: str, text: str, *, anchor: str = "", page_number: int | None = None
) -> Iterator[PassageDraft]:
    """Yield a long text split at ends of sentences. An empty text gives one passage with the title."""
    yield from _plain_chunks(kind, title, strip_tags(text), anchor=anchor, page_number=page_number)


def _plain_chunks(
    kind: PassageKind, title: str, text: str, *, anchor: str = "", page_number: int | None = None
) -> Iterator[PassageDraft]:
    for chunk in _cut(compose(text)) or [""]:
        yield PassageDraft(kind, compose(title), chunk, anchor=anchor or "", page_number=page_number)


def _cut(text: str) -> list[str]:
    chunks: list[str] = []
    for sentence in filter(None, (piece.strip() for piece in _SENTENCE_END.split(text))):
        for at in range(0, len(sentence), _LONGEST_TEXT):
            piece = sentence[at : at + _LONGEST_TEXT]
            if chunks and len(chunks[-1]) + len(piece) < _LONGEST_TEXT:
                chunks[-1] += f" {piece}"
            else:
                chunks.append(piece)
    return chunks
