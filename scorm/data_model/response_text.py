"""Responses and patterns of both standards in one notation, and split into their elements.

The notation is SCORM 2004's (RTE 4.2.9.1), which xAPI adopted (xAPI 1.0.3 Data, 2.4.4.1): `[,]` between
elements, `[.]` within a pair, `[:]` between the ends of a range. SCORM 1.2 writes commas, dots and braces.
"""

import re

from scorm.enums import PackageStandard

#: types that learners answer in their own words, which may name anybody
FREE_TEXT = frozenset({"fill-in", "long-fill-in", "performance", "other", ""})
#: types whose answers do not depend on the order of their elements
_UNORDERED = frozenset({"choice", "matching"})
_TRUTHS = {"true": "true", "t": "true", "1": "true", "false": "false", "f": "false", "0": "false"}
_MODIFIERS = re.compile(r"^(\{(case_matters|order_matters|lang)=[^}]*\})+", re.ASCII)
_PAIR_12 = re.compile(r"^(.*?)[.](.*)$", re.DOTALL)


def to_2004_notation(standard: str, kind: str, value: str) -> str:
    """Return a response or pattern of either standard in the notation of 2004, without its modifiers."""
    bare = _MODIFIERS.sub("", value) if kind != "other" else value
    if kind == "true-false":
        return _TRUTHS.get(bare.strip().lower(), bare)
    if standard != PackageStandard.SCORM_12:
        return bare
    if kind in {"choice", "sequencing"}:
        return "[,]".join(_parts_12(bare))
    if kind == "matching":
        return "[,]".join(_PAIR_12.sub(r"\1[.]\2", part) for part in _parts_12(bare))
    return bare


def split_response(value: str) -> list[tuple[str, ...]]:
    """Return the elements of a value in the notation of 2004, a pair as two texts."""
    return [tuple(part.split("[.]")) for part in value.split("[,]") if part]


def comparable(kind: str, value: str) -> str:
    """Return a value in the notation of 2004 so that equal answers are equal: unordered elements sorted."""
    if kind not in _UNORDERED:
        return value
    return "[,]".join(sorted(part for part in value.split("[,]") if part))


def _parts_12(value: str) -> list[str]:
    return [part.strip() for part in value.strip().strip("{}").split(",") if part.strip()]
