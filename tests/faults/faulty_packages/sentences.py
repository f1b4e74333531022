"""Checks of sentences for trainers: full, plain, and with a next step."""

from __future__ import annotations

import unicodedata

from django.utils import translation

from content_import.enums import ProblemCode
from content_import.health.advice import ADVICE
from content_import.health.enums import FindingCode

#: phrases of a next step for a trainer; each sentence about a fault has one of them
IN_ENGLISH = (
    "Choose",
    "Divide",
    "Export",
    "Give",
    "Leave",
    "Make",
    "must be",
    "Pack",
    "Put",
    "Remove",
    "Rename",
    "Shorten",
    "Unpack",
    "Add",
    "Write",
)
IN_SWEDISH = (
    "Välj",
    "Dela",
    "Exportera",
    "Ge ",
    "Lämna",
    "Utelämna",
    "Gör",
    "måste vara",
    "ska vara",
    "Packa",
    "Lägg",
    "Ta bort",
    "Byt",
    "Döp",
    "Korta",
    "Skriv",
)
#: what no trainer can act on
SYSTEM_WORDS = ("Error", "Exception", "Traceback", "Errno", "codec", "CRC", "None", "0x", "offset", "fel:")


def in_both_languages(code: ProblemCode | FindingCode) -> tuple[str, str]:
    """Return the code's sentence, or a finding's advice, in English and in Swedish, its places unfilled."""
    words = ADVICE[code] if isinstance(code, FindingCode) else code.label
    found = []
    for language in ("en", "sv"):
        with translation.override(language):
            found.append(str(words))
    return found[0], found[1]


def has_a_next_step(code: ProblemCode | FindingCode) -> bool:
    """Return whether both sentences are complete, differ, and have a next step."""
    english, swedish = in_both_languages(code)
    has_verb = has_any(english, IN_ENGLISH) and has_any(swedish, IN_SWEDISH)
    is_whole = english.endswith(".") and swedish.endswith(".")
    is_plain = not any(word in english or word in swedish for word in SYSTEM_WORDS)
    return has_verb and is_whole and is_plain and english != swedish


def has_any(sentence: str, verbs: tuple[str, ...]) -> bool:
    return any(verb.casefold() in sentence.casefold() for verb in verbs)


def is_shown_clean(message: str) -> bool:
    """Return whether a filled sentence can be shown on a page: printable, no empty placeholder, not long."""
    has_control = any(unicodedata.category(char).startswith("C") for char in message)
    return not has_control and "%(" not in message and len(message) < 700
