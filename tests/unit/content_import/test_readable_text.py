"""Texts of untrusted HTML."""

from __future__ import annotations

import time

import pytest

from content_import.archives.passages import readable_text
from content_import.h5p_editor.rich_text import sanitised
from content_import.material_kinds.sections import Text, parts_of
from content_import.questions.formats.texts import plain_line

CASES = {
    "plain": ("Åke har ramlat", "Åke har ramlat"),
    "words within a word": ("<p>fall<b>olycka</b></p><p>på&nbsp;golvet</p>", "fallolycka\npå golvet"),
    "script": ("<p>a</p><SCRIPT>alert('<p>dold</p>')</SCRIPT ><p>b</p>", "a\nb"),
    "script without an end": ("a<script>let x = '<p>dold</p>'", "a"),
    "comment with tags": ("a<!-- <p>dold</p> -->b<!-->c", "abc"),
    "less than": ("blodtryck < 90 &lt; 140", "blodtryck < 90 < 140"),
    "attribute": ('<img alt="bild" onerror="alert(1)">text', "text"),
    "no end of a tag": ("text <b", "text"),
    "characters that databases refuse": ("a\0b\ud800c\u202ed", "a b c d"),
    "references of more digits than any character": (f"a&#{'9' * 4301};b&#x{'f' * 9};c", "a\ufffdb\ufffdc"),
    "empty": ("<p>&nbsp;</p>", ""),
}


@pytest.mark.parametrize("name", CASES)
def test_readable_text_is_what_a_reader_sees(name: str) -> None:
    markup, expected = CASES[name]

    assert readable_text(markup) == expected


@pytest.mark.parametrize("piece", ["<", "<!", "<!--", "<script", "<script>", "&#", "</", "<a b='", "]]>"])
def test_invalid_html_takes_linear_time(piece: str) -> None:
    started = time.process_time()

    readable_text(piece * 100_000)

    assert time.process_time() - started < 2


def test_readers_of_html_accept_references_of_any_length() -> None:
    markup = f"<p>a&#{'9' * 4301};b</p>"

    assert plain_line(markup) == "a\ufffdb"
    assert parts_of(markup) == [Text("<p>a\ufffdb</p>")]
    assert sanitised(markup, ["p"]) == "<p>a\ufffdb</p>"
