"""Our own HTML of steps as a tree of blocks that `module.typ` prints, without what only screens can do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

#: how a picture of an address is found: its path beside the document, None for one that is missing
FindPicture = Callable[[str], str | None]
Node = dict[str, Any]

#: space as HTML has it; a no-break space stays
_SPACE = re.compile(r"[ \t\r\n\f]+")
_VOID = frozenset({"br", "hr", "img", "input", "source", "track", "wbr", "col"})
_SKIPPED = frozenset({"svg", "script", "template", "button", "datalist", "nav"})
_SKIPPED_CLASSES = frozenset({"ds-sr-only", "media-controls", "flash-card__turn", "hotspot__areas"})
_HEADINGS = {"h1": 3, "h2": 3, "h3": 3, "h4": 4, "h5": 4, "h6": 4}
_BOXES = frozenset({"aside", "details", "section"})
_PRINTED_WIDTH = 1080


@dataclass
class Element:
    """An element of the parsed HTML; texts are children too."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    @property
    def classes(self) -> frozenset[str]:
        return frozenset(self.attributes.get("class", "").split())

    @property
    def is_skipped(self) -> bool:
        return self.tag in _SKIPPED or bool(self.classes & _SKIPPED_CLASSES)

    def find(self, tag: str) -> Element | None:
        return next(self.all(tag), None)

    def all(self, *tags: str) -> Iterator[Element]:
        """Yield the elements with these tags below this one, in document order."""
        for child in self.children:
            if isinstance(child, Element) and not child.is_skipped:
                if child.tag in tags:
                    yield child
                yield from child.all(*tags)

    @property
    def text(self) -> str:
        texts = (
            child if isinstance(child, str) else "" if child.is_skipped else child.text
            for child in self.children
        )
        return " ".join("".join(texts).split())


