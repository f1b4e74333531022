"""Finding the words of the glossary in a text, and difficult words that it lacks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

#: endings of Swedish nouns, adjectives and verbs, and of abbreviations after a colon
_SWEDISH_ENDINGS = (
    "arnas|ernas|ornas|arna|erna|orna|ande|ens|ets|ers|ars|ors|nas|en|et|er|ar|or|na|ns|ts|as|n|t|a|s|r"
)
_ENDINGS = {"sv": _SWEDISH_ENDINGS, "en": "es|ing|ed|s"}
_COLON = ":[a-zåäö]{1,4}"
#: a shorter word is matched without endings: "vår" is not "vårar"
MIN_INFLECTED = 4
#: letters of a word that is worth explaining, if it is no common one
MIN_LONG = 15
_LONG = re.compile(rf"[^\W\d_]{{{MIN_LONG},}}")
_ABBREVIATION = re.compile(r"(?<![\w-])[A-ZÅÄÖ]{2,5}(?![\w-])")


@dataclass(frozen=True)
class Word:
    """A word of the glossary, by its forms. The first one is shown."""

    forms: tuple[str, ...]
    explanation: str
    language: str = "sv"
    #: whether it is of a municipality, and so replaces a shared one of the same form
    is_own: bool = False

    @property
    def term(self) -> str:
        return self.forms[0]

    def found_in(self, text: str, folded: str) -> re.Match[str] | None:
        """Return the first place of any form in the text; `folded` is the text in lower case."""
        present = [form for form in self.forms if form.lower() in folded]
        places = (re.search(_pattern(form, self.language), text) for form in present)
        return min((place for place in places if place), key=lambda place: place.start(), default=None)


@dataclass(frozen=True)
class FoundWord:
    """A word of the glossary in a text: `found` is what stands there first."""

    term: str
    explanation: str
    found: str
    start: int


def find_words(text: str, words: Iterable[Word]) -> list[FoundWord]:
    """Return the words that the text has, in its order; a municipality's own replace shared ones."""
    folded = text.lower()
    found: dict[str, FoundWord] = {}
    for word in sorted(words, key=lambda word: word.is_own):
        if place := word.found_in(text, folded):
            found[word.term.lower()] = FoundWord(word.term, word.explanation, place[0], place.start())
    return sorted(found.values(), key=lambda each: each.start)


def missing_words(text: str, words: Iterable[Word]) -> list[str]:
    """Return long words and abbreviations of the text that no word of the glossary explains, in its order."""
    explained = list(words)
    found = dict.fromkeys(each[0] for each in sorted(_difficult(text), key=lambda each: each.start()))
    return [word for word in found if not any(each.found_in(word, word.lower()) for each in explained)]


def _difficult(text: str) -> Iterator[re.Match[str]]:
    seen: set[str] = set()
    for pattern in (_LONG, _ABBREVIATION):
        for match in pattern.finditer(text):
            key = match[0] if match[0].isupper() else match[0].lower()[:MIN_LONG]
            if key not in seen:
                seen.add(key)
                yield match


def _pattern(form: str, language: str) -> str:
    endings = _ENDINGS.get(language, "")
    inflected = f"|{endings}" if endings and len(form) >= MIN_INFLECTED and not form.isupper() else ""
    case = "" if form.isupper() else "(?i:"
    closed = ")" if case else ""
    return rf"(?<![\w-]){case}{re.escape(form)}(?:{_COLON}{inflected})?{closed}(?![\w-])"
