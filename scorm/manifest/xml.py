"""Parsing of an untrusted manifest: no document type, no entity, bounded in size and depth."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from scorm.manifest.limits import MAX_DEPTH, MAX_ELEMENTS
from scorm.manifest.problems import ManifestFault, ManifestRefused

XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"


#: character sets of manifests. Python has codecs that are no character sets at all ("unicode_escape") and
#: would decode the manifest with them
DECLARED = re.compile(rb"""^<\?xml[^>]{0,100}?encoding\s*=\s*["']([^"'>]{0,40})""")
CHARACTER_SETS = re.compile(
    rb"(utf-?(8|16)(-?[lb]e)?|(us-)?ascii|iso[-_]?8859-\d\d?|latin-?1|(windows|cp)-?125\d|macintosh)",
    re.IGNORECASE,
)


class BoundedTreeBuilder(TreeBuilder):
    """A tree builder that refuses a tree deeper or larger than any real manifest."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = self.elements = 0

    def start(self, tag: str, attributes: dict[str, str], /) -> Element:
        """Start an element. Raises ManifestRefused beyond the limits."""
        self.depth += 1
        self.elements += 1
        if self.depth > MAX_DEPTH:
            raise ManifestRefused.of(ManifestFault.TOO_DEEP)
        if self.elements > MAX_ELEMENTS:
            raise ManifestRefused.of(ManifestFault.TOO_MANY_PARTS, limit=MAX_ELEMENTS)
        return super().start(tag, attributes)

    def end(self, tag: str, /) -> Element:
        self.depth -= 1
        return super().end(tag)


def parse_manifest_xml(text: bytes) -> Element:
    """Return the root element. Raises ManifestRefused with one fault."""
    declared = DECLARED.match(text)
    if declared and not CHARACTER_SETS.fullmatch(declared[1]):
        raise ManifestRefused.of(ManifestFault.XML_BROKEN, line=1)
    parser = DefusedXMLParser(
        target=BoundedTreeBuilder(), forbid_dtd=True, forbid_entities=True, forbid_external=True
    )
    try:
        parser.feed(text)
        root = parser.close()
    except DefusedXmlException:
        raise ManifestRefused.of(ManifestFault.XML_DTD) from None
    except ParseError as error:
        raise ManifestRefused.of(ManifestFault.XML_BROKEN, line=error.position[0]) from None
    except (ValueError, LookupError):  # an encoding that the parser does not have
        raise ManifestRefused.of(ManifestFault.XML_BROKEN, line=1) from None
    if local_name(root) != "manifest":
        raise ManifestRefused.of(ManifestFault.NOT_A_MANIFEST, local_name(root))
    return root


def local_name(element: Element) -> str:
    return _local(element.tag)


def _local(name: str) -> str:
    return name.rpartition("}")[2]


@dataclass(frozen=True)
class PartReader:
    """Reads the parts of elements by local names, in any namespace; `key` returns what names are compared by.

    The namespaces differ between the editions of standards, and authoring tools mix them up.
    """

    key: Callable[[str], str]

    def name_of(self, element: Element) -> str:
        return self.key(local_name(element))

    def children(self, element: Element | None, name: str) -> Iterator[Element]:
        """Yield the children with that name; none of no element."""
        return (
            child for child in (() if element is None else element) if self.name_of(child) == self.key(name)
        )

    def child(self, element: Element | None, name: str) -> Element | None:
        return next(self.children(element, name), None)

    def text_of(self, element: Element | None, name: str = "") -> str:
        """Return the stripped text of the child `name`, or of the element itself; "" when there is none."""
        target = self.child(element, name) if name else element
        return "" if target is None else "".join(target.itertext()).strip()

    def attribute(self, element: Element, name: str, default: str = "") -> str:
        found = (value for key, value in element.attrib.items() if self.key(_local(key)) == self.key(name))
        return next(found, default).strip()


_parts = PartReader(str.casefold)
children, child, text_of, attribute = _parts.children, _parts.child, _parts.text_of, _parts.attribute


def flag(element: Element, name: str, default: bool) -> bool:
    """Return an xs:boolean attribute."""
    value = attribute(element, name).casefold()
    return value in ("true", "1", "yes") if value else default


def namespaces_used(root: Element) -> set[str]:
    """Return the namespaces of all elements and attributes."""
    names = (name for element in root.iter() for name in (element.tag, *element.attrib))
    return {name[1:].partition("}")[0] for name in names if name.startswith("{")}
