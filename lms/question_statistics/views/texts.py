"""Readable texts of questions and answers, as far as the content provides them."""

import re
from urllib.parse import unquote

from django.utils.translation import gettext as _

from scorm.api import split_response

#: prefixes of identifiers by authoring tools
_PREFIX = re.compile(r"^urn:[a-z0-9-]+:", re.ASCII | re.IGNORECASE)
MAX_LENGTH = 160


def readable(identifier: str) -> str:
    """Return an identifier as words: "urn:scormdriver:Ja%2C_alltid" is "Ja, alltid"."""
    bare = unquote(_PREFIX.sub("", identifier)).replace("_", " ").strip()
    return shortened(bare or identifier)


def shortened(text: str) -> str:
    return text if len(text) <= MAX_LENGTH else f"{text[: MAX_LENGTH - 1]}…"


def question_words(identifier: str, wording: str, number: int) -> str:
    """Return the text of the question, else its readable identifier, else its number."""
    if wording:
        return shortened(wording)
    if identifier.startswith("#"):
        return _("Question %(number)s") % {"number": number}
    return readable(identifier)


def answer_words(kind: str, answer: str) -> str:
    """Return the text of an answer in the notation of `scorm.data_model.response_text`; "" is any other."""
    if not answer:
        return _("Another answer")
    if kind == "true-false":
        return {"true": _("True"), "false": _("False")}.get(answer, readable(answer))
    if kind == "numeric":
        return _range_words(answer)
    parts = [" → ".join(readable(word) for word in part) for part in split_response(answer)]
    return shortened((" → " if kind == "sequencing" else ", ").join(parts) or readable(answer))


def _range_words(answer: str) -> str:
    """Return a number, or a range whose ends may be open."""
    lowest, is_range, highest = answer.partition("[:]")
    if not is_range or lowest == highest:
        return lowest
    if not lowest:
        return _("at most %(number)s") % {"number": highest}
    if not highest:
        return _("at least %(number)s") % {"number": lowest}
    return _("%(lowest)s to %(highest)s") % {"lowest": lowest, "highest": highest}
