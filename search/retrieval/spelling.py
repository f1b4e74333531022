"""What someone may have meant: words of the index that are spelt almost like what was typed."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from symspellpy import SymSpell, Verbosity

from search.analysis.analyser import content_tokens, forms
from search.analysis.queries import LONGEST_QUERY
from search.analysis.tokens import Token, fold, normalise
from search.enums import TermKind
from search.models import IndexTotals, Term

_SHORTEST_WORD = 4
_LONG_WORD = 8
_MOST_TRIED = 5


def suggestion_for(text: str, is_findable: Callable[[str], bool]) -> str | None:
    """Return the query with its unknown words replaced by known ones, or nothing when none is close.

    Suggested, never searched for unasked: names and new words are not in any vocabulary. `is_findable` says
    whether a word leads the one who asks anywhere: the vocabulary is of every page, open to them or not.
    """
    text = normalise(text[:LONGEST_QUERY])
    unknown = _unknown(list(content_tokens(text)))
    if not unknown:
        return None
    suggested, at = "", 0
    for token in unknown:
        closest = _closest(token.text, is_findable)
        if closest:
            suggested += text[at : token.start] + closest
            at = token.end
    return suggested + text[at:] if at else None


def _unknown(tokens: list[Token]) -> list[Token]:
    words = {token.text for token in tokens if len(token.text) >= _SHORTEST_WORD and token.text.isalpha()}
    stems = {forms(word).stem: word for word in words}
    known = set(Term.objects.filter(kind=TermKind.TOKEN, text__in=stems).values_list("text", flat=True))
    folded = set(Term.objects.filter(kind=TermKind.WORD, fold__in=words).values_list("fold", flat=True))
    return [t for t in tokens if t.text in words - folded and forms(t.text).stem not in known]


def _closest(word: str, is_findable: Callable[[str], bool]) -> str | None:
    """Return the nearest word; among equals one that differs in marks only, else the commonest."""
    distance = 2 if len(word) >= _LONG_WORD else 1
    totals = IndexTotals.objects.first() or IndexTotals()
    found = _speller(totals.version).lookup(word, Verbosity.CLOSEST, distance)
    found.sort(key=lambda item: (item.distance, fold(item.term) != fold(word), -item.count))
    return next((item.term for item in found[:_MOST_TRIED] if is_findable(item.term)), None)


@lru_cache(maxsize=1)
def _speller(version: int) -> SymSpell:
    """Return a speller over the vocabulary of that version of the index; kept until the index changes."""
    speller = SymSpell(max_dictionary_edit_distance=2)
    words = Term.objects.filter(kind=TermKind.WORD, passages__gt=0).values_list("text", "passages")
    for text, passages in words.iterator():
        if len(text) >= _SHORTEST_WORD and text.isalpha():
            speller.create_dictionary_entry(text, passages)
    return speller
