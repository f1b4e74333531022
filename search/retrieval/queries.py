"""The search: from a person's query to results."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import islice

from django.db.models import Exists, OuterRef, prefetch_related_objects
from wagtail.models import Page

from courses.api import SeminarPage, Theme
from people.api import Person
from search.analysis.query_parser import Query, parse_query
from search.engines import search_engine
from search.engines.base import Filters
from search.enums import PassageKind, ResultKind
from search.indexing.vocabulary import IndexVocabulary
from search.models import Passage
from search.results.presentation import page_result, recording_result
from search.results.results import Hit, PageResult, RecordingResult, SearchResults
from search.retrieval.spelling import suggestion_for
from search.visibility import Visibility, visibility_of, visible_pages

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
    visibility = visibility_of(person)
    kinds = kind.passage_kinds if kind else tuple(PassageKind)
    filters = Filters(kinds, theme.pk if theme else None)
    hits, rarity = find_passages(query, visibility, filters)
    by_page = _by_page(hits)
    first_pages = dict(islice(by_page.items(), MAX_RESULTS))
    return SearchResults(
        results=_results(first_pages, query, rarity),
        more=len(by_page) > MAX_RESULTS,
        suggestion=suggestion_for(text, lambda word: _is_findable(word, visibility)),
        searched=True,
    )


def find_passages(
    query: Query, visibility: Visibility, filters: Filters, limit: int = MAX_CANDIDATES
) -> tuple[list[Hit], Mapping[str, float]]:
    """Return the matching passages in the order of the engine, best first, and the rarity of tokens.

    What the engine returns is compared with the database, since the index may lag behind it.
    """
    if not query:
        return [], {}
    matches = search_engine().search(query, visibility, filters, limit)
    # As a condition on each passage: with `page__in` SQLite would seek every pair of a page and a passage.
    is_visible = Exists(visible_pages(visibility).filter(pk=OuterRef("page")))
    passages = (
        Passage.objects.filter(is_visible)
        .defer("stems", "parts")
        .in_bulk([match.passage for match in matches.best])
    )
    hits = [Hit(passages[match.passage], match.score) for match in matches.best if match.passage in passages]
    lowest = hits[0].score * _LOWEST_SHARE if hits else 0
    return [hit for hit in hits if hit.score >= lowest], matches.rarity


def _is_findable(word: str, visibility: Visibility) -> bool:
    """Return whether any visible page has the word."""
    hits, _rarity = find_passages(parse_query(word, IndexVocabulary()), visibility, Filters(), limit=1)
    return bool(hits)


def _by_page(hits: Iterable[Hit]) -> dict[int, list[Hit]]:
    """Return the hits by page, in the order of each page's best hit."""
    by_page: dict[int, list[Hit]] = defaultdict(list)
    for hit in hits:
        by_page[hit.passage.page_id].append(hit)
    return by_page


def _results(
    by_page: Mapping[int, list[Hit]], query: Query, rarity: Mapping[str, float]
) -> list[RecordingResult | PageResult]:
    pages = Page.objects.specific().in_bulk(list(by_page))
    prefetch_related_objects(list(pages.values()), "locale")
    recordings = [page for page in pages.values() if isinstance(page, SeminarPage)]
    prefetch_related_objects(recordings, "recording", "sound", "poster__renditions")
    return [
        recording_result(page, page_hits, query, rarity)
        if isinstance(page := pages[pk], SeminarPage)
        else page_result(page, page_hits, query)
        for pk, page_hits in by_page.items()
    ]
