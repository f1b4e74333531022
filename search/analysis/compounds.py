"""Splitting of Swedish compounds: "hemsjukvården" is hem + sjuk + vård."""

from collections.abc import Iterator
from functools import lru_cache

from search.analysis.base_forms import stem
from search.analysis.care_words import NEVER_FIRST, NEVER_LAST, NEVER_SPLIT, TRUSTED_SHORT_PARTS
from search.analysis.lexicon import SHORTEST_PART, Lexicon, swedish_lexicon
from search.analysis.stems import snowball

_SHORTEST_COMPOUND = 6
_LONGEST_COMPOUND = 40
_MAX_PARTS = 4
_TRUSTED_LENGTH = 4
_NEVER_SPLIT_STEMS = frozenset(snowball(word) for word in NEVER_SPLIT)


@lru_cache(maxsize=100_000)
def compound_parts(word: str) -> tuple[str, ...]:
    """Return the stems of a compound's parts, () for a word that is none."""
    if len(word) > _LONGEST_COMPOUND or not word.isalpha():
        return ()
    parts = _split(word, stem(word), swedish_lexicon(), _MAX_PARTS)
    return parts if len(parts) > 1 else ()


def _split(
    word: str, whole_stem: str, lexicon: Lexicon, max_parts: int, *, is_first_part: bool = False
) -> tuple[str, ...]:
    """Split the word at its longest first part, then split both parts again.

    With `is_first_part` the word is itself a first part of a compound, so its last part may have the form
    of a first part ("munhälso").
    """
    if max_parts < 2 or len(word) < _SHORTEST_COMPOUND or whole_stem in _NEVER_SPLIT_STEMS:
        return (whole_stem,)
    for head, tail in _cuts(word):
        first = lexicon.first_parts.get(head)
        if (
            first is None
            or head in NEVER_FIRST
            or tail in NEVER_LAST
            or not (_is_trusted(head) and _is_trusted(tail))
        ):
            continue
        last = stem(tail)
        if last not in lexicon.last_stems:
            if not is_first_part or tail not in lexicon.first_parts:
                continue
            last = lexicon.first_parts[tail]
        tail_parts = _split(tail, last, lexicon, max_parts - 1, is_first_part=is_first_part)
        return (*_split(head, first, lexicon, max_parts - len(tail_parts), is_first_part=True), *tail_parts)
    return (whole_stem,)


def _is_trusted(part: str) -> bool:
    return len(part) >= _TRUSTED_LENGTH or part in TRUSTED_SHORT_PARTS


def _cuts(word: str) -> Iterator[tuple[str, str]]:
    for at in range(len(word) - SHORTEST_PART, SHORTEST_PART - 1, -1):
        head, tail = word[:at], word[at:]
        yield head, tail
        if head[-1] == head[-2] != tail[0]:  # "natt" + "tillsyn" is written "nattillsyn"
            yield head, head[-1] + tail
