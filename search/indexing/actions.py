"""Keeping the index right: the writes of search."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction
from wagtail.models import Page

from search.analysis import Analysis, analyse
from search.engines import engine_for
from search.enums import SPOKEN
from search.indexing.sources import PassageDraft, passages_of
from search.indexing.vocabulary import count_passages, forget_counts
from search.models import Passage

_ROWS_A_STATEMENT = 500


@transaction.atomic
def index_page(*, page: Page) -> int:
    """Replace the passages of a page with those of what it says now; return how many they are.

    A page that is not published has none.
    """
    remove_page(page=page)
    return add_passages(page=page, drafts=passages_of(page.specific)) if page.live else 0


@transaction.atomic
def remove_page(*, page: Page) -> None:
    """Take a page out of the index."""
    passages = Passage.objects.filter(page_id=page.pk)
    count_passages([_analyse(passage) for passage in passages], sign=-1)
    passages.delete()


@transaction.atomic
def add_passages(*, page: Page, drafts: Iterable[PassageDraft]) -> int:
    """Analyse and store passages of a page beside those it has; return how many."""
    analysed = [(draft, _analyse(draft)) for draft in drafts]
    count_passages(analysis for _, analysis in analysed)
    rows = [_row(page, draft, analysis) for draft, analysis in analysed]
    Passage.objects.bulk_create(rows, batch_size=_ROWS_A_STATEMENT)
    return len(rows)


@transaction.atomic
def rebuild_index() -> int:
    """Build the whole index anew from the published pages; return how many passages it has.

    All or nothing: whoever searches meanwhile finds what the old index had.
    """
    Passage.objects.all().delete()
    forget_counts()
    engine_for().install(connection)
    pages = Page.objects.live().specific().iterator(chunk_size=100)
    return sum(add_passages(page=page, drafts=passages_of(page)) for page in pages)


def _analyse(passage: PassageDraft | Passage) -> Analysis:
    if passage.kind in SPOKEN:
        return analyse(passage.text)
    # A title tells more than the text does what it is all about: its words count twice.
    return analyse(f"{passage.title}. {passage.title}. {passage.text}")


def _row(page: Page, draft: PassageDraft, analysis: Analysis) -> Passage:
    return Passage(
        page=page,
        kind=draft.kind,
        anchor=draft.anchor,
        title=draft.title[:255],
        text=draft.text,
        start=draft.start,
        end=draft.end,
        page_number=draft.page_number,
        stems=" ".join(analysis.stems),
        parts=" ".join(analysis.parts),
    )
