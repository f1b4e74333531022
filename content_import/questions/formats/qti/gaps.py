"""Items of QTI whose answers are in a text: text entry, inline choice and gap match."""

from __future__ import annotations

from decimal import Decimal
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from content_import.questions.formats import values
from content_import.questions.formats.numbers import decimal_of, written
from content_import.questions.formats.qti.parts import MARK, Declaration, Parts, markup_of, plain_of
from content_import.questions.formats.safe_xml import attribute, child, children, name_of
from content_import.questions.formats.texts import plain_lines
from content_import.questions.formats.values import FoundQuestion, Gap, Unconvertible

_ENTRY, _CHOICE = "textentryinteraction", "inlinechoiceinteraction"
INLINE = frozenset({_ENTRY, _CHOICE})
_NUMBERS = frozenset({"float", "integer"})
_GAP = "_____"


def convert_inline(parts: Parts) -> FoundQuestion:
    """Return a question for a number, or a text with gaps."""
    if len({name_of(interaction) for interaction in parts.interactions}) > 1:
        raise Unconvertible(_("It has both gaps to write in and gaps to choose for. Divide it into two."))
    declarations = [parts.declaration(interaction) for interaction in parts.interactions]
    if len(declarations) == 1 and declarations[0].base_type in _NUMBERS:
        return _number(parts, declarations[0])
    gaps = [
        _gap(parts, interaction, declaration)
        for interaction, declaration in zip(parts.interactions, declarations, strict=True)
    ]
    values.note_shared_list(parts.draft, gaps)
    has_words = any(wrong for _right, wrong in gaps)
    prompt = _("Choose the right words.") if has_words else _("Fill in the gaps.")
    return _gap_text(parts, prompt, plain_lines(markup_of(parts.body)), gaps)


def _number(parts: Parts, declaration: Declaration) -> FoundQuestion:
    if len(declaration.accepted) != 1:
        raise Unconvertible(_("It has several right numbers. A question for a number has one."))
    answer = decimal_of(declaration.accepted[0])
    text = plain_lines(markup_of(parts.body))
    before, _mark, after = text.partition(MARK)
    prompt = text.replace(MARK, _GAP) if after.strip() else before
    return values.number(parts.draft, prompt, written(answer), written(_tolerance(parts, answer)))


def _tolerance(parts: Parts, answer: Decimal) -> Decimal:
    """Return how far from the answer `equal` of the response processing accepts another number."""
    for element in parts.element.iter():
        if name_of(element) == "equal" and attribute(element, "tolerance"):
            tolerance = abs(decimal_of(attribute(element, "tolerance").split()[-1]))
            is_relative = attribute(element, "tolerancemode") == "relative"
            return abs(answer) * tolerance / 100 if is_relative else tolerance
    return Decimal(0)


def _gap(parts: Parts, interaction: Element, declaration: Declaration) -> Gap:
    if name_of(interaction) == _CHOICE:
        choices = list(children(interaction, "inlinechoice"))
        is_right = [attribute(choice, "identifier") in declaration.right for choice in choices]
        texts = [plain_of(choice) for choice in choices]
        right = [text for text, flag in zip(texts, is_right, strict=True) if flag]
        return (right, [text for text, flag in zip(texts, is_right, strict=True) if not flag])
    if declaration.base_type in _NUMBERS:
        texts = [written(decimal_of(text)) for text in declaration.accepted]
        if any(_tolerance(parts, decimal_of(text)) for text in texts):
            raise Unconvertible(_("A gap of it is a number with a tolerance. Make it a question of its own."))
        return ([*texts, *(text.replace(".", ",") for text in texts if "." in text)], ())
    return (declaration.accepted, ())


def convert_gap_match(parts: Parts) -> FoundQuestion:
    """Return a text with gaps and the list of words for them."""
    interaction = parts.interactions[0]
    words = {attribute(each, "identifier"): plain_of(each) for each in children(interaction, "gaptext")}
    gaps = [attribute(each, "identifier") for each in interaction.iter() if name_of(each) == "gap"]
    pairs = parts.declaration(interaction).pairs
    right: dict[str, list[str]] = {}
    for word, gap in pairs:
        right.setdefault(gap, []).extend([words[word]] if word in words else [])
    used = {word for word, _gap in pairs}
    others = [text for key, text in words.items() if key not in used] or list(words.values())
    if not gaps:
        raise Unconvertible(_("There is no gap in its text."))
    shown: list[Gap] = [(right.get(gap, []), others) for gap in gaps]
    own = child(interaction, "prompt")
    around = plain_lines(markup_of(parts.body).replace(MARK, " "))
    prompt = around or (plain_of(own) if own is not None else "") or _("Choose the right words.")
    text = plain_lines("".join(_content(interaction)))
    return _gap_text(parts, prompt, text, shown)


def _content(interaction: Element) -> list[str]:
    """Return the text of a gap match without its words."""
    others = {"gaptext", "gapimg", "prompt"}
    return [f"<p>{markup_of(each)}</p>" for each in interaction if name_of(each) not in others]


def _gap_text(parts: Parts, prompt: str, marked: str, gaps: list[Gap]) -> FoundQuestion:
    pieces: list[str | Gap] = []
    texts = marked.split(MARK)
    if len(texts) != len(gaps) + 1:
        raise Unconvertible(_("A gap of it is in a place that is not shown."))
    for text, gap in zip(texts, gaps, strict=False):
        pieces += [text, gap]
    return values.gap_text(parts.draft, prompt, [*pieces, texts[-1]])