class _Parser(HTMLParser):
    """Builds the tree; end tags that nothing opened are ignored."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("root")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        for index in range(len(self.open) - 1, 0, -1):
            if self.open[index].tag == tag:
                del self.open[index:]
                return

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parse_html(html: str) -> Element:
    parser = _Parser()
    parser.feed(html)
    parser.close()
    return parser.root


class Printer:
    """Makes the blocks of a tree."""

    def __init__(self, find_picture: FindPicture, choose_from: str) -> None:
        self.find_picture = find_picture
        self.choose_from = choose_from
        self.makers: dict[str, Callable[[Element], list[Node]]] = {
            "audio": self._recording,
            "blockquote": self._quote,
            "caption": self._strong,
            "fieldset": self._fieldset,
            "img": self._img,
            "label": self._label,
            "legend": self._strong,
            "ol": self._ol,
            "p": lambda element: self._paragraph(element.children),
            "picture": self._picture,
            "select": lambda _element: [{"kind": "paragraph", "content": [{"line": True}]}],
            "summary": self._strong,
            "table": self._table,
            "ul": lambda element: [self._list("bullets", element)],
            "video": self._recording,
        }

    def blocks(self, element: Element) -> list[Node]:
        """Return the blocks in an element; texts between block elements are paragraphs."""
        found: list[Node] = []
        line: list[Element | str] = []
        for child in element.children:
            block = isinstance(child, Element) and _is_block(child)
            if not block:
                line.append(child)
                continue
            found += self._paragraph(line)
            line = []
            found += self.block(child)  # type: ignore[arg-type]  # an element, as `block` says
        return found + self._paragraph(line)

    def block(self, element: Element) -> list[Node]:
        if element.is_skipped:
            return []
        if make := self.makers.get(element.tag):
            return make(element)
        if element.tag in _HEADINGS:
            return [{"kind": "heading", "level": _HEADINGS[element.tag], "content": self.line(element)}]
        if element.tag in _BOXES:
            return [{"kind": "box", "blocks": self.blocks(element)}]
        return self.blocks(element)

    def _paragraph(self, children: list[Element | str]) -> list[Node]:
        content = self.line(Element("p", {}, children))
        return [{"kind": "paragraph", "content": content}] if _has_text(content) else []

    def _strong(self, element: Element) -> list[Node]:
        return [{"kind": "strong", "content": self.line(element)}]

    def _label(self, element: Element) -> list[Node]:
        """Return an option with a box to tick, or the name of a field; fields are lines to write on."""
        content = self.line(element)
        is_option = any(each.attributes.get("type") in {"radio", "checkbox"} for each in element.all("input"))
        kind = "option" if is_option else "strong" if "question__prompt" in element.classes else "paragraph"
        return [{"kind": kind, "content": content}] if _has_text(content) else []

    def _ol(self, element: Element) -> list[Node]:
        """Return a list; what is to be put in order has no numbers but lines to write them on."""
        return [self._list("bullets" if "order__items" in element.classes else "numbers", element)]

    def _fieldset(self, element: Element) -> list[Node]:
        """Return a question, with what can be chosen in its fields below it."""
        select = element.find("select")
        options = list(select.all("option")) if select else []
        texts = [option.text for option in options if option.attributes.get("value")]
        if not texts or all(text.isdigit() for text in texts):
            return self.blocks(element)
        content = [{"emph": [{"text": f"{self.choose_from} "}]}, {"text": " · ".join(texts)}]
        return [*self.blocks(element), {"kind": "paragraph", "content": content}]

    def _list(self, kind: str, element: Element) -> Node:
        entries = [child for child in element.children if isinstance(child, Element) and child.tag == "li"]
        return {"kind": kind, "items": [self.blocks(entry) for entry in entries]}

    def _quote(self, element: Element) -> list[Node]:
        return [{"kind": "quote", "blocks": self.blocks(element)}]

    def _table(self, element: Element) -> list[Node]:
        rows = [[self.line(cell) for cell in row.all("th", "td")] for row in element.all("tr")]
        if not rows:
            return []
        columns = max(len(row) for row in rows)
        padded = [row + [[]] * (columns - len(row)) for row in rows]
        caption = element.find("caption")
        title = self._strong(caption) if caption else []
        return [*title, {"kind": "table", "columns": columns, "head": padded[0], "rows": padded[1:]}]

    def _picture(self, element: Element) -> list[Node]:
        image = element.find("img")
        return self._img(image) if image else []

    def _img(self, element: Element) -> list[Node]:
        path = self.find_picture(_widest(element))
        alt = element.attributes.get("alt", "")
        return [{"kind": "picture", "path": path, "alt": alt}] if path else []

    def _recording(self, element: Element) -> list[Node]:
        title = element.attributes.get("aria-label", "")
        return [{"kind": "paragraph", "content": [{"emph": [{"text": title}]}]}] if title else []

    def line(self, element: Element) -> list[Node]:
        """Return the texts of an element without space before the first one."""
        content = self.inline(element)
        while content and (first := content[0].get("text")) is not None:
            if text := first.lstrip():
                return [{"text": text}, *content[1:]]
            content = content[1:]
        return content

    def inline(self, element: Element) -> list[Node]:
        """Return the texts of an element with their emphasis; blocks within them count as texts."""
        found: list[Node] = []
        for child in element.children:
            if isinstance(child, str):
                found.append({"text": _SPACE.sub(" ", child)})
            elif not child.is_skipped:
                found += self._inline(child)
        return found

    def _inline(self, element: Element) -> list[Node]:
        match element.tag:
            case "br":
                return [{"break": True}]
            case "b" | "strong":
                return [{"strong": self.inline(element)}]
            case "i" | "em":
                return [{"emph": self.inline(element)}]
            case "a" if element.attributes.get("href", "").startswith(("http://", "https://", "mailto:")):
                return [{"link": element.attributes["href"], "content": self.inline(element)}]
            case "select":
                return [{"line": True}]
            case "input":
                is_field = element.attributes.get("type", "text") not in {"radio", "checkbox", "hidden"}
                return [{"line": True}] if is_field else []
            case "p" | "div" | "li":
                return [*self.inline(element), {"text": " "}]
        return self.inline(element)


_INLINE_TAGS = frozenset(
    {"a", "b", "strong", "i", "em", "br", "span", "small", "input", "abbr", "sub", "sup"}
)


def _is_block(element: Element) -> bool:
    return element.tag not in _INLINE_TAGS and not element.is_skipped


def _has_text(content: list[Node]) -> bool:
    return any(
        str(node.get("text", "")).strip() or node.get("line") or _has_text(_inner(node)) for node in content
    )


def _inner(node: Node) -> list[Node]:
    found: list[Node] = node.get("strong") or node.get("emph") or node.get("content") or []
    return found


def _widest(image: Element) -> str:
    """Return the address of the widest picture that isn't wider than printing needs."""
    source = image.attributes.get("src", "")
    entries = [entry.strip().rpartition(" ") for entry in image.attributes.get("srcset", "").split(",")]
    sized = [(int(width[:-1]), url) for url, _space, width in entries if width[:-1].isdigit()]
    fitting = [pair for pair in sized if pair[0] <= _PRINTED_WIDTH]
    return max(fitting)[1] if fitting else source
