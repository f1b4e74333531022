"""HTML of documents as sections of text, pictures and tables, with the tags of the editor's texts only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from urllib.parse import urlsplit

from content_import.archives.passages import without_long_references

HEADINGS = {f"h{level}": level for level in range(1, 7)}
LISTS = frozenset({"ul", "ol"})
INLINE = {"b": "b", "strong": "b", "i": "i", "em": "i"}
PARAGRAPHS = frozenset({"p", "div", "blockquote", "pre", "dt", "dd", "section", "article"})
#: what is left out with its content
DROPPED = frozenset({"script", "style", "template", "title", "head", "noscript"})
SCHEMES = frozenset({"http", "https", "mailto", "tel"})


@dataclass
class Heading:
    level: int
    text: str


@dataclass
class Text:
    html: str


@dataclass
class Picture:
    source: str
    alternative: str


@dataclass
class Table:
    rows: list[list[str]]


Part = Heading | Text | Picture | Table


@dataclass
class Section:
    """A heading and what follows up to the next one of the same level."""

    title: str
    parts: list[Text | Picture | Table] = field(default_factory=list)


@dataclass(frozen=True)
class OpenTag:
    """A tag that is open, and its end, "" for a tag that is left out."""

    name: str
    end: str


class PartsParser(HTMLParser):
    """A parser that collects parts. Whatever the input, a text has balanced, permitted tags only."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[Part] = []
        self._html: list[str] = []
        self._open: list[OpenTag] = []
        self._pending: list[Picture] = []
        self._rows: list[list[str]] | None = None
        self._dropped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in DROPPED:
            self._dropped += 1
        elif tag == "img":
            self._pending.append(Picture(values.get("src", ""), values.get("alt", "")))
        elif tag == "br":
            self._html.append("<br/>")
        elif tag in ("table", "tr", "td", "th"):
            self._start_of_table(tag)
        elif tag in INLINE:
            self._start(INLINE[tag])
        elif tag == "a":
            self._start(
                "a", f'<a href="{escape(values["href"])}">' if _is_link(values.get("href", "")) else ""
            )
        elif self._rows is None:
            self._start_of_block(tag)

    def _start_of_block(self, tag: str) -> None:
        is_in_list = self._is_in_list
        if tag in HEADINGS or (tag in PARAGRAPHS and not is_in_list):
            self._flush()
        if tag in LISTS:
            if not is_in_list:
                self._flush()
            elif self._open[-1].name in LISTS:
                self._start("li")
            self._start(tag)
        elif tag == "li" and is_in_list:
            self._end_item()
            self._start("li")

    def _start_of_table(self, tag: str) -> None:
        if tag == "table" and self._rows is None:
            self._flush()
            self._rows = []
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        elif tag in ("td", "th") and self._rows:
            self._html = []

    def handle_endtag(self, tag: str) -> None:
        if tag in DROPPED:
            self._dropped = max(0, self._dropped - 1)
        elif tag in INLINE:
            self._end(INLINE[tag])
        elif tag == "a":
            self._end("a")
        elif tag in ("td", "th") and self._rows:
            self._rows[-1].append(self._taken())
        elif tag == "table" and self._rows is not None:
            rows, self._rows = [row for row in self._rows if row], None
            if rows:
                self.parts.append(Table(rows))
            self._flush()
        elif self._rows is not None:
            self._html.append(" " if tag in PARAGRAPHS else "")
        elif tag in HEADINGS:
            self._end_of_heading(HEADINGS[tag])
        else:
            self._end_of_block(tag)

    def _end_of_heading(self, level: int) -> None:
        text = _plain("".join(self._html))
        self._html, self._open = [], []
        if text:
            self.parts.append(Heading(level, text))
        self._flush()

    def _end_of_block(self, tag: str) -> None:
        if tag in LISTS and self._is_in_list:
            self._end(tag)
            if not self._is_in_list:
                self._flush()
        elif tag == "li" and self._is_in_list:
            self._end_item()
        elif tag in PARAGRAPHS:
            if self._is_in_list:
                self._html.append(" ")
            else:
                self._flush()

    def handle_data(self, data: str) -> None:
        if not self._dropped:
            is_between_items = bool(self._open) and self._open[-1].name in LISTS and self._rows is None
            if not is_between_items:
                self._html.append(escape(data, quote=False))

    def close(self) -> None:
        super().close()
        self._flush()

    def _start(self, tag: str, written: str | None = None) -> None:
        """Open a tag, written as given; "" for one that is left out with its end."""
        self._html.append(f"<{tag}>" if written is None else written)
        self._open.append(OpenTag(tag, "" if written == "" else f"</{tag}>"))

    def _end(self, name: str) -> None:
        """Close the tag and those opened in it; nothing for one that is not open."""
        while any(tag.name == name for tag in self._open):
            last = self._open.pop()
            self._html.append(last.end)
            if last.name == name:
                return

    def _end_item(self) -> None:
        """Close the open item of the innermost list."""
        for tag in reversed(self._open):
            if tag.name in LISTS:
                return
            if tag.name == "li":
                self._end("li")
                return

    def _taken(self) -> str:
        """Return the HTML since the last part, with all tags closed, and begin anew."""
        self._html += [tag.end for tag in reversed(self._open)]
        html, self._html, self._open = "".join(self._html).strip(), [], []
        return html

    @property
    def _is_in_list(self) -> bool:
        return any(tag.name in LISTS for tag in self._open)

    def _flush(self) -> None:
        """Add what was read since the last part as a text, and the pictures in it after it."""
        if self._rows is not None:
            return
        html = self._taken()
        if html.startswith(("<ul>", "<ol>")):
            self.parts.append(Text(html))
        elif _plain(html):
            self.parts.append(Text(f"<p>{html}</p>"))
        self.parts += self._pending
        self._pending = []


