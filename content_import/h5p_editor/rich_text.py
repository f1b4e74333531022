"""HTML of H5P texts: sanitised by the tags that a field allows, and converted to that of Wagtail's editor."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import lru_cache
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.utils.html import strip_tags
from wagtail.admin.rich_text.editors.draftail import DraftailRichTextArea
from wagtail.rich_text import expand_db_html
from wagtail.whitelist import Whitelister, attribute_rule, check_url

from content_import.archives.passages import without_long_references

#: tags that H5P's core allows in each text with HTML
ALWAYS_ALLOWED = frozenset({"div", "span", "p", "br"})
#: tags that H5P's core allows with another one
IMPLIED = {
    "strong": {"b"},
    "b": {"strong"},
    "em": {"i"},
    "i": {"em"},
    "ul": {"li"},
    "ol": {"li"},
    "table": {"tr", "td", "th", "colgroup", "thead", "tbody", "tfoot"},
    "del": {"s"},
    "s": {"del"},
    "strike": {"s"},
}
#: features of Wagtail's editor by the tag that they need
FEATURES = {
    "strong": "bold",
    "em": "italic",
    "sub": "subscript",
    "sup": "superscript",
    "code": "code",
    "s": "strikethrough",
    "h2": "h2",
    "h3": "h3",
    "h4": "h4",
    "ol": "ol",
    "ul": "ul",
    "hr": "hr",
    "a": "link",
}
#: what Wagtail's editor keeps, whatever the field allows
EDITABLE = frozenset({*FEATURES, *ALWAYS_ALLOWED, "b", "i", "li", "del"})
#: tag that H5P stores -> tag of Wagtail's editor
EDITOR_TAGS = {"strong": "b", "em": "i", "del": "s", "strike": "s"}
STORED_TAGS = {"b": "strong", "i": "em"}
_BLOCKS = ("p", "div", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "table", "pre", "blockquote", "hr")
_DROPPED = ("script", "style", "template", "iframe", "object", "noscript", "svg", "math")
_ATTRIBUTES: dict[str, dict[str, Any]] = {
    "td": {"colspan": True, "rowspan": True},
    "th": {"colspan": True, "rowspan": True, "scope": True},
}


def allowed_tags(tags: Collection[str]) -> frozenset[str]:
    """Return all tags that a field allows whose semantics name `tags`, as H5P's core extends them."""
    named = {tag.lower() for tag in tags}
    return frozenset(named.union(ALWAYS_ALLOWED, *(IMPLIED.get(tag, ()) for tag in named)))


def features_for(tags: Collection[str]) -> list[str]:
    """Return the features of Wagtail's editor that write nothing but allowed tags."""
    allowed = allowed_tags(tags)
    return [feature for tag, feature in FEATURES.items() if tag in allowed]


@lru_cache(maxsize=50)
def editor_for(features: tuple[str, ...]) -> DraftailRichTextArea:
    return DraftailRichTextArea(features=list(features))


def sanitised(html: str, tags: Collection[str]) -> str:
    """Return HTML with the allowed tags alone, without attributes but addresses and spans of cells."""
    doc = BeautifulSoup(without_long_references(html), "html.parser")
    for tag in doc.find_all(_DROPPED):
        tag.decompose()
    cleaner = Whitelister()
    cleaner.element_rules = _rules(allowed_tags(tags))
    return str(cleaner.clean(doc.decode(formatter="minimal")))


def _rules(allowed: frozenset[str]) -> dict[str, Callable[[Tag], None]]:
    rules = {tag: attribute_rule(_ATTRIBUTES.get(tag, {})) for tag in {"[document]", *allowed} - {"a"}}
    if "a" in allowed:
        rules["a"] = _clean_link
    return rules


def _clean_link(tag: Tag) -> None:
    """Keep an address that is safe; one of this site is made complete, since H5P plays on another origin."""
    address = check_url(str(tag.attrs.get("href", "")))
    tag.attrs.clear()
    if address:
        tag.attrs["href"] = f"{settings.SITE_ORIGIN}{address}" if address.startswith("/") else address
        tag.attrs.update({"target": "_blank", "rel": "noopener noreferrer"})


def from_editor(html: str, tags: Collection[str]) -> str:
    """Return the HTML to store for what Wagtail's editor has written."""
    clean = sanitised(expand_db_html(html), tags)
    if not has_text(clean):
        return ""
    doc = BeautifulSoup(clean, "html.parser")
    for tag in doc.find_all(list(STORED_TAGS)):
        tag.name = STORED_TAGS[tag.name]
    return doc.decode(formatter="minimal")


def for_editor(html: str) -> str:
    """Return stored HTML as Wagtail's editor reads it: paragraphs for `div`, its tags for bold and italic."""
    doc = BeautifulSoup(html, "html.parser")
    for tag in doc.find_all(list(EDITOR_TAGS)):
        tag.name = EDITOR_TAGS[tag.name]
    for tag in doc.find_all("span"):
        tag.unwrap()
    for tag in doc.find_all("div"):
        if tag.find(_BLOCKS):
            tag.unwrap()
        else:
            tag.name = "p"
    return doc.decode(formatter="minimal")


def is_editable(html: str) -> bool:
    """Return whether Wagtail's editor keeps all of the HTML; tables and colours it would lose."""
    tags = BeautifulSoup(html, "html.parser").find_all(True)
    return all(
        tag.name in EDITABLE and set(tag.attrs) <= ({"href", "target", "rel"} if tag.name == "a" else set())
        for tag in tags
    )


def has_text(html: str) -> bool:
    """Return whether there is anything to read or see."""
    return bool(strip_tags(html).replace("\xa0", " ").replace("&nbsp;", " ").strip()) or "<hr" in html
