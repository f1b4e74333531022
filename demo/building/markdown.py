"""Rendering of Markdown to HTML. Pictures become inline SVG, so that dark mode applies to them."""

import re
from collections.abc import Sequence
from html import escape, unescape
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from demo.catalogues.source import SourceError

TAG = re.compile(r"<[^>]+>")


class _Renderer(RendererHTML):
    """A renderer with inline pictures and different classes for quoted speech and notes."""

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        token = tokens[idx]
        return svg(env["folder"] / "images" / str(token.attrs["src"]), alt=token.content)

    def blockquote_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        is_speech = tokens[idx + 2].content.startswith("–")
        return f'<blockquote class="{"said" if is_speech else "note"}">\n'


_markdown = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer)


def to_html(text: str, *, folder: Path) -> str:
    """Return the HTML of a screen's body. Pictures are files in `folder`/images."""
    html: str = _markdown.render(text, {"folder": folder})
    return html.replace('<p><svg class="picture"', '<svg class="picture"').replace("</svg></p>", "</svg>")


def inline_html(text: str) -> str:
    """Return the HTML of one line, such as a heading, an option or a feedback."""
    html: str = _markdown.renderInline(text)
    return html


def rich_text(text: str) -> str:
    """Return the HTML of a text without pictures, with the elements that Wagtail's editor writes."""
    html: str = _markdown.render(text)
    html = html.replace(">\n", ">").replace("\n", " ")
    return html.replace("strong>", "b>").replace("em>", "i>")


def plain_text(text: str) -> str:
    """Return the text of one line without markup."""
    return unescape(TAG.sub("", inline_html(text)))


def svg(path: Path, *, alt: str) -> str:
    """Return the picture as inline SVG with its text alternative. Raises SourceError if either is missing."""
    if not path.is_file():
        raise SourceError([f"There is no picture {path.name} in {path.parent}."])
    if not alt:
        raise SourceError([f"The picture {path.name} has no text alternative."])
    drawing = path.read_text(encoding="utf-8").strip()
    return drawing.replace("<svg ", f'<svg class="picture" role="img" aria-label="{escape(alt)}" ', 1)