def _is_link(address: str) -> bool:
    try:
        return urlsplit(address.strip()).scheme.lower() in SCHEMES
    except ValueError:
        return False


def _plain(html: str) -> str:
    """Return the text of HTML in one line."""
    collected: list[str] = []
    parser = HTMLParser(convert_charrefs=True)
    parser.handle_data = collected.append  # type: ignore[assignment, method-assign]  # the only event
    parser.feed(without_long_references(html))
    parser.close()
    return " ".join("".join(collected).split())


def parts_of(html: str) -> list[Part]:
    """Return the parts of a document's HTML, in order."""
    parser = PartsParser()
    parser.feed(without_long_references(html))
    parser.close()
    return parser.parts


def sections_of(parts: Sequence[Part], untitled: str) -> tuple[str, list[Section]]:
    """Return the title of the document and its sections, one for each heading of the level that divides it.

    That is the highest level with more than one heading; a single heading before them is the title. Lower
    headings stay in the text. What comes before the first heading has the title `untitled`.
    """
    title, level = _title_and_level(parts)
    sections = [Section(title or untitled)]
    is_title_due = bool(title)
    for part in parts:
        if isinstance(part, Heading):
            if is_title_due:  # the first heading, which the first section has
                is_title_due = False
            elif part.level <= level:
                sections.append(Section(part.text))
            else:
                sections[-1].parts.append(Text(f"<h3>{escape(part.text, quote=False)}</h3>"))
        else:
            sections[-1].parts.append(part)
    return title, list(_with_content(sections))


def _title_and_level(parts: Sequence[Part]) -> tuple[str, int]:
    """Return the only heading that comes first and is above all others, and the level that divides."""
    headings = [part for part in parts if isinstance(part, Heading)]
    if not headings:
        return "", 0
    counts = Counter(heading.level for heading in headings)
    highest = min(counts)
    first = headings[0]
    if counts[highest] > 1 or first.level != highest or len(counts) == 1:
        return (first.text if len(headings) == 1 else ""), highest
    return first.text, min(level for level in counts if level > highest)


def _with_content(sections: Sequence[Section]) -> Iterator[Section]:
    """Yield the sections, without an empty one before the first heading; a heading alone becomes a text."""
    for number, section in enumerate(sections):
        if section.parts:
            yield section
        elif number:
            yield Section(section.title, [Text(f"<p>{escape(section.title, quote=False)}</p>")])
