"""ASCII slugs of Swedish titles."""

from __future__ import annotations

import pytest

from courses.site.slugs import ascii_slug, free_slug


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Förebygg fall hemma", "forebygg-fall-hemma"),
        ("ÅÄÖ åäö", "aao-aao"),
        ("Bemötande: så gör du!", "bemotande-sa-gor-du"),
        ("Smørrebrød på Ærø", "smorrebrod-pa-aero"),
        ("!", ""),
        ("", ""),
    ],
)
def test_ascii_slug_of_title_replaces_swedish_letters(title: str, slug: str) -> None:
    assert ascii_slug(title) == slug


def test_ascii_slug_of_long_title_ends_with_a_letter() -> None:
    assert ascii_slug("ett två tre", max_length=4) == "ett"


def test_free_slug_when_long_one_is_taken_stays_within_length() -> None:
    assert free_slug("å" * 5, {"å" * 5, "ååå-2"}, max_length=5) == "ååå-3"
