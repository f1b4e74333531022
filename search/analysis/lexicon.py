"""The lexicon of the compound splitter: hunspell-sv, read once per process.

Flags of the dictionary mark the places of words in compounds (sv_SE.aff): X first, U middle, Y last, Z only
in compounds. Affix rules that make compound forms from a base word ("gata" gives "gatu") are applied; the
stemmer covers the others. The dictionary lacks X for many nouns ("fall", "hud"), so last parts are accepted
as first parts too.
"""

import re
import sysconfig
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from search.analysis.care_words import FIRST_PARTS, LAST_PARTS, TRUSTED_SHORT_PARTS
from search.analysis.stems import snowball as stem

_BEGIN, _MIDDLE, _END, _COMPOUND_ONLY = "XUYZ"
SHORTEST_PART = 3
_SHORTEST_WITH_LINKING_S = 6


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The first parts of compounds with the stems of their base words, and the stems of last parts.

    `words_in_a` are the base words in -a, whose definite form in -an Snowball does not reduce.
    """

    first_parts: dict[str, str]
    last_stems: frozenset[str]
    words_in_a: frozenset[str]


class _Rule(NamedTuple):
    strip: str
    add: str
    applies_to: re.Pattern[str]


class _Entry(NamedTuple):
    word: str
    flags: str

    def has_any(self, *flags: str) -> bool:
        return any(flag in self.flags for flag in flags)


@lru_cache(maxsize=1)
def swedish_lexicon() -> Lexicon:
    """Return the lexicon; the first call reads the dictionary, about 0.6 s."""
    folder = Path(sysconfig.get_path("data")) / "share" / "hunspell"
    with (folder / "sv_SE.aff").open(encoding="utf-8") as file:
        rules = _compound_rules(file)
    with (folder / "sv_SE.dic").open(encoding="utf-8") as file:
        next(file)  # the number of entries
        return _build(_entries(file), rules)


def _build(entries: Iterable[_Entry], rules: dict[str, list[_Rule]]) -> Lexicon:
    last_stems = {stem(word) for word in LAST_PARTS}
    first_parts: dict[str, str] = {}
    words_in_a = {word for word in LAST_PARTS if word.endswith("a")}
    compound_only = []
    for entry in entries:
        if entry.has_any(_COMPOUND_ONLY):
            compound_only.append(entry)
            continue
        word, base = entry.word, stem(entry.word)
        if entry.has_any(_END):
            last_stems.add(base)
            if word.endswith("a"):
                words_in_a.add(word)
            if len(word) >= _SHORTEST_WITH_LINKING_S:
                first_parts.setdefault(f"{word}s", base)
        if entry.has_any(_BEGIN, _MIDDLE, _END):
            first_parts[word] = base
        for form in _forms(entry, rules):
            first_parts.setdefault(form, base)
    for entry in compound_only:
        if entry.has_any(_BEGIN, _MIDDLE):
            first_parts.setdefault(entry.word, _stem_of_base(entry.word, last_stems))
    first_parts |= {form: stem(base) for form, base in FIRST_PARTS.items()}
    first_parts |= {part: stem(part) for part in TRUSTED_SHORT_PARTS}
    return Lexicon(first_parts, frozenset(last_stems), frozenset(words_in_a))


def _entries(lines: Iterable[str]) -> Iterator[_Entry]:
    """Yield the entries in lower case; names and abbreviations give more wrong splits than right ones."""
    for line in lines:
        word, _, flags = line.split("\t")[0].strip().partition("/")
        if len(word) >= SHORTEST_PART and word.isalpha() and word.islower():
            yield _Entry(word, flags)


def _compound_rules(lines: Iterable[str]) -> dict[str, list[_Rule]]:
    """Return the suffix rules whose results may be first or middle parts of compounds."""
    rules: dict[str, list[_Rule]] = {}
    for line in lines:
        match line.split():
            case ["SFX", flag, strip, addition, condition, *_] if "/" in addition:
                add, _, flags = addition.partition("/")
                if _BEGIN in flags or _MIDDLE in flags:
                    ending = re.compile(f"{condition}$")
                    rules.setdefault(flag, []).append(
                        _Rule(strip.replace("0", ""), add.replace("0", ""), ending)
                    )
    return rules


def _forms(entry: _Entry, rules: dict[str, list[_Rule]]) -> Iterator[str]:
    for flag in entry.flags:
        for strip, add, applies_to in rules.get(flag, ()):
            if entry.word.endswith(strip) and applies_to.search(entry.word):
                yield entry.word.removesuffix(strip) + add


def _stem_of_base(form: str, last_stems: set[str]) -> str:
    """Return the stem of the base word of a compound form: "arbetar" stands for "arbetare"."""
    for base in (form, f"{form}a", f"{form}e", f"{form[:-1]}a", f"{form[:-1]}e", form[:-1]):
        if (candidate := stem(base)) in last_stems:
            return candidate
    return stem(form)
