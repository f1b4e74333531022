"""Parsing of untrusted XML of questions: no document type, no entity, bounded in size and depth."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext as _

from content_import.questions.formats.values import QuestionFileRefused
from scorm.api import PartReader

#: an item of QTI, which has the deepest structure, has less than 30 levels
MAX_DEPTH = 100
MAX_ELEMENTS = 400_000
#: Python has codecs that are no character sets at all and would decode the text with them
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([^"'>]{0,40})""")
_CHARACTER_SETS = re.compile(
    rb"(utf-?(8|16)(-?[lb]e)?|(us-)?ascii|iso[-_]?8859-\d\d?|latin-?1|(windows|cp)-?125\d)", re.IGNORECASE
)


class _BoundedTreeBuilder(TreeBuilder):
    """A tree builder that refuses a tree deeper or larger than any real file of questions."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = self.elements = 0

    def start(self, tag: str, attributes: dict[str, str], /) -> Element:
        self.depth += 1
        self.elements += 1
        if self.depth > MAX_DEPTH:
            raise QuestionFileRefused(_("The file is nested deeper than a file of questions can be."))
        if self.elements > MAX_ELEMENTS:
            raise QuestionFileRefused(_("The file has too many parts. Divide it into several files."))
        return super().start(tag, attributes)

    def end(self, tag: str, /) -> Element:
        self.depth -= 1
        return super().end(tag)


def parse_xml(data: bytes) -> Element:
    """Return the root element. Raises QuestionFileRefused."""
    declared = _DECLARED.match(data)
    if declared and not _CHARACTER_SETS.fullmatch(declared[1]):
        raise _broken(1)
    parser = DefusedXMLParser(
        target=_BoundedTreeBuilder(), forbid_dtd=True, forbid_entities=True, forbid_external=True
    )
    try:
        parser.feed(data)
        root: Element = parser.close()
    except DefusedXmlException:
        raise QuestionFileRefused(
            _("The file has a document type (DTD), which can hide harmful content. Export without it.")
        ) from None
    except ParseError as error:
        raise _broken(error.position[0]) from None
    except (ValueError, LookupError):  # an encoding that the parser does not have
        raise _broken(1) from None
    return root


def _broken(line: int) -> QuestionFileRefused:
    return QuestionFileRefused(
        _("The file is not valid XML: line %(line)s can't be read. Export it again.") % {"line": line}
    )


def _key(name: str) -> str:
    """Return a name in lower case; QTI 3's without its prefix and hyphens."""
    return name.casefold().removeprefix("qti-").replace("-", "")


_parts = PartReader(_key)
name_of, children, child = _parts.name_of, _parts.children, _parts.child
text_of, attribute = _parts.text_of, _parts.attribute
