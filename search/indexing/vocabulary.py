"""The vocabulary of the index: counts of terms, words that differ in diacritics, synonyms."""

import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db import connection
from django.db.models import F

from search.analysis.analyser import Analysis, content_tokens, word_stems
from search.analysis.tokens import compose, normalise
from search.enums import TermKind
from search.models import IndexTotals, Synonym, Term

_BATCH_SIZE = 200
_ADD_COUNTS = """
INSERT INTO search_term (kind, text, normalised, passages) VALUES {rows}
ON CONFLICT (kind, text) DO UPDATE SET passages = search_term.passages + excluded.passages
"""
_MAX_SPELLINGS = 8


class IndexVocabulary:
    """The vocabulary in the database."""

    def words_normalised_alike(self, words: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """Return, for each word, the index's words that differ in diacritics only, most frequent first."""
        alike: dict[str, list[str]] = defaultdict(list)
        terms = Term.objects.filter(kind=TermKind.WORD, normalised__in=list(words)).exclude(
            text=F("normalised")
        )
        for term in terms.order_by("-passages", "text"):
            if len(alike[term.normalised]) < _MAX_SPELLINGS:
                alike[term.normalised].append(term.text)
        return alike

    def synonyms(self, words: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """Return the synonyms of each word, and of expressions that begin with it."""
        stems = {word: word_stems(word).stem for word in words}
        query_stems = set(stems.values())
        meaning: dict[str, list[str]] = defaultdict(list)
        for synonym in Synonym.objects.all():
            for expression, others in _directions(synonym):
                expected = _stems(expression)
                if expected and query_stems.issuperset(expected):
                    first = next(word for word, stem in stems.items() if stem == expected[0])
                    meaning[first].extend(others)
        return meaning


def count_passages(analyses: Iterable[Analysis], *, sign: int = 1) -> None:
    """Add passages to the counts, or subtract them (`sign` -1), within the caller's transaction.

    The row of totals is locked first, which serialises concurrent publications.
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


def clear_counts() -> None:
    """Empty the vocabulary before the index is rebuilt."""
    Term.objects.all().delete()
    IndexTotals.objects.update_or_create(
        pk=1, defaults={"passages": 0, "tokens": 0, "version": _new_version()}
    )


def _new_version() -> int:
    """Return a random number: a cache from a rolled-back version must not match a later one."""
    return secrets.randbits(62)


def _add_counts(counts: Mapping[tuple[str, str], int], sign: int) -> None:
    rows = [
        (kind, text, normalise(text) if kind == TermKind.WORD else "", sign * count)
        for (kind, text), count in sorted(counts.items())
    ]
    with connection.cursor() as cursor:
        for at in range(0, len(rows), _BATCH_SIZE):
            batch = rows[at : at + _BATCH_SIZE]
            sql = _ADD_COUNTS.format(rows=", ".join(["(%s, %s, %s, %s)"] * len(batch)))
            cursor.execute(sql, [value for row in batch for value in row])


def _directions(synonym: Synonym) -> Iterable[tuple[str, list[str]]]:
    yield synonym.expression, synonym.meanings
    if not synonym.one_way:
        for meaning in synonym.meanings:
            yield meaning, [synonym.expression]


def _stems(expression: str) -> list[str]:
    return [word_stems(token.text).stem for token in content_tokens(compose(expression))]
