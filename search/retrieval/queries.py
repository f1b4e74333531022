"""Finding: a person's words in, results out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db.models import Q, QuerySet, prefetch_related_objects
from wagtail.models import Page

from courses.api import ModulePage, SeminarPage, Theme
from people.api import Person
from search.analysis.queries import Query, parse_query
from search.engines import Candidates, engine_for
from search.enums import PassageKind, ResultKind
from search.indexing.vocabulary import IndexVocabulary, statistics_for
from search.models import Passage
from search.results.presentation import page_result, recording_result
from search.results.results import PageResult, RecordingResult, SearchResults
from search.retrieval.ranking import Statistics, relevance
from search.retrieval.spelling import suggestion_for
from search.retrieval.visibility import visible_pages

MOST_CANDIDATES = 400
MOST_RESULTS = 30
# What answers less than this share of the best answer shares a common word with the question, no more.
_FAINTEST = 0.25


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage and how well it answers."""

    passage: Passage
    score: float


def search(
    text: str, *, person: Person, kind: ResultKind | None = None, theme: Theme | None = None
) -> SearchResults:
    """Find what answers any text, among what the person may open."""
    query = parse_query(text, IndexVocabulary())
    if not query:
        return SearchResults(searched=bool(text.strip()))
    statistics = statistics_for(query.tokens)
    hits = find_passages(query, statistics=statistics, pages=_pages(person, theme), kinds=_kinds(kind))
    by_page = _by_page(hits)
    shown = dict(islice(by_page.items(), MOST_RESULTS))
    return SearchResults(
        results=_results(shown, query, statistics),
        more=len(by_page) > MOST_RESULTS,
        suggestion=suggestion_for(text, lambda word: _is_findable(word, person)),
        searched=True,
    )


def find_passages(
    query: Query, *, statistics: Statistics, pages: QuerySet[Page], kinds: Sequence[PassageKind]
) -> list[Hit]:
    """Return the passages that answer, best first: the engine fetches them, our ranking orders them."""
    if not query:
        return []
    found = engine_for().candidates(Candidates(query, statistics, pages, kinds, MOST_CANDIDATES))
    hits = [
        Hit(passage, relevance(query, passage.stems.split(), passage.parts.split(), statistics))
        for passage in Passage.objects.filter(pk__in=found)
    ]
    hits.sort(key=lambda hit: (-hit.score, hit.passage.pk))
    faintest = hits[0].score * _FAINTEST if hits else 0
    return [hit for hit in hits if hit.score >= faintest]


def _is_findable(word: str, person: Person) -> bool:
    """Whether any page that the person may open has the word."""
    query = parse_query(word, IndexVocabulary())
    statistics = statistics_for(query.tokens)
    wanted = Candidates(query, statistics, visible_pages(person), tuple(PassageKind), 1)
    return bool(query) and bool(engine_for().candidates(wanted))


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
    """Group passages by their page; a page stands where its best passage does."""
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
        recording_result(page, found, query, statistics)
        if isinstance(page := pages[pk], SeminarPage)
        else page_result(page, found, query)
        for pk, found in by_page.items()
    ]
