"""Spellings and synonyms of job titles."""

import unicodedata
from collections import Counter
from collections.abc import Iterable

#: Titles with the same meaning, the usual one first, in lower case; Swedish care has few others.
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
    """Return a key that is equal for titles with the same meaning, ignoring case, spaces and synonyms.

    The key of an empty title is empty.
    """
    plain = " ".join(unicodedata.normalize("NFC", title).split()).casefold()
    return _USUAL.get(plain, plain)


def distinct_titles(titles: Iterable[str]) -> list[str]:
    """Return one spelling of each title but the empty one, the most common spelling, by name."""
    spellings: dict[str, Counter[str]] = {}
    for title in titles:
        if not title_key(title):
            continue
        spellings.setdefault(title_key(title), Counter())[title] += 1
    return sorted(min(counts, key=lambda title: (-counts[title], title)) for counts in spellings.values())
