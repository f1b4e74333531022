"""The parts of an item of QTI."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from content_import.questions.formats.numbers import decimal_of
from content_import.questions.formats.safe_xml import attribute, child, children, name_of, text_of
from content_import.questions.formats.texts import plain_line, plain_lines
from content_import.questions.formats.values import Draft, Unconvertible

#: a mark for an interaction or a gap in a text: of Unicode's private use
MARK = "\ue010"
_LEFT_OUT = frozenset({"feedbackinline", "feedbackblock", "rubricblock", "stylesheet", "prompt"})
_MARKED = frozenset({"gap", "hottext"})


@dataclass(frozen=True)
class Declaration:
    """The right answers to an interaction."""

    base_type: str
    correct: tuple[str, ...]
    #: what answers are worth
    mapping: tuple[tuple[str, float], ...]

    @property
    def right(self) -> frozenset[str]:
        """All answers that are right: the declared ones, or else those that are worth something."""
        mapped = {key for key, worth in self.mapping if worth > 0}
        return frozenset(self.correct or mapped)

    @property
    def accepted(self) -> list[str]:
        """The texts that are wholly right."""
        most = max((worth for _key, worth in self.mapping), default=0)
        mapped = [key for key, worth in self.mapping if worth == most > 0]
        return list(dict.fromkeys([*self.correct, *mapped]))

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Two identifiers of each pair."""
        pairs = [tuple(pair.split()) for pair in sorted(self.right)]
        if any(len(pair) != 2 for pair in pairs):
            raise Unconvertible(_("A right answer of it is no pair."))
        return [(pair[0], pair[1]) for pair in pairs]


@dataclass(frozen=True)
class Parts:
    """The element of an item."""

    draft: Draft
    element: Element

    @cached_property
    def body(self) -> Element:
        body = child(self.element, "itembody")
        if body is None:
            raise Unconvertible(_("It is a text and no question."))
        return body

    @cached_property
    def interactions(self) -> list[Element]:
        return [element for element in self.body.iter() if name_of(element).endswith("interaction")]

    @property
    def prompt(self) -> str:
        """The text around its only interaction, and the interaction's own."""
        around = plain_lines(markup_of(self.body).replace(MARK, " "))
        own = child(self.interactions[0], "prompt")
        return "\n".join(filter(None, [around, plain_lines(markup_of(own)) if own is not None else ""]))

    def declaration(self, interaction: Element) -> Declaration:
        """Return the right answers to an interaction. Raises Unconvertible without any."""
        identifier = attribute(interaction, "responseidentifier")
        for element in children(self.element, "responsedeclaration"):
            if attribute(element, "identifier") == identifier:
                return _declaration(element)
        raise Unconvertible(_("No answer of it is right."))


def _declaration(element: Element) -> Declaration:
    correct = tuple(text_of(value) for value in children(child(element, "correctresponse"), "value"))
    mapping = tuple(
        (attribute(entry, "mapkey"), float(decimal_of(attribute(entry, "mappedvalue") or "0")))
        for entry in children(child(element, "mapping"), "mapentry")
    )
    return Declaration(attribute(element, "basetype"), correct, mapping)


def plain_of(element: Element) -> str:
    """Return the text of an option in one line, without its feedback."""
    return plain_line(markup_of(element))


def markup_of(element: Element) -> str:
    """Return the content of an element as HTML without attributes; interactions and gaps are marks."""
    parts = [escape(element.text or "", quote=False)]
    for part in element:
        name = name_of(part)
        if name.endswith("interaction") or name in _MARKED:
            parts.append(MARK)
        elif name in {"printedvariable", "templateinline", "templateblock"}:
            raise Unconvertible(_("Its numbers are made anew for each learner, which has no counterpart."))
        elif name not in _LEFT_OUT and name.isalnum():
            parts.append(f"<{name}>{markup_of(part)}</{name}>")
        parts.append(escape(part.tail or "", quote=False))
    return "".join(parts).replace("\n", " ")
