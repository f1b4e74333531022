"""From passages to what is shown: moments on a timeline, pages with the best step."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString
from wagtail.models import Page

from courses.api import Cue, ModulePage, SeminarMaterial, SeminarPage
from search.analysis.analyser import forms
from search.analysis.queries import Query
from search.enums import SPOKEN, PassageKind
from search.results.highlighting import excerpt, matches
from search.results.results import MaterialHit, Moment, PageResult, RecordingResult
from search.retrieval.ranking import Statistics

if TYPE_CHECKING:
    from search.retrieval.queries import Hit

MOST_MOMENTS = 4
MOST_MATERIAL = 3
# Two hits closer than this are one moment: a caption and the stretch that it is part of.
_SAME_MOMENT_SECONDS = 20
_MOST_PLACED = 60
_EXCERPT_LENGTH = 170


def recording_result(
    page: SeminarPage, hits: Sequence[Hit], query: Query, statistics: Statistics
) -> RecordingResult:
    """Return a recording with its best moments in order of time, and the material that answers."""
    wanted = query.tokens
    spoken = [hit for hit in hits if hit.passage.kind in SPOKEN][:_MOST_PLACED]
    places = _places(page.parsed_transcript.cues, spoken, wanted, statistics)
    url = page.get_url()
    return RecordingResult(
        page=page,
        title=_whole(page.title, wanted),
        score=hits[0].score,
        moments=[_moment(page, url, at, wanted) for at in sorted(places[:MOST_MOMENTS])],
        more_moments=max(0, len(places) - MOST_MOMENTS),
        material=_material(page, hits, wanted),
        marks=[_percent(page, page.parsed_transcript.cues[at].start) for at in sorted(places)],
    )


def page_result(page: Page, hits: Sequence[Hit], query: Query) -> PageResult:
    """Return a module or a page by its best passage."""
    best = hits[0].passage
    wanted = query.tokens
    number = None
    if isinstance(page, ModulePage) and best.kind == PassageKind.STEP:
        number = next((n for n, block in enumerate(page.steps, start=1) if block.id == best.anchor), None)
    return PageResult(
        page=page,
        title=_whole(page.title, wanted),
        excerpt=excerpt(best.text, wanted, length=_EXCERPT_LENGTH).as_html(),
        score=hits[0].score,
        step_title=_whole(best.title, wanted) if number else None,
        step_number=number,
    )


def _places(
    cues: Sequence[Cue], hits: Iterable[Hit], wanted: frozenset[str], statistics: Statistics
) -> list[int]:
    """Return the indexes of the captions where the hits are, best first, one a moment.

    A caption that was found by itself says where a stretch around it should open; a stretch in which no
    single caption was found opens at the one that says most.
    """
    hits = list(hits)
    starts = [cue.start for cue in cues]
    alone = {hit.passage.start for hit in hits if hit.passage.kind == PassageKind.CUE}
    places: list[int] = []
    for hit in hits:
        start, end = hit.passage.start or 0.0, hit.passage.end or 0.0
        if hit.passage.kind == PassageKind.CUE:
            at: int | None = bisect_left(starts, start)
        elif any(start <= known <= end for known in alone if known is not None):
            continue
        else:
            at = _best_cue(cues, start, end, wanted, statistics)
        if at is not None and at < len(cues) and all(_apart(cues[at], cues[other]) for other in places):
            places.append(at)
    return places


def _best_cue(
    cues: Sequence[Cue], start: float, end: float, wanted: frozenset[str], statistics: Statistics
) -> int | None:
    """Return the caption of a stretch that says most of what was asked for; the first of equals."""
    inside = [at for at, cue in enumerate(cues) if start <= cue.start <= end]
    return max(inside, key=lambda at: _worth(cues[at].text, wanted, statistics), default=None)


def _worth(text: str, wanted: frozenset[str], statistics: Statistics) -> float:
    tokens: set[str] = set()
    for word in matches(text, wanted):
        found = forms(word.text)
        tokens |= wanted.intersection((found.stem, *found.parts))
    return sum(statistics.rarity(token) for token in tokens)


def _apart(one: Cue, other: Cue) -> bool:
    return abs(one.start - other.start) >= _SAME_MOMENT_SECONDS


def _moment(page: SeminarPage, page_url: str | None, at: int, wanted: frozenset[str]) -> Moment:
    cues = page.parsed_transcript.cues
    said = ""
    for cue in cues[at : at + 8]:
        said = f"{said} {cue.text}".strip()
        if len(said) >= _EXCERPT_LENGTH:
            break
    start = cues[at].start
    return Moment(
        seconds=start,
        excerpt=excerpt(said, wanted, length=_EXCERPT_LENGTH).as_html(),
        url=f"{page_url}?t={int(start)}",
        percent=_percent(page, start),
    )


def _percent(page: SeminarPage, seconds: float) -> float:
    return round(min(100.0, 100 * seconds / (page.length_seconds or 1)), 1)


def _material(page: SeminarPage, hits: Iterable[Hit], wanted: frozenset[str]) -> list[MaterialHit]:
    passages = [hit.passage for hit in hits if hit.passage.kind == PassageKind.MATERIAL][:MOST_MATERIAL]
    if not passages:
        return []
    documents = SeminarMaterial.objects.filter(speaker__page=page).select_related("document")
    urls = {str(material.pk): material.document.url for material in documents}
    return [
        MaterialHit(
            title=passage.title,
            page_number=passage.page_number or 1,
            excerpt=excerpt(passage.text, wanted, length=_EXCERPT_LENGTH).as_html(),
            url=f"{urls[passage.anchor]}#page={passage.page_number}",
        )
        for passage in passages
        if passage.anchor in urls
    ]


def _whole(text: str, wanted: frozenset[str]) -> SafeString:
    return excerpt(text, wanted, length=len(text)).as_html()
