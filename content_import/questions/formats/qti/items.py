"""Questions in QTI 2.1, 2.2 and 3.0 (1EdTech): a documented subset of its interactions.

Choice, order, match, gap match, text entry and inline choice. Response processing is not executed: the right
answers are those of the response declarations, with the tolerance of `equal`.
"""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from content_import.questions.formats import values
from content_import.questions.formats.qti.gaps import INLINE, convert_gap_match, convert_inline
from content_import.questions.formats.qti.parts import Parts, plain_of
from content_import.questions.formats.safe_xml import attribute, child, children, name_of
from content_import.questions.formats.values import (
    Draft,
    FoundQuestion,
    Option,
    QuestionFileRefused,
    Unconvertible,
    without_counterpart,
)

ITEM = "assessmentitem"
_MAX_SHOWN = 60


def read_item(root: Element, file_name: str = "") -> FoundQuestion:
    """Return the question of an `assessmentItem`. Raises Unconvertible."""
    if child(root, "templatedeclaration") is not None:
        raise Unconvertible(_("Its numbers are made anew for each learner, which has no counterpart."))
    parts = Parts(Draft(place_of(root, file_name)), root)
    if any(name_of(element) == "modalfeedback" for element in root.iter()):
        parts.draft.note(_("What it says to the whole answer is left out."))
    names = {name_of(interaction) for interaction in parts.interactions}
    if not names:
        raise Unconvertible(_("It is a text and no question."))
    if names <= INLINE:
        return convert_inline(parts)
    if len(parts.interactions) > 1:
        raise Unconvertible(_("It has several questions in one. Divide it."))
    (name,) = names
    if name == "extendedtextinteraction":
        raise Unconvertible(_("It is answered with a longer text, which nobody can grade here."))
    if name not in _CONVERTERS:
        raise without_counterpart(name)
    return _CONVERTERS[name](parts)


def place_of(root: Element, file_name: str = "") -> str:
    """Return the name of an item for people: its title, and its identifier or file."""
    title = " ".join(attribute(root, "title").split())[:_MAX_SHOWN]
    name = file_name or attribute(root, "identifier")[:_MAX_SHOWN]
    return f"{title} ({name})" if title and name else title or name


def refuse_root(root: Element) -> QuestionFileRefused:
    """Return why a file whose root is no item can't be read."""
    name = name_of(root)
    if name == "questestinterop":
        return QuestionFileRefused(_("This is QTI 1.2. Export the questions as QTI 2.1, 2.2 or 3 instead."))
    if name in {"assessmenttest", "assessmentsection", "manifest"}:
        return QuestionFileRefused(
            _("The file only refers to its questions. Choose the whole package, a zip file, instead.")
        )
    return QuestionFileRefused(_("The file has no questions in a format that can be read here."))


def _convert_choice(parts: Parts) -> FoundQuestion:
    interaction = parts.interactions[0]
    right = parts.declaration(interaction)
    options = [
        Option(plain_of(each), float(attribute(each, "identifier") in right.right), _feedback(each))
        for each in children(interaction, "simplechoice")
    ]
    return values.choice(
        parts.draft,
        parts.prompt,
        options,
        is_single=attribute(interaction, "maxchoices", "1") == "1",
        is_shuffled=attribute(interaction, "shuffle") == "true",
    )


def _feedback(choice: Element) -> str:
    return " ".join(plain_of(each) for each in children(choice, "feedbackinline"))


def _convert_order(parts: Parts) -> FoundQuestion:
    interaction = parts.interactions[0]
    texts = {attribute(each, "identifier"): plain_of(each) for each in children(interaction, "simplechoice")}
    right = parts.declaration(interaction).correct
    if not right or any(identifier not in texts for identifier in right):
        raise Unconvertible(_("It has no right order."))
    if len(right) < len(texts):
        raise Unconvertible(_("Its right order has only some of the texts, which has no counterpart."))
    return values.order(parts.draft, parts.prompt, [texts[identifier] for identifier in right])


def _convert_match(parts: Parts) -> FoundQuestion:
    """Return pairs: each text of the first set belongs with one of the second."""
    interaction = parts.interactions[0]
    sets = [
        {attribute(each, "identifier"): plain_of(each) for each in children(group, "simpleassociablechoice")}
        for group in children(interaction, "simplematchset")
    ]
    pairs = parts.declaration(interaction).pairs
    partners = dict(pairs)
    if len(sets) != 2 or len(partners) < len(pairs) or set(partners) != set(sets[0]):
        raise Unconvertible(_("Something in it belongs with nothing, or with more than one."))
    if any(partner not in sets[1] for partner in partners.values()):
        raise Unconvertible(_("A right answer of it is none of its texts."))
    others = [text for key, text in sets[1].items() if key not in partners.values()]
    shown = [(text, sets[1][partners[key]]) for key, text in sets[0].items()]
    return values.match(parts.draft, parts.prompt, shown, others)


_CONVERTERS: dict[str, Callable[[Parts], FoundQuestion]] = {
    "choiceinteraction": _convert_choice,
    "orderinteraction": _convert_order,
    "matchinteraction": _convert_match,
    "gapmatchinteraction": convert_gap_match,
}
