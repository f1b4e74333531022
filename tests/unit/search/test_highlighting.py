"""Matches in excerpts are marked."""

from search.analysis.query_parser import parse_query
from search.results.highlighting import excerpt


def marked(text: str, query: str, length: int = 180) -> str:
    return str(excerpt(text, parse_query(query).tokens, length=length).as_html())


def test_excerpt_marks_other_forms_and_compounds() -> None:
    assert marked("Samtalet om vården i hemsjukvård.", "samtal vård") == (
        "<mark>Samtalet</mark> om <mark>vården</mark> i <mark>hemsjukvård</mark>."
    )


def test_excerpt_escapes_markup_inside_and_outside_the_mark() -> None:
    assert marked("<i>vård</i> & så", "vård") == "&lt;i&gt;<mark>vård</mark>&lt;/i&gt; &amp; så"


def test_excerpt_of_a_long_text_is_cut_where_the_words_are() -> None:
    text = "utan " * 100 + "nu kommer munvård här " + "efter " * 100

    assert marked(text, "munvård", length=40).count("<mark>munvård</mark>") == 1
    assert marked(text, "munvård", length=40).startswith("… ")
    assert len(marked(text, "munvård", length=40)) < 80


def test_excerpt_without_a_match_is_the_beginning() -> None:
    assert marked("Ett två tre fyra", "munvård", length=7) == "Ett två …"
