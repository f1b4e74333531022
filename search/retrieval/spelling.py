"""Suggestions for misspelt queries, from the words of the index."""

from collections.abc import Callable
from functools import lru_cache

from symspellpy import SymSpell, Verbosity

from search.analysis.analyser import content_tokens, word_stems
from search.analysis.query_parser import MAX_QUERY_LENGTH
from search.analysis.tokens import Token, compose, normalise
from search.enums import TermKind
from search.models import IndexTotals, Term

_SHORTEST_WORD = 4
_LONG_WORD = 8
_MAX_TRIED = 5


def suggestion_for(text: str, is_findable: Callable[[str], bool]) -> str | None:
    """Return the query with its unknown words replaced by similar known ones, None when there are none.

    It is only suggested, since the vocabulary lacks names and new words. `is_findable` returns whether the
    person may open a page with a word: the vocabulary is that of all pages.
    """
    text = compose(text[:MAX_QUERY_LENGTH])
    unknown = _tokens_not_indexed(list(content_tokens(text)))
    if not unknown:
        return None
    suggested, at = "", 0
    for token in unknown:
        closest = _closest(token.text, is_findable)
        if closest:
            suggested += text[at : token.start] + closest
            at = token.end
    return suggested + text[at:] if at else None


def _tokens_not_indexed(tokens: list[Token]) -> list[Token]:
    """Return the tokens whose word the index has neither as it is nor by its stem, in the same order.

    Words that are shorter than `_SHORTEST_WORD` or contain digits are left out, as if they were indexed.
    """
    words = {token.text for token in tokens if len(token.text) >= _SHORTEST_WORD and token.text.isalpha()}
    stems = {word_stems(word).stem for word in words}
    indexed = Term.objects.filter(kind=TermKind.TOKEN, text__in=stems).values_list("kind", "text")
    written = Term.objects.filter(kind=TermKind.WORD, normalised__in=words).values_list("kind", "normalised")
    known = set(indexed.union(written, all=True))
    return [
        token
        for token in tokens
        if token.text in words
        and (TermKind.WORD, token.text) not in known
        and (TermKind.TOKEN, word_stems(token.text).stem) not in known
    ]


def _closest(word: str, is_findable: Callable[[str], bool]) -> str | None:
    """Return the nearest word; among equals one that differs in diacritics only, else the most frequent."""
    distance = 2 if len(word) >= _LONG_WORD else 1
    totals = IndexTotals.objects.first() or IndexTotals()
    candidates = _speller(totals.version).lookup(word, Verbosity.CLOSEST, distance)
    candidates.sort(key=lambda item: (item.distance, normalise(item.term) != normalise(word), -item.count))
    return next((item.term for item in candidates[:_MAX_TRIED] if is_findable(item.term)), None)


@lru_cache(maxsize=1)
def _speller(version: int) -> SymSpell:
    """Return a spelling dictionary of the index's vocabulary, cached by version of the index."""
    speller = SymSpell(max_dictionary_edit_distance=2)
    words = Term.objects.filter(kind=TermKind.WORD, passages__gt=0).values_list("text", "passages")
    for text, passages in words.iterator():
        if len(text) >= _SHORTEST_WORD and text.isalpha():
            speller.create_dictionary_entry(text, passages)
    return speller
