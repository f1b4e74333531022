"""Job titles with the same meaning."""

import pytest

from people.organisation.job_titles import SYNONYMS, distinct_titles, title_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Undersköterska", "undersköterska"),
        ("UNDERSKÖTERSKA", "Usk"),
        ("  Leg.  sjuksköterska ", "SSK"),
        ("A\u030angsjobb", "Ångsjobb"),
        ("Överläkare " + "ö" * 68, "ÖVERLÄKARE " + "Ö" * 68),
        ("", "  "),
    ],
)
def test_title_key_of_titles_that_mean_the_same_is_equal(one: str, other: str) -> None:
    assert title_key(one) == title_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Undersköterska", "Sjuksköterska"),
        ("Vårdbiträde", "Undersköterska"),
        ("Chef", "Enhetschef"),
        ("", "USK"),
    ],
)
def test_title_key_of_other_titles_differs(one: str, other: str) -> None:
    assert title_key(one) != title_key(other)


def test_synonyms_are_normalised_and_belong_to_one_group() -> None:
    titles = [title for group in SYNONYMS for title in group]

    assert len(titles) == len(set(titles))
    assert [" ".join(title.split()).casefold() for title in titles] == titles


def test_distinct_titles_keep_the_most_common_spelling() -> None:
    assert distinct_titles(["USK", "Undersköterska", "USK", "vb", "Kock"]) == ["Kock", "USK", "vb"]
