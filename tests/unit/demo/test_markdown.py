"""Rendering of Markdown to the HTML of a screen."""

from pathlib import Path

import pytest

from demo.building.markdown import inline_html, plain_text, to_html
from demo.catalogues.source import SourceError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a module's folder with one picture."""
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "hus.svg").write_text('<svg xmlns="x"><path d="M0 0"/></svg>\n', encoding="utf-8")
    return tmp_path


def test_picture_becomes_inline_svg_with_its_text_alternative(folder: Path) -> None:
    html = to_html('![Ett "litet" hus.](hus.svg)', folder=folder)

    label = "Ett &quot;litet&quot; hus."
    assert html == f'<svg class="picture" role="img" aria-label="{label}" xmlns="x"><path d="M0 0"/></svg>\n'


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("![Ett hus.](slott.svg)", "There is no picture slott.svg"),
        ("![](hus.svg)", "The picture hus.svg has no text alternative."),
    ],
)
def test_picture_that_is_missing_or_mute_is_refused(folder: Path, text: str, problem: str) -> None:
    with pytest.raises(SourceError, match=problem):
        to_html(text, folder=folder)


def test_speech_has_another_class_than_a_note(folder: Path) -> None:
    html = to_html("> – Hej, säger hon.\n\nText.\n\n> **Kom ihåg:** något.", folder=folder)

    assert html.count('<blockquote class="said">') == 1
    assert html.count('<blockquote class="note">') == 1


def test_markup_in_a_text_is_shown_rather_than_run(folder: Path) -> None:
    assert "<script>" not in to_html("<script>alert(1)</script>", folder=folder)
    assert inline_html("Mjölk & <b>bröd</b>") == "Mjölk &amp; &lt;b&gt;bröd&lt;/b&gt;"


def test_plain_text_is_what_is_seen() -> None:
    assert plain_text("Göra *med*, **inte** åt: ”1 < 2 & 3”") == "Göra med, inte åt: ”1 < 2 & 3”"
