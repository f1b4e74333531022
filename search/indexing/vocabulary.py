"""The words of the index: their rarity, their like without marks, their synonyms."""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db import connection
from django.db.models import F

from search.analysis.analyser import Analysis, content_tokens, forms
from search.analysis.tokens import fold, normalise
from search.enums import TermKind
from search.models import IndexTotals, Synonym, Term
from search.retrieval.ranking import Statistics

_ROWS_A_STATEMENT = 200
_ADD = """
INSERT INTO search_term (kind, text, fold, passages) VALUES {rows}
ON CONFLICT (kind, text) DO UPDATE SET passages = search_term.passages + excluded.passages
"""
_MOST_LIKE = 8


class IndexVocabulary:
    """What queries ask of the index's words, answered from the database."""

    def words_with_same_fold(self, words: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """Return the index's words that differ from those given in marks only, most used first."""
        alike: dict[str, list[str]] = defaultdict(list)
        terms = Term.objects.filter(kind=TermKind.WORD, fold__in=list(words)).exclude(text=F("fold"))
        for term in terms.order_by("-passages", "text"):
            if len(alike[term.fold]) < _MOST_LIKE:
                alike[term.fold].append(term.text)
        return alike

    def synonyms(self, words: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """Return what means the same as each word, or as an expression that begins with it."""
        stems = {word: forms(word).stem for word in words}
        asked = set(stems.values())
        meaning: dict[str, list[str]] = defaultdict(list)
        for synonym in Synonym.objects.all():
            for expression, others in _directions(synonym):
                expected = _stems(expression)
                if expected and asked.issuperset(expected):
                    first = next(word for word, stem in stems.items() if stem == expected[0])
                    meaning[first].extend(others)
        return meaning


def statistics_for(tokens: Iterable[str]) -> Statistics:
    """Return what ranking must know to weigh these tokens."""
    totals = IndexTotals.objects.first() or IndexTotals()
    having = Term.objects.filter(kind=TermKind.TOKEN, text__in=list(tokens)).values_list("text", "passages")
    return Statistics(totals.passages, totals.tokens / (totals.passages or 1), dict(having))


def count_passages(analyses: Iterable[Analysis], *, sign: int = 1) -> None:
    """Add passages to the counts, or take them away (`sign` -1). Within the caller's transaction.

    The row of totals is locked first, so that two who publish at once take turns.
    """
    counts: Counter[tuple[str, str]] = Counter()
    passages = tokens = 0
    for analysis in analyses:
        passages += 1
        tokens += len(analysis.stems) + len(analysis.parts)
        counts.update((TermKind.WORD.value, word) for word in analysis.words)
        counts.update((TermKind.TOKEN.value, token) for token in {*analysis.stems, *analysis.parts})
    if not passages:
        return
    IndexTotals.objects.get_or_create(pk=1)
    IndexTotals.objects.filter(pk=1).update(
        passages=F("passages") + sign * passages,
        tokens=F("tokens") + sign * tokens,
        version=_new_version(),
    )
    _add_counts(counts, sign)
    if sign < 0:
        Term.objects.filter(passages__lte=0).delete()


def forget_counts() -> None:
    """Empty the vocabulary, before the index is built anew."""
    Term.objects.all().delete()
    IndexTotals.objects.update_or_create(
        pk=1, defaults={"passages": 0, "tokens": 0, "version": _new_version()}
    )


def _new_version() -> int:
    """Return a number not used before: what was kept of a change rolled back must not be used again."""
    return secrets.randbits(62)


def _add_counts(counts: Mapping[tuple[str, str], int], sign: int) -> None:
    rows = [
        (kind, text, fold(text) if kind == TermKind.WORD else "", sign * count)
        for (kind, text), count in sorted(counts.items())
    ]
    with connection.cursor() as cursor:
        for at in range(0, len(rows), _ROWS_A_STATEMENT):
            some = rows[at : at + _ROWS_A_STATEMENT]
            sql = _ADD.format(rows=", ".join(["(%s, %s, %s, %s)"] * len(some)))
            cursor.execute(sql, [value for row in some for value in row])


def _directions(synonym: Synonym) -> Iterable[tuple[str, list[str]]]:
    yield synonym.expression, synonym.meanings
    if not synonym.one_way:
        for meaning in synonym.meanings:
            yield meaning, [synonym.expression]


def _stems(expression: str) -> list[str]:
    return [forms(token.text).stem for token in content_tokens(normalise(expression))]
