"""Actions on the search index."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from django.db import DatabaseError, transaction
from wagtail.models import Page

from search.analysis.analyser import Analysis, analyse
from search.engines import search_engine
from search.enums import TRANSCRIPT_KINDS
from search.indexing.sources import PassageDraft, passages_of
from search.indexing.vocabulary import clear_counts, count_passages
from search.models import Passage

_BATCH_SIZE = 500
logger = logging.getLogger(__name__)


@transaction.atomic
def index_page(*, page: Page) -> int:
    """Replace the passages of a page with those of its current content; return their number.

    An unpublished page has none.
    """
    remove_page(page=page)
    return add_passages(page=page, drafts=_drafts(page.specific)) if page.live else 0


@transaction.atomic
def remove_page(*, page: Page) -> None:
    """Remove a page from the index."""
    passages = Passage.objects.filter(page_id=page.pk)
    count_passages([_analyse(passage) for passage in passages], sign=-1)
    passages.delete()
    search_engine().remove(page.pk)


@transaction.atomic
def add_passages(*, page: Page, drafts: Iterable[PassageDraft]) -> int:
    """Analyse and add passages of a page; return their number."""
    analysed = [(draft, _analyse(draft)) for draft in drafts]
    count_passages(analysis for _, analysis in analysed)
    rows = [_row(page, draft, analysis) for draft, analysis in analysed]
    search_engine().index(Passage.objects.bulk_create(rows, batch_size=_BATCH_SIZE))
    return len(rows)


@transaction.atomic
def rebuild_index() -> int:
    """Rebuild the index from the published pages; return its number of passages.

    In one transaction: concurrent searches use the old index.
    """
    Passage.objects.all().delete()
    clear_counts()
    search_engine().clear()
    pages = Page.objects.live().specific().iterator(chunk_size=100)
    return sum(add_passages(page=page, drafts=_drafts(page)) for page in pages)


def _drafts(page: Page) -> Sequence[PassageDraft]:
    """Return the passages of a page; none, with an entry in the log, if its texts can't be read.

    A page is then published without being found, and does not keep others out of the index.
    """
    try:
        return list(passages_of(page))
    except DatabaseError:
        raise
    except Exception:
        logger.exception("Page %s is not in the search index: its texts can't be read.", page.pk)
        return []


def _analyse(passage: PassageDraft | Passage) -> Analysis:
    if passage.kind in TRANSCRIPT_KINDS:
        return analyse(passage.text)
    # A title describes the subject better than the text, so its words count twice.
    return analyse(f"{passage.title}. {passage.title}. {passage.text}")


def _row(page: Page, draft: PassageDraft, analysis: Analysis) -> Passage:
    values = asdict(draft) | {"title": draft.title[:255]}
    return Passage(page=page, **values, stems=" ".join(analysis.stems), parts=" ".join(analysis.parts))
