"""Texts of questions: HTML of other systems as plain text, or as the rich text of an explanation."""

from __future__ import annotations

import html
import re
from enum import Enum
from html.parser import HTMLParser

from django.utils.translation import gettext as _

from content_import.archives.passages import without_long_references
from content_import.questions.formats.values import MAX_TEXT, Unconvertible

_SKIPPED = frozenset({"script", "style", "template", "noscript", "head", "title"})
_MEDIA = frozenset({"img", "picture", "video", "audio", "iframe", "object", "embed", "svg", "canvas", "math"})
_BLOCKS = frozenset(
    {
        *("p", "div", "br", "li", "ul", "ol", "dl", "dt", "dd", "tr", "table", "blockquote", "pre", "hr"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header", "footer", "figure"),
    }
)
_INLINE = {"b": "b", "strong": "b", "i": "i", "em": "i", "a": "a"}
_ADDRESS = re.compile(r"(https?://|mailto:)[^\s\"<>]+", re.IGNORECASE)


class _Reader(HTMLParser):
    """A reader of HTML that skips code and finds embedded media."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.has_media = False
        self._skipped = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _MEDIA:
            self.has_media = True
        if tag in _SKIPPED and not self._skipped:
            self._skipped = tag
        elif not self._skipped:
            self.begin(tag, dict(attrs))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _SKIPPED:
            self.handle_starttag(tag, attrs)
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._skipped:
            self._skipped = ""
        elif not self._skipped:
            self.end(tag)

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self.add(data)

    def begin(self, tag: str, attributes: dict[str, str | None]) -> None:
        """Begin an element that is not skipped."""

    def end(self, tag: str) -> None:
        """End such an element."""

    def add(self, text: str) -> None:
        """Add a text outside of code."""


class _PlainReader(_Reader):
    """Collects text; blocks begin new lines."""

    def begin(self, tag: str, attributes: dict[str, str | None]) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")

    def end(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")
        elif tag in {"td", "th"}:
            self.parts.append(" ")

    def add(self, text: str) -> None:
        self.parts.append(" ".join(f"|{text}|".split())[1:-1])


class _RichReader(_Reader):
    """Collects paragraphs and lists with bold, italic and links; everything else becomes text.

    Elements are closed in order, and none is inside one of its own kind, so that its output is small and
    well-formed whatever it reads.
    """

    def __init__(self) -> None:
        super().__init__()
        self._open: list[str] = []

    def begin(self, tag: str, attributes: dict[str, str | None]) -> None:
        if tag in {"ul", "ol"} and "ul" not in self._open:
            self.close_to(0)
            self._start("ul")
        elif tag == "li":
            self.close_to(1 if self._open[:1] == ["ul"] else 0)
            if not self._open:
                self._start("ul")
            self._start("li")
        elif tag in _INLINE:
            self._begin_inline(_INLINE[tag], attributes.get("href") or "")
        elif tag in _BLOCKS and "li" not in self._open:
            self.close_to(0)

    def _begin_inline(self, name: str, href: str) -> None:
        if name in self._open or (name == "a" and not _ADDRESS.fullmatch(href)):
            return
        self._ensure_container()
        self._start(name, f' href="{html.escape(href)}"' if name == "a" else "")

    def end(self, tag: str) -> None:
        name = _INLINE.get(tag, "ul" if tag == "ol" else tag)
        if name in self._open:
            self.close_to(self._open.index(name))
        elif tag in _BLOCKS and "li" not in self._open:
            self.close_to(0)

    def add(self, text: str) -> None:
        if text.strip() or (self._open and self._open[-1] != "ul"):
            self._ensure_container()
            self.parts.append(html.escape(" ".join(f"|{text}|".split())[1:-1], quote=False))

    def _ensure_container(self) -> None:
        if not self._open:
            self._start("p")
        elif self._open[-1] == "ul":
            self._start("li")

    def _start(self, name: str, attributes: str = "") -> None:
        self._open.append(name)
        self.parts.append(f"<{name}{attributes}>")

    def close_to(self, depth: int) -> None:
        while len(self._open) > depth:
            self.parts.append(f"</{self._open.pop()}>")


def plain_lines(markup: str) -> str:
    """Return the text of HTML with its line breaks. Raises Unconvertible for embedded media."""
    reader = _read(_PlainReader(), markup)
    return _tidy("".join(reader.parts))


def plain_line(markup: str) -> str:
    """Return the text of HTML as one line. Raises Unconvertible for embedded media."""
    return " ".join(plain_lines(markup).split())


def rich(markup: str) -> str:
    """Return HTML as an explanation has it. Raises Unconvertible for embedded media."""
    reader = _RichReader()
    _read(reader, markup)
    reader.close_to(0)
    return "".join(reader.parts)


def rich_of_text(text: str) -> str:
    """Return a plain text as an explanation has it: a paragraph for each line."""
    lines = filter(None, (line.strip() for line in text.split("\n")))
    return "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in lines)


def tidy_text(text: str) -> str:
    """Return a plain text without superfluous spaces and empty lines."""
    check_length(text)
    return _tidy(text)


def check_length(text: str) -> None:
    if len(text) > MAX_TEXT:
        raise Unconvertible(
            _("It has a text of more than %(limit)s characters. Divide or shorten it.") % {"limit": MAX_TEXT}
        )


def _read(reader: _Reader, markup: str) -> _Reader:
    check_length(markup)
    reader.feed(without_long_references(markup))
    reader.close()
    if reader.has_media:
        raise Unconvertible(
            _("It has a picture, sound, film or formula, which is not brought in. Add it by hand.")
        )
    return reader


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


class TextFormat(Enum):
    """How a text of another system is written."""

    HTML = "html"
    #: HTML in which lines are as they are written
    AUTO = "auto"
    PLAIN = "plain"

    @classmethod
    def named(cls, name: str) -> TextFormat:
        """Return the format that Moodle calls so; Markdown is read as it is written."""
        names = {"plain": cls.PLAIN, "plain_text": cls.PLAIN, "markdown": cls.PLAIN, "html": cls.HTML}
        return names.get(name.casefold(), cls.AUTO)

    def lines(self, text: str) -> str:
        """Return plain text with its line breaks."""
        if self is TextFormat.PLAIN:
            return tidy_text(text)
        return plain_lines(text.replace("\n", "<br>") if self is TextFormat.AUTO else text)

    def line(self, text: str) -> str:
        """Return plain text in one line."""
        return " ".join(self.lines(text).split())

    def explanation(self, text: str) -> str:
        """Return the rich text of an explanation."""
        if self is TextFormat.PLAIN:
            return rich_of_text(tidy_text(text))
        return rich(text.replace("\n", "</p><p>") if self is TextFormat.AUTO else text)
