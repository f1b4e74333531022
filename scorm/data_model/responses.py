"""Formats of an interaction's response and correct patterns, by type (SCORM 2004 RTE 4.2.9.1-2).

SCORM 1.2 has formats too, but real 1.2 content writes whole sentences where a letter is required; there the
run-time and this system store what was written, within its length.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from scorm.data_model.elements import Check, number, text

_LANGUAGE = re.compile(r"\{lang=([a-zA-Z]{1,8}|i|x)(-[a-zA-Z0-9-]{2,8})?\}", re.ASCII)
_MODIFIER = re.compile(r"\{(case_matters|order_matters)=(true|false)\}", re.ASCII)

_is_identifier = text(4_000)


def _is_localized(longest: int) -> Check:
    """Return a check for text with an optional `{lang=…}` before it (RTE 4.1.1.2), which must be valid."""

    def check(value: str) -> bool:
        tag = _LANGUAGE.match(value)
        if tag is None and value.startswith("{lang="):
            return False
        return len(value) - (tag.end() if tag else 0) <= longest

    return check


def _is_pair(value: str) -> bool:
    """Return whether a value is source[.]target of a matching."""
    source, separator, target = value.partition("[.]")
    return bool(source and separator and target)


def _is_step(value: str) -> bool:
    """Return whether a value is step_name[.]step_answer of a performance; one of them may be missing."""
    name, _, answer = value.partition("[.]")
    return bool(name or answer)


def _is_number(value: str) -> bool:
    return number(value) is not None


def _is_range(value: str) -> bool:
    """Return whether a value is min[:]max of a numeric pattern, either open, or the number itself."""
    bounds = value.split("[:]")
    return len(bounds) <= 2 and all(bound == "" or _is_number(bound) for bound in bounds)


@dataclass(frozen=True)
class Format:
    """The format of one interaction type's answers."""

    element: Check
    #: how many elements an answer may have, separated by `[,]`
    most: int = 1
    are_distinct: bool = False
    #: whether only one correct pattern is allowed
    has_one_pattern: bool = False

    def holds(self, value: str) -> bool:
        elements = value.split("[,]") if self.most > 1 else [value]
        if len(elements) > self.most or (self.are_distinct and len(set(elements)) < len(elements)):
            return False
        return all(self.element(element) for element in elements)


RESPONSE_FORMATS: Mapping[str, Format] = {
    "true-false": Format(lambda value: value in {"true", "false"}, has_one_pattern=True),
    "choice": Format(_is_identifier, most=36, are_distinct=True),
    "fill-in": Format(_is_localized(250), most=10),
    "long-fill-in": Format(_is_localized(4_000)),
    "matching": Format(_is_pair, most=36),
    "performance": Format(_is_step, most=250),
    "sequencing": Format(_is_identifier, most=36),
    "likert": Format(_is_identifier, has_one_pattern=True),
    "numeric": Format(_is_number, has_one_pattern=True),
    "other": Format(text(4_000), has_one_pattern=True),
}
_NUMERIC_PATTERN = Format(_is_range)


def holds_response(kind: str, value: str) -> bool:
    """Return whether cmi.interactions.n.learner_response of this type may be `value`."""
    return kind in RESPONSE_FORMATS and RESPONSE_FORMATS[kind].holds(value)


def holds_pattern(kind: str, value: str) -> bool:
    """Return whether cmi.interactions.n.correct_responses.n.pattern of this type may be `value`."""
    if kind not in RESPONSE_FORMATS:
        return False
    while modifier := _MODIFIER.match(value):
        value = value[modifier.end() :]
    return (_NUMERIC_PATTERN if kind == "numeric" else RESPONSE_FORMATS[kind]).holds(value)


def allows_pattern_number(kind: str, index: int) -> bool:
    """Return whether an interaction of this type may have a correct pattern with that index, from 0."""
    return kind in RESPONSE_FORMATS and (index == 0 or not RESPONSE_FORMATS[kind].has_one_pattern)
