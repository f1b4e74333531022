"""Questions in Moodle's XML format (docs.moodle.org: Moodle XML format)."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from content_import.questions.formats import values
from content_import.questions.formats.moodle.gaps import (
    convert_cloze,
    convert_dragged_words,
    convert_gap_select,
)
from content_import.questions.formats.moodle.parts import Parts
from content_import.questions.formats.numbers import decimal_of, written
from content_import.questions.formats.safe_xml import attribute, children, text_of
from content_import.questions.formats.values import (
    Collected,
    Draft,
    FoundQuestion,
    Option,
    QuestionFile,
    QuestionFileRefused,
    Unconvertible,
    without_counterpart,
)

#: an entry that changes the category of the questions after it
_CATEGORY = "category"


def read_moodle(root: Element) -> QuestionFile:
    """Return the questions of a `quiz` element. Raises QuestionFileRefused without any."""
    found = Collected()
    questions = [q for q in children(root, "question") if attribute(q, "type") != _CATEGORY]
    for number, element in enumerate(questions, start=1):
        where = _place(element, number)
        try:
            found.add(_convert(element, where))
        except Unconvertible as reason:
            found.leave_out(where, str(reason))
    if not questions:
        raise QuestionFileRefused(_("There is no question in the file."))
    return found.result()


def _place(element: Element, number: int) -> str:
    name = next((text_of(name, "text") for name in children(element, "name")), "")
    return _("Question %(number)s: %(name)s") % {"number": number, "name": " ".join(name.split())[:60]}


def _convert(element: Element, where: str) -> FoundQuestion:
    kind = attribute(element, "type")
    converter = _CONVERTERS.get(kind)
    if kind == "essay":
        raise Unconvertible(_("It is answered with a longer text, which nobody can grade here."))
    if kind == "description":
        raise Unconvertible(_("It is a text and no question."))
    if converter is None:
        raise without_counterpart(kind)
    return converter(Parts(Draft(where), element))


def _convert_choice(parts: Parts) -> FoundQuestion:
    options = [
        Option(parts.line_of(answer), parts.share_of(answer), parts.feedback_of(answer))
        for answer in children(parts.element, "answer")
    ]
    parts.note_general_feedback("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
    return values.choice(
        parts.draft,
        parts.prompt,
        options,
        is_single=parts.flag("single", True),
        is_shuffled=parts.flag("shuffleanswers", True),
        explanation=parts.explanation,
    )


def _convert_true_false(parts: Parts) -> FoundQuestion:
    answers = list(children(parts.element, "answer"))
    right = next((answer for answer in answers if parts.share_of(answer) > 0), None)
    if right is None:
        raise Unconvertible(_("No answer of it is right."))
    if parts.feedback_of(right):
        parts.draft.note(_("What it says to a right answer is left out."))
    feedback = next((parts.feedback_of(answer) for answer in answers if answer is not right), "")
    return values.true_false(
        parts.draft,
        parts.prompt,
        is_true=text_of(right, "text").casefold() == "true",
        feedback=feedback,
        explanation=parts.explanation,
    )


def _convert_short(parts: Parts) -> FoundQuestion:
    if parts.flag("usecase", False):
        parts.draft.note(_("Upper and lower case make no difference here."))
    answers = list(children(parts.element, "answer"))
    if any(parts.feedback_of(answer) for answer in answers):
        parts.draft.note(_("What it says to single answers is left out."))
    right = values.full_answers(parts.draft, [(parts.line_of(a), parts.share_of(a)) for a in answers])
    return values.gap_text(parts.draft, parts.prompt, [(right, ())], explanation=parts.explanation)


def _convert_number(parts: Parts) -> FoundQuestion:
    answers = list(children(parts.element, "answer"))
    right = [answer for answer in answers if parts.share_of(answer) >= 1]
    if any(0 < parts.share_of(answer) < 1 for answer in answers):
        parts.draft.note(_("Answers that were right in part count as wrong here."))
    if len(right) != 1:
        raise Unconvertible(_("It has several right numbers. A question for a number has one."))
    units = [unit for group in children(parts.element, "units") for unit in children(group, "unit")]
    if len(units) > 1:
        parts.draft.note(_("It is answered in its first unit only."))
    wrong = next((answer for answer in answers if parts.share_of(answer) <= 0), None)
    return values.number(
        parts.draft,
        parts.prompt,
        written(decimal_of(text_of(right[0], "text"))),
        written(abs(decimal_of(text_of(right[0], "tolerance") or "0"))),
        unit=text_of(units[0], "unit_name") if units else "",
        feedback=parts.feedback_of(wrong) if wrong is not None else "",
        explanation=parts.explanation,
    )


def _convert_match(parts: Parts) -> FoundQuestion:
    pairs = [
        (parts.line_of(pair), " ".join(text_of(next(children(pair, "answer"), None), "text").split()))
        for pair in children(parts.element, "subquestion")
    ]
    return values.match(
        parts.draft,
        parts.prompt,
        [(left, right) for left, right in pairs if left],
        [right for left, right in pairs if not left and right],
        feedback=parts.line_in("incorrectfeedback"),
        explanation=parts.explanation,
    )


def _convert_order(parts: Parts) -> FoundQuestion:
    """Return an order; that of the answers in the file is the right one."""
    texts = [parts.line_of(answer) for answer in children(parts.element, "answer")]
    feedback = parts.line_in("incorrectfeedback")
    return values.order(parts.draft, parts.prompt, texts, feedback=feedback, explanation=parts.explanation)


_CONVERTERS: dict[str, Callable[[Parts], FoundQuestion]] = {
    "multichoice": _convert_choice,
    "truefalse": _convert_true_false,
    "shortanswer": _convert_short,
    "numerical": _convert_number,
    "matching": _convert_match,
    "ordering": _convert_order,
    "cloze": convert_cloze,
    "multianswer": convert_cloze,
    "ddwtos": convert_dragged_words,
    "gapselect": convert_gap_select,
}
