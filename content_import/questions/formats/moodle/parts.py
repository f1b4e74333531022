"""The parts of a question in Moodle's XML."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from content_import.questions.formats.numbers import decimal_of
from content_import.questions.formats.safe_xml import attribute, child, children, text_of
from content_import.questions.formats.texts import TextFormat
from content_import.questions.formats.values import Draft, Unconvertible

#: what Moodle writes into texts instead of the addresses of their files
_FILE = "@@PLUGINFILE@@"


@dataclass(frozen=True)
class Parts:
    """The element of a question."""

    draft: Draft
    element: Element

    @property
    def prompt(self) -> str:
        question = child(self.element, "questiontext")
        return format_of(question).lines(self.markup_of(question))

    @property
    def explanation(self) -> str:
        feedback = child(self.element, "generalfeedback")
        return format_of(feedback).explanation(self.markup_of(feedback))

    def markup_of(self, element: Element | None) -> str:
        """Return a text as it is written. Raises Unconvertible for a text with files."""
        text = text_of(element, "text")
        if _FILE in text or (element is not None and child(element, "file") is not None):
            raise Unconvertible(
                _("It has a picture, sound, film or formula, which is not brought in. Add it by hand.")
            )
        return text

    def line_of(self, element: Element | None) -> str:
        return format_of(element).line(self.markup_of(element))

    def line_in(self, name: str) -> str:
        return self.line_of(child(self.element, name))

    def feedback_of(self, answer: Element) -> str:
        return self.line_of(child(answer, "feedback"))

    def share_of(self, answer: Element) -> float:
        """Return what an answer is worth, 0..1 or less than 0."""
        return float(decimal_of(attribute(answer, "fraction") or "0")) / 100

    def flag(self, name: str, default: bool) -> bool:
        text = next((text_of(each) for each in children(self.element, name)), "").casefold()
        return text in {"true", "1", "yes"} if text else default

    def note_general_feedback(self, *names: str) -> None:
        """Note that feedback on the whole answer has no counterpart, if there is some."""
        if any(text_of(child(self.element, name), "text") for name in names):
            self.draft.note(_("What it says to the whole answer is left out."))


def format_of(element: Element | None) -> TextFormat:
    return TextFormat.named("html" if element is None else attribute(element, "format", "html"))
