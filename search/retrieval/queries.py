"""The search: from a person's query to results."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from django.db.models import Q, QuerySet, prefetch_related_objects
from wagtail.models import Page

from courses.api import ModulePage, SeminarPage, Theme
from people.api import Person
from search.analysis.query_parser import Query, parse_query
from search.engines import CandidateRequest, engine_for
from search.enums import PassageKind, ResultKind
from search.indexing.vocabulary import IndexVocabulary, statistics_for
from search.models import Passage
from search.results.presentation import page_result, recording_result
from search.results.results import PageResult, RecordingResult, SearchResults
from search.retrieval.hits import Hit
from search.retrieval.ranking import Statistics, relevance
from search.retrieval.spelling import suggestion_for
from search.retrieval.visibility import visible_pages

MAX_CANDIDATES = 400
MAX_RESULTS = 30
# Passages below this share of the best score have no more than a common word in common with the query.
_LOWEST_SHARE = 0.25


def search(
    text: str, *, person: Person, kind: ResultKind | None = None, theme: Theme | None = None
) -> SearchResults:
    """Return the results for any text, among the pages that the person may open."""
    query = parse_query(text, IndexVocabulary())
    if not query:
        return SearchResults(searched=bool(text.strip()))
    statistics = statistics_for(query.tokens)
    hits = find_passages(query, statistics=statistics, pages=_pages(person, theme), kinds=_kinds(kind))
    by_page = _by_page(hits)
    first_pages = dict(islice(by_page.items(), MAX_RESULTS))
    return SearchResults(
        results=_results(first_pages, query, statistics),
        more=len(by_page) > MAX_RESULTS,
        suggestion=suggestion_for(text, lambda word: _is_findable(word, person)),
        searched=True,
    )


def find_passages(
    query: Query, *, statistics: Statistics, pages: QuerySet[Page], kinds: Sequence[PassageKind]
) -> list[Hit]:
    """Return the matching passages, best first: fetched by the engine, ordered by `relevance`."""
    if not query:
        return []
    keys = engine_for().candidates(CandidateRequest(query, statistics, pages, kinds, MAX_CANDIDATES))
    hits = [
        Hit(passage, relevance(query, passage.stems.split(), passage.parts.split(), statistics))
        for passage in Passage.objects.filter(pk__in=keys)
    ]
    hits.sort(key=lambda hit: (-hit.score, hit.passage.pk))
    lowest = hits[0].score * _LOWEST_SHARE if hits else 0
    return [hit for hit in hits if hit.score >= lowest]


def _is_findable(word: str, person: Person) -> bool:
    """Return whether any page that the person may open has the word."""
    query = parse_query(word, IndexVocabulary())
    statistics = statistics_for(query.tokens)
    request = CandidateRequest(query, statistics, visible_pages(person), tuple(PassageKind), 1)
    return bool(query) and bool(engine_for().candidates(request))


def _pages(person: Person, theme: Theme | None) -> QuerySet[Page]:
    pages = visible_pages(person)
    if theme is None:
        return pages
    modules, seminars = (
        model.objects.filter(themes=theme).values("pk") for model in (ModulePage, SeminarPage)
    )
    return pages.filter(Q(pk__in=modules) | Q(pk__in=seminars))


def _kinds(kind: ResultKind | None) -> tuple[PassageKind, ...]:
    return kind.passage_kinds if kind else tuple(PassageKind)


def _by_page(hits: Iterable[Hit]) -> dict[int, list[Hit]]:
    """Return the hits by page, in the order of each page's best hit."""
    by_page: dict[int, list[Hit]] = defaultdict(list)
    for hit in hits:
        by_page[hit.passage.page_id].append(hit)
    return by_page


def _results(
    by_page: Mapping[int, list[Hit]], query: Query, statistics: Statistics
) -> list[RecordingResult | PageResult]:
    pages = Page.objects.specific().in_bulk(list(by_page))
    prefetch_related_objects(list(pages.values()), "locale")
    recordings = [page for page in pages.values() if isinstance(page, SeminarPage)]
    prefetch_related_objects(recordings, "recording__media_probe", "sound__media_probe", "poster__renditions")
    return [
        recording_result(page, page_hits, query, statistics)
        if isinstance(page := pages[pk], SeminarPage)
        else page_result(page, page_hits, query)
        for pk, page_hits in by_page.items()
    ]
