"""LIX, sentences and words of Swedish texts."""

from __future__ import annotations

import pytest

from courses.advice.readability import lix, sentences_of, words_of


def test_words_keep_hyphens_and_swedish_letters_and_leave_numbers_out() -> None:
    assert words_of("Ät 2 smörgåsar i SÄBO-köket, 30 ml.") == ["Ät", "smörgåsar", "i", "SÄBO-köket", "ml"]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Kom in. Vill du ha kaffe? Ja!", ["Kom in.", "Vill du ha kaffe?", "Ja!"]),
        ("Rubrik\nFörsta punkten\n\nAndra", ["Rubrik", "Första punkten", "Andra"]),
        ("Hon sa: ”Jag vill hem.” Sedan gick hon.", ["Hon sa:", "”Jag vill hem.", "Sedan gick hon."]),
        ("… 12 %\n–", []),
        ("", []),
    ],
)
def test_sentences_end_at_signs_and_lines(text: str, sentences: list[str]) -> None:
    assert list(sentences_of(text)) == sentences


def test_lix_is_words_per_sentence_plus_long_words_in_per_cent() -> None:
    assert lix("Handen är ren. Handdesinfektion behövs.") == pytest.approx(5 / 2 + 100 * 1 / 5)
    assert lix("12 %") is None


def test_lix_of_a_huge_text_without_ends_takes_no_time() -> None:
    assert lix("undersköterska " * 20_000) == pytest.approx(20_000 + 100)
