"""Conversion of passages to results: moments on a timeline, pages with the best step."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

from django.utils.safestring import SafeString
from wagtail.models import Page

from courses.api import Cue, ModulePage, SeminarMaterial, SeminarPage
from search.analysis.analyser import word_stems
from search.analysis.query_parser import Query
from search.enums import TRANSCRIPT_KINDS, PassageKind
from search.results.highlighting import excerpt, matches
from search.results.results import Hit, MaterialHit, Moment, PageResult, RecordingResult

MAX_MOMENTS = 4
MAX_MATERIAL = 3
# Hits closer than this are one moment: a caption and the section that contains it.
_SAME_MOMENT_SECONDS = 20
_MAX_TRANSCRIPT_HITS = 60
_EXCERPT_LENGTH = 170


def recording_result(
    page: SeminarPage, hits: Sequence[Hit], query: Query, rarity: Mapping[str, float]
) -> RecordingResult:
    """Return a recording with its best moments in order of time, and matching material."""
    query_tokens = query.tokens
    transcript_hits = [hit for hit in hits if hit.passage.kind in TRANSCRIPT_KINDS][:_MAX_TRANSCRIPT_HITS]
    cue_indexes = _cue_indexes(page.parsed_transcript.cues, transcript_hits, query_tokens, rarity)
    url = page.get_url()
    return RecordingResult(
        page=page,
        title=_highlighted(page.title, query_tokens),
        score=hits[0].score,
        moments=[_moment(page, url, at, query_tokens) for at in sorted(cue_indexes[:MAX_MOMENTS])],
        more_moments=max(0, len(cue_indexes) - MAX_MOMENTS),
        material=_material(page, hits, query_tokens),
        marks=[_percent(page, page.parsed_transcript.cues[at].start) for at in sorted(cue_indexes)],
    )


def page_result(page: Page, hits: Sequence[Hit], query: Query) -> PageResult:
    """Return a module or another page with its best passage."""
    best = hits[0].passage
    query_tokens = query.tokens
    number = None
    if isinstance(page, ModulePage) and best.kind == PassageKind.STEP:
        number = next((n for n, block in enumerate(page.steps, start=1) if block.id == best.anchor), None)
    return PageResult(
        page=page,
        title=_highlighted(page.title, query_tokens),
        excerpt=excerpt(best.text, query_tokens, length=_EXCERPT_LENGTH).as_html(),
        score=hits[0].score,
        step_title=_highlighted(best.title, query_tokens) if number else None,
        step_number=number,
    )


def _cue_indexes(
    cues: Sequence[Cue], hits: Iterable[Hit], query_tokens: frozenset[str], rarity: Mapping[str, float]
) -> list[int]:
    """Return the indexes of the captions of the hits, best first, one per moment.

    A caption that is a hit itself is the place of the sections that contain it; a section without such a
    caption has its place at the best matching caption.
    """
    hits = list(hits)
    starts = [cue.start for cue in cues]
    cue_starts = {hit.passage.start for hit in hits if hit.passage.kind == PassageKind.CUE}
    cue_indexes: list[int] = []
    for hit in hits:
        start, end = hit.passage.start or 0.0, hit.passage.end or 0.0
        if hit.passage.kind == PassageKind.CUE:
            at: int | None = bisect_left(starts, start)
        elif any(start <= cue_start <= end for cue_start in cue_starts if cue_start is not None):
            continue
        else:
            at = _best_cue(cues, start, end, query_tokens, rarity)
        if (
            at is not None
            and at < len(cues)
            and all(abs(cues[at].start - cues[other].start) >= _SAME_MOMENT_SECONDS for other in cue_indexes)
        ):
            cue_indexes.append(at)
    return cue_indexes


def _best_cue(
    cues: Sequence[Cue], start: float, end: float, query_tokens: frozenset[str], rarity: Mapping[str, float]
) -> int | None:
    """Return the caption of a section with the rarest matching tokens; the first of equals."""
    inside = [at for at, cue in enumerate(cues) if start <= cue.start <= end]
    return max(inside, key=lambda at: _total_rarity(cues[at].text, query_tokens, rarity), default=None)


def _total_rarity(text: str, query_tokens: frozenset[str], rarity: Mapping[str, float]) -> float:
    tokens: set[str] = set()
    for word in matches(text, query_tokens):
        stems = word_stems(word.text)
        tokens |= query_tokens.intersection((stems.stem, *stems.parts))
    return sum(rarity.get(token, 1.0) for token in tokens)


def _moment(page: SeminarPage, page_url: str | None, at: int, query_tokens: frozenset[str]) -> Moment:
    cues = page.parsed_transcript.cues
    text = ""
    for cue in cues[at : at + 8]:
        text = f"{text} {cue.text}".strip()
        if len(text) >= _EXCERPT_LENGTH:
            break
    start = cues[at].start
    return Moment(
        seconds=start,
        excerpt=excerpt(text, query_tokens, length=_EXCERPT_LENGTH).as_html(),
        url=f"{page_url}?t={int(start)}",
        percent=_percent(page, start),
    )


def _percent(page: SeminarPage, seconds: float) -> float:
    return round(min(100.0, 100 * seconds / (page.length_seconds or 1)), 1)


def _material(page: SeminarPage, hits: Iterable[Hit], query_tokens: frozenset[str]) -> list[MaterialHit]:
    passages = [hit.passage for hit in hits if hit.passage.kind == PassageKind.MATERIAL][:MAX_MATERIAL]
    if not passages:
        return []
    documents = SeminarMaterial.objects.filter(speaker__page=page).select_related("document")
    urls = {str(material.pk): material.document.url for material in documents}
    return [
        MaterialHit(
            title=passage.title,
            page_number=passage.page_number or 1,
            excerpt=excerpt(passage.text, query_tokens, length=_EXCERPT_LENGTH).as_html(),
            url=f"{urls[passage.anchor]}#page={passage.page_number}",
        )
        for passage in passages
        if passage.anchor in urls
    ]


def _highlighted(text: str, query_tokens: frozenset[str]) -> SafeString:
    return excerpt(text, query_tokens, length=len(text)).as_html()
