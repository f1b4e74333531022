"""Job titles as people write them, and which of them mean the same."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable

#: Titles that mean the same, the usual one first. Written in lower case; Swedish care has few others.
SYNONYMS: tuple[tuple[str, ...], ...] = (
    ("undersköterska", "usk", "uska", "und.sköterska", "undersköterska (usk)"),
    ("vårdbiträde", "vbtr", "vb", "vårdbitr.", "vårdbiträde (vb)"),
    (
        "sjuksköterska",
        "ssk",
        "leg. sjuksköterska",
        "leg sjuksköterska",
        "legitimerad sjuksköterska",
        "sjuksköterska (ssk)",
    ),
    ("enhetschef", "ec", "enhetschef (ec)"),
    ("arbetsterapeut", "at", "leg. arbetsterapeut", "leg arbetsterapeut", "legitimerad arbetsterapeut"),
    (
        "fysioterapeut",
        "ft",
        "sjukgymnast",
        "leg. fysioterapeut",
        "leg fysioterapeut",
        "legitimerad fysioterapeut",
    ),
    ("medicinskt ansvarig sjuksköterska", "mas"),
    ("stödassistent", "stödass.", "stödass"),
    ("boendestödjare", "boendestöd"),
)

_USUAL = {title: titles[0] for titles in SYNONYMS for title in titles}


def title_key(title: str) -> str:
    """Return the text that is equal for titles that mean the same: case, spaces and synonyms apart.

    An empty title keeps being empty.
    """
    plain = " ".join(unicodedata.normalize("NFC", title).split()).casefold()
    return _USUAL.get(plain, plain)


def distinct_titles(titles: Iterable[str]) -> list[str]:
    """Return one spelling of each title but the empty one, the most common spelling, by name."""
    found: dict[str, Counter[str]] = {}
    for title in titles:
        if not title_key(title):
            continue
        found.setdefault(title_key(title), Counter())[title] += 1
    return sorted(min(counts, key=lambda title: (-counts[title], title)) for counts in found.values())
