"""Finding the words of the glossary in a text, and difficult words that it lacks."""

from __future__ import annotations

import pytest

from courses.glossary.matching import FoundWord, Word, find_words, missing_words

SIP = Word(("SIP", "samordnad individuell plan"), "En gemensam plan.")


@pytest.mark.parametrize(
    ("form", "text", "found"),
    [
        ("brytpunktssamtal", "Efter brytpunktssamtalet pratar ni.", "brytpunktssamtalet"),
        ("brytpunktssamtal", "Brytpunktssamtal hålls ofta.", "Brytpunktssamtal"),
        ("samtal", "Ett brytpunktssamtal är svårt.", None),
        ("SIP", "En SIP:en ska följas.", "SIP:en"),
        ("SIP", "Hon sippade på kaffet med sip.", None),
        ("vår", "Vårarna är sena.", None),
        ("öppenvård", "I öppenvården, å ä ö.", "öppenvården"),
        ("a.b", "Både aXb och a.b finns.", "a.b"),
    ],
)
def test_word_is_found_as_a_whole_with_common_endings(form: str, text: str, found: str | None) -> None:
    words = [each.found for each in find_words(text, [Word((form,), "Förklaring.")])]

    assert words == ([found] if found else [])


def test_words_come_in_the_order_of_the_text_once_each() -> None:
    text = "Delegering görs skriftligt. En samordnad individuell plan, SIP, och delegering igen."

    assert find_words(text, [SIP, Word(("delegering",), "Att lämna över.")]) == [
        FoundWord("delegering", "Att lämna över.", "Delegering", 0),
        FoundWord("SIP", "En gemensam plan.", "samordnad individuell plan", 31),
    ]


def test_explanation_of_a_municipality_replaces_the_shared_one() -> None:
    own = Word(("sip",), "Vår egen plan.", is_own=True)

    (found,) = find_words("En SIP och en sip.", [own, SIP])

    assert found.explanation == "Vår egen plan."


def test_long_words_and_abbreviations_without_an_explanation_are_missing() -> None:
    text = "Hemsjukvårdsbesöken följer en SIP och BPSD. Hemsjukvårdsbesöken är korta, och TV:n är på."

    assert missing_words(text, [SIP]) == ["Hemsjukvårdsbesöken", "BPSD", "TV"]
    assert missing_words(text, [SIP, Word(("hemsjukvårdsbesök",), "x"), Word(("BPSD",), "x")]) == ["TV"]


def test_thousand_words_are_matched_quickly_by_text_that_has_few() -> None:
    words = [Word((f"ord{number}å",), "x") for number in range(1_000)]

    assert [each.found for each in find_words("En text med ord7å och ord999å. " * 50, words)] == [
        "ord7å",
        "ord999å",
    ]
