"""ASCII slugs of pages, modules and themes, for URLs, headers and file names."""

import itertools
from collections.abc import Collection

from django.db.models import CheckConstraint, Q
from wagtail.coreutils import cautious_slugify

#: what `SlugField` accepts without Unicode; `\Z` and not `$`, which allows a final line break
ASCII_SLUG = r"^[-a-zA-Z0-9_]+\Z"
#: Nordic and German letters that Unicode does not decompose into a base letter and an accent
_LETTERS = str.maketrans({"æ": "ae", "Æ": "Ae", "ø": "o", "Ø": "O", "ß": "ss"})


def ascii_slug(text: str, *, max_length: int = 255) -> str:
    """Return `text` as an ASCII slug: å and ä become a, ö becomes o. Empty if it has no letter or digit."""
    return cautious_slugify(text.translate(_LETTERS))[:max_length].strip("-")


def free_slug(slug: str, taken: Collection[str], *, max_length: int = 255) -> str:
    """Return `slug`, or the first of slug-2, slug-3 … that is not taken and not longer than `max_length`."""
    numbered = (f"-{number}" for number in itertools.count(2))
    suffixes = itertools.chain([""], numbered)
    candidates = (slug[: max_length - len(suffix)] + suffix for suffix in suffixes)
    return next(candidate for candidate in candidates if candidate not in taken)


def ascii_slug_constraint(name: str) -> CheckConstraint:
    """Return a constraint that the field `slug` has a value that `<slug:>` in a URL accepts."""
    return CheckConstraint(condition=Q(slug__regex=ASCII_SLUG), name=name)
