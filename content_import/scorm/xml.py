"""Reading an untrusted manifest: no document type, no entity, bounded in size and depth."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from content_import.enums import ProblemCode
from content_import.exceptions import PackageRefused, Problem
from content_import.scorm.limits import MANIFEST_MAX_DEPTH, MANIFEST_MAX_ELEMENTS

XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"


def parse_manifest_xml(text: bytes) -> Element:
    """Return the root element. Raises PackageRefused with one sentence for what is wrong."""
    parser = DefusedXMLParser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
    try:
        parser.feed(text)
        root = parser.close()
    except DefusedXmlException:
        raise PackageRefused([Problem.of(ProblemCode.XML_DTD)]) from None
    except ParseError as error:
        raise PackageRefused([Problem.of(ProblemCode.XML_BROKEN, line=error.position[0])]) from None
    except (ValueError, LookupError):  # an encoding that the parser does not have
        raise PackageRefused([Problem.of(ProblemCode.XML_BROKEN, line=1)]) from None
    check_shape(root)
    if local_name(root) != "manifest":
        raise PackageRefused([Problem.of(ProblemCode.NOT_A_MANIFEST, local_name(root))])
    return root


def check_shape(root: Element) -> None:
    """Refuse a tree that is deeper or larger than any real manifest. Doesn't recurse."""
    level, elements = [root], 0
    for _depth in range(MANIFEST_MAX_DEPTH):
        elements += len(level)
        level = [child for element in level for child in element]
        if not level:
            break
    if level or elements > MANIFEST_MAX_ELEMENTS:
        raise PackageRefused([Problem.of(ProblemCode.TOO_DEEP)])


def local_name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def children(element: Element | None, name: str) -> Iterator[Element]:
    """Yield the children with that local name, in any namespace and any case.

    The namespaces differ between the editions, and authoring tools mix them up.
    """
    for child in () if element is None else element:
        if local_name(child).casefold() == name.casefold():
            yield child


def child(element: Element | None, name: str) -> Element | None:
    return next(children(element, name), None)


def text_of(element: Element | None, name: str = "") -> str:
    """Return the stripped text of the child `name`, or of the element itself; "" when there is none."""
    found = child(element, name) if name else element
    return "" if found is None else "".join(found.itertext()).strip()


def attribute(element: Element, name: str, default: str = "") -> str:
    """Return an attribute by local name, in any namespace and any case."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2].casefold() == name.casefold():
            return value.strip()
    return default


def flag(element: Element, name: str, default: bool) -> bool:
    """Return an xs:boolean attribute."""
    value = attribute(element, name).casefold()
    return value in ("true", "1", "yes") if value else default


def namespaces_used(root: Element) -> set[str]:
    """Return the namespaces of all elements and attributes."""
    names = (name for element in root.iter() for name in (element.tag, *element.attrib))
    return {name[1:].partition("}")[0] for name in names if name.startswith("{")}
