"""A search engine in memory, as the second implementation that the contract of engines is tested with.

Like an engine outside the database it stores documents with the fields that it filters by, and sees no change
of a page before its passages are indexed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wagtail.models import Page

from courses.models import ModulePage, SeminarPage
from search.analysis.query_parser import Query
from search.engines.base import Filters, Match, Matches
from search.models import Passage
from search.visibility import Visibility


@dataclass(frozen=True, slots=True)
class Document:
    """What is stored of a passage and its page."""

    passage: int
    source: int
    kind: str
    owner: int | None
    language: str
    path: str
    themes: frozenset[int]
    stems: tuple[str, ...]
    parts: frozenset[str]

    @classmethod
    def of(cls, passage: Passage, page: Page) -> Document:
        return cls(
            passage=passage.pk,
            source=page.pk,
            kind=passage.kind,
            owner=page.module.owner_id if isinstance(page, ModulePage) else None,
            language=page.locale.language_code,
            path=page.path,
            themes=_themes(page),
            stems=tuple(passage.stems.split()),
            parts=frozenset(passage.parts.split()),
        )

    def is_visible(self, visibility: Visibility) -> bool:
        return (
            (self.owner is None or self.owner in visibility.municipalities)
            and (visibility.languages is None or self.language in visibility.languages)
            and not self.path.startswith(visibility.restricted_paths)
        )

    def passes(self, filters: Filters) -> bool:
        return self.kind in filters.kinds and (filters.theme is None or filters.theme in self.themes)

    def score(self, query: Query) -> float:
        """Return 0 without a common token or with a phrase missing; otherwise the words' sum of weights."""
        if not all(self._has(phrase) for phrase in query.phrases):
            return 0.0
        return sum(
            max(
                (weight for token, weight in word.tokens.items() if token in self.parts.union(self.stems)),
                default=0.0,
            )
            for word in query.words
        )

    def _has(self, phrase: Sequence[str]) -> bool:
        starts = range(len(self.stems) - len(phrase) + 1)
        return any(self.stems[at : at + len(phrase)] == tuple(phrase) for at in starts)


class MemoryEngine:
    """The documents of all sources in a dictionary."""

    def __init__(self) -> None:
        self._documents: dict[int, Document] = {}

    def clear(self) -> None:
        self._documents.clear()

    def index(self, passages: Sequence[Passage]) -> None:
        pages: dict[int, Page] = {}
        for passage in passages:
            if passage.page_id not in pages:
                pages[passage.page_id] = Page.objects.get(pk=passage.page_id).specific
            self._documents[passage.pk] = Document.of(passage, pages[passage.page_id])

    def remove(self, source: int) -> None:
        self._documents = {
            key: document for key, document in self._documents.items() if document.source != source
        }

    def search(self, query: Query, visibility: Visibility, filters: Filters, limit: int) -> Matches:
        documents = [
            document
            for document in self._documents.values()
            if document.is_visible(visibility) and document.passes(filters)
        ]
        return Matches(list(_best(documents, query))[:limit])


class LaggingEngine(MemoryEngine):
    """An index that is behind the database: nothing is ever removed, and it filters by nothing."""

    def clear(self) -> None:
        """Remove nothing."""

    def remove(self, source: int) -> None:
        """Remove nothing."""

    def search(self, query: Query, visibility: Visibility, filters: Filters, limit: int) -> Matches:
        return Matches(list(_best(self._documents.values(), query))[:limit])


def _best(documents: Iterable[Document], query: Query) -> Iterable[Match]:
    matches = [Match(document.passage, document.score(query)) for document in documents]
    return sorted(
        (match for match in matches if match.score > 0), key=lambda match: (-match.score, match.passage)
    )


def _themes(page: Page) -> frozenset[int]:
    has_themes = isinstance(page, ModulePage | SeminarPage)
    return frozenset(page.themes.values_list("pk", flat=True)) if has_themes else frozenset()
