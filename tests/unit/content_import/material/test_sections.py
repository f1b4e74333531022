"""HTML of documents becomes sections with the tags of the editor's texts alone."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_import.material_kinds.sections import Picture, Section, Table, Text, parts_of, sections_of

PERMITTED = re.compile(r'</?(p|h3|b|i|ul|ol|li)>|<br/>|<a href="(https?|mailto|tel):[^"<>]*">|</a>')


def sections(html: str) -> list[Section]:
    return sections_of(parts_of(html), "Utan rubrik")[1]


def test_document_is_divided_at_the_highest_level_that_repeats() -> None:
    html = "<p>Först</p><h1>Å</h1><p>Inledning</p><h2>A</h2><p>a</p><h3>Mer</h3><p>b</p><h2>B</h2><p>c</p>"

    title, found = sections_of(parts_of(html.removeprefix("<p>Först</p>")), "Utan rubrik")

    assert title == "Å"
    assert found == [
        Section("Å", [Text("<p>Inledning</p>")]),
        Section("A", [Text("<p>a</p>"), Text("<h3>Mer</h3>"), Text("<p>b</p>")]),
        Section("B", [Text("<p>c</p>")]),
    ]
    assert sections(html)[0] == Section("Å", [Text("<p>Först</p>"), Text("<p>Inledning</p>")])


def test_document_without_headings_is_one_section() -> None:
    assert sections("<p>Bara <strong>text</strong></p>") == [
        Section("Utan rubrik", [Text("<p>Bara <b>text</b></p>")])
    ]


def test_heading_without_text_is_kept_as_text() -> None:
    assert sections("<h1>A</h1><h1>B</h1><p>b</p>") == [
        Section("A", [Text("<p>A</p>")]),
        Section("B", [Text("<p>b</p>")]),
    ]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "<ul><li><p>a</p><ol><li>b</li></ol></li><li>c</li></ul>",
            "<ul><li>a <ol><li>b</li></ol></li><li>c</li></ul>",
        ),
        ("<p><em>a <strong>b</em></strong> c</p>", "<p><i>a <b>b</b></i> c</p>"),
        (
            '<p><a href="https://exempel.example/å">a</a></p>',
            '<p><a href="https://exempel.example/å">a</a></p>',
        ),
        ('<p><a href="javascript:alert(1)">a</a></p>', "<p>a</p>"),
        ('<p onclick="x()">a<script>alert(1)</script></p>', "<p>a</p>"),
        ("<p>1 &lt; 2 &amp; <unknown>3</unknown></p>", "<p>1 &lt; 2 &amp; 3</p>"),
    ],
)
def test_text_keeps_permitted_tags_alone(html: str, expected: str) -> None:
    assert parts_of(html) == [Text(expected)]


def test_pictures_and_tables_are_parts_of_their_own() -> None:
    table = "<table><tr><th><p>N</p></th><td>b<br></td></tr><tr></tr></table>"
    html = f'<p>a<img src="1" alt="Ö"></p>{table}<p>c</p>'

    assert parts_of(html) == [
        Text("<p>a</p>"),
        Picture("1", "Ö"),
        Table([["N", "b<br/>"]]),
        Text("<p>c</p>"),
    ]


_TAGS = st.sampled_from(
    [
        f"{slash}{tag}"
        for tag in ("p", "b", "ul", "li", "table", "tr", "td", "h1", "h4", "a", "script", "i")
        for slash in ("", "/")
    ]
)
_PIECES = st.one_of(
    _TAGS.map(lambda tag: f"<{tag}>"),
    st.sampled_from(
        ["å", "<a href='https://a.example'>", "<a href='data:x'>", "&lt;b&gt;", "<", "<img src=x onerror=y>"]
    ),
)


@given(st.lists(_PIECES, max_size=25))
def test_any_html_gives_balanced_permitted_tags(pieces: list[str]) -> None:
    for part in parts_of("".join(pieces)):
        texts = [part.html] if isinstance(part, Text) else []
        texts += [cell for row in part.rows for cell in row] if isinstance(part, Table) else []
        for html in texts:
            assert "<" not in PERMITTED.sub("", html)
            assert is_balanced(html), html


def is_balanced(html: str) -> bool:
    open_tags: list[str] = []
    for slash, tag in re.findall(r"<(/?)([a-z0-9]+)[^>]*?(?<!/)>", html):
        if not slash:
            open_tags.append(tag)
        elif not open_tags or open_tags.pop() != tag:
            return False
    return not open_tags
