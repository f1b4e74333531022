"""Readable texts of questions and answers, as far as the content provides them."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from urllib.parse import unquote

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from scorm.api import split_response

#: prefixes of identifiers by authoring tools
_PREFIX = re.compile(r"^urn:[a-z0-9-]+:", re.ASCII | re.IGNORECASE)
MAX_LENGTH = 160
#: longer than any question made on the site
MAX_WORDING = 4_000


def readable(identifier: str) -> str:
    """Return an identifier as words: "urn:scormdriver:Ja%2C_alltid" is "Ja, alltid"."""
    bare = unquote(_PREFIX.sub("", identifier)).replace("_", " ").strip()
    return shortened(bare or identifier)


def shortened(text: str) -> str:
    return text if len(text) <= MAX_LENGTH else f"{text[: MAX_LENGTH - 1]}…"


def number_words(number: str, unit: str = "") -> str:
    """Return a number as the language writes it, with its unit."""
    try:
        written = number_format(Decimal(number))
    except InvalidOperation:
        return number
    return f"{written} {unit}" if unit else written


def question_words(identifier: str, wording: str, number: int) -> str:
    """Return the text of the question, else its readable identifier, else its number."""
    if wording:
        return wording[:MAX_WORDING]
    if identifier.startswith("#"):
        return _("Question %(number)s") % {"number": number}
    return readable(identifier)


def answer_words(kind: str, answer: str, texts: Mapping[str, str], unit: str = "") -> str:
    """Return the text of an answer in the notation of `scorm.data_model.response_text`; "" is any other.

    `texts` are those of a native question by number (`courses.packages.wording`).
    """
    if not answer:
        return _("Another answer")
    if kind == "true-false":
        return {"true": _("True"), "false": _("False")}.get(answer, readable(answer))
    if kind == "numeric":
        return _range_words(answer, unit)
    if texts:
        return _joined(kind, answer, texts.__getitem__)
    return shortened(_joined(kind, answer, readable) or readable(answer))


def _joined(kind: str, answer: str, words_of: Callable[[str], str]) -> str:
    elements = [" → ".join(map(words_of, element)) for element in split_response(answer)]
    return (" → " if kind == "sequencing" else ", ").join(elements)


def _range_words(answer: str, unit: str) -> str:
    """Return a number, or a range whose ends may be open."""
    lowest, is_range, highest = answer.partition("[:]")
    if not is_range or lowest == highest:
        return number_words(lowest, unit)
    if not lowest:
        return _("at most %(number)s") % {"number": number_words(highest, unit)}
    if not highest:
        return _("at least %(number)s") % {"number": number_words(lowest, unit)}
    ends = {"lowest": number_words(lowest), "highest": number_words(highest, unit)}
    return _("%(lowest)s to %(highest)s") % ends
