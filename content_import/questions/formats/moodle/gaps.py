"""Texts with gaps in Moodle's XML: embedded answers (Cloze), dragged and selected words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from content_import.questions.formats import values
from content_import.questions.formats.moodle.parts import Parts, format_of
from content_import.questions.formats.numbers import decimal_of, written
from content_import.questions.formats.safe_xml import child, children, text_of
from content_import.questions.formats.texts import plain_line
from content_import.questions.formats.values import FoundQuestion, Gap, Unconvertible, without_counterpart

#: {1:SHORTANSWER:=right~%50%half#feedback}
_CLOZE = re.compile(r"\{(\d{0,4}):([A-Z_]{1,20}):((?:\\.|[^}\\]){0,5000})\}")
_ANSWER = re.compile(r"((?:\\.|[^~\\]){1,2000})")
_WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d{1,8})?)%|(=)")
_ESCAPED = re.compile(r"\\(.)")
_PLACE = re.compile(r"\[\[(\d{1,3})\]\]")
_WRITTEN = frozenset({"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"})
_NUMBERS = frozenset({"NUMERICAL", "NM"})
_CHOSEN = frozenset({"MULTICHOICE", "MC", "MULTICHOICE_S", "MCS"} | {"MULTICHOICE_V", "MCV"})
_CHOSEN |= {"MULTICHOICE_H", "MCH", "MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS"}
#: a mark for a place in a text while it is read as HTML: of Unicode's private use
_MARK = "\ue010"


@dataclass(frozen=True)
class _Answer:
    share: float
    text: str
    has_feedback: bool


def convert_cloze(parts: Parts) -> FoundQuestion:
    """Return a text with the gaps of embedded answers."""
    question = child(parts.element, "questiontext")
    markup = parts.markup_of(question)
    found = list(_CLOZE.finditer(markup))
    if not found:
        raise Unconvertible(_("There is no gap in its text."))
    kinds = {_kind(match[2]) for match in found}
    if "chosen" in kinds and len(kinds) > 1:
        raise Unconvertible(_("It has both gaps to write in and gaps to choose for. Divide it into two."))
    text = format_of(question).lines(_CLOZE.sub(_MARK, markup))
    gaps = [_gap(parts, match) for match in found]
    values.note_shared_list(parts.draft, gaps)
    return _gap_text(parts, text, gaps)


def _kind(name: str) -> str:
    if name in _CHOSEN:
        return "chosen"
    if name in _WRITTEN | _NUMBERS:
        return "written"
    raise without_counterpart(name)


def _gap(parts: Parts, match: re.Match[str]) -> Gap:
    answers = list(_answers(match[3]))
    if any(answer.has_feedback for answer in answers):
        parts.draft.note(_("What it says to single answers is left out."))
    if match[2] in _NUMBERS:
        return (_exact_number(answers), ())
    right = values.full_answers(parts.draft, [(answer.text, answer.share) for answer in answers])
    wrong = [answer.text for answer in answers if answer.share <= 0] if _kind(match[2]) == "chosen" else []
    return (right, wrong)


def _answers(block: str) -> Iterator[_Answer]:
    for match in _ANSWER.finditer(block):
        weight = _WEIGHT.match(match[1])
        content = match[1][weight.end() if weight else 0 :]
        parts = re.split(r"(?<!\\)#", content, maxsplit=1)
        share = 0.0 if weight is None else 1.0 if weight[2] else float(weight[1]) / 100
        text = plain_line(_ESCAPED.sub(r"\1", parts[0]))
        yield _Answer(share, text, bool(parts[1:] and parts[1].strip()))


def _exact_number(answers: list[_Answer]) -> list[str]:
    """Return the right numbers, with both decimal signs. Raises Unconvertible for one with a tolerance."""
    texts: list[str] = []
    for answer in answers:
        if answer.share < 1:
            continue
        number, _colon, tolerance = answer.text.partition(":")
        if decimal_of(tolerance or "0") != 0:
            raise Unconvertible(_("A gap of it is a number with a tolerance. Make it a question of its own."))
        text = written(decimal_of(number))
        texts += [text, text.replace(".", ",")]
    return list(dict.fromkeys(texts))


def _gap_text(parts: Parts, marked: str, gaps: list[Gap]) -> FoundQuestion:
    """Return a text whose marks are the places of the gaps."""
    pieces: list[str | Gap] = []
    texts = marked.split(_MARK)
    if len(texts) != len(gaps) + 1:
        raise Unconvertible(_("A gap of it is in a place that is not shown."))
    for text, gap in zip(texts, gaps, strict=False):
        pieces += [text, gap]
    prompt = _("Choose the right words.") if any(wrong for _right, wrong in gaps) else _("Fill in the gaps.")
    return values.gap_text(
        parts.draft,
        prompt,
        [*pieces, texts[-1]],
        feedback=parts.line_in("incorrectfeedback"),
        explanation=parts.explanation,
    )


def convert_dragged_words(parts: Parts) -> FoundQuestion:
    return _convert_numbered(parts, [text_of(box, "text") for box in children(parts.element, "dragbox")])


def convert_gap_select(parts: Parts) -> FoundQuestion:
    return _convert_numbered(parts, [_text(option) for option in children(parts.element, "selectoption")])


def _text(element: Element) -> str:
    return text_of(element, "text")


def _convert_numbered(parts: Parts, texts: list[str]) -> FoundQuestion:
    """Return a text whose gaps name the number of the right word: [[1]]."""
    words = [format_of(None).line(text) for text in texts]
    question = child(parts.element, "questiontext")
    markup = parts.markup_of(question)
    numbers = [int(number) for number in _PLACE.findall(markup)]
    if not numbers:
        raise Unconvertible(_("There is no gap in its text."))
    if any(not 0 < number <= len(words) for number in numbers):
        raise Unconvertible(_("A gap of it has no right answer."))
    others = [word for index, word in enumerate(words, start=1) if index not in numbers]
    gaps: list[Gap] = [((words[number - 1],), ()) for number in numbers]
    gaps[0] = (gaps[0][0], others or words)
    return _gap_text(parts, format_of(question).lines(_PLACE.sub(_MARK, markup)), gaps)
