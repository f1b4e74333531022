"""The kinds of question in GIFT."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from content_import.questions.formats import values
from content_import.questions.formats.gift.parts import Entry, Parts, entries_of
from content_import.questions.formats.numbers import centre, decimal_of, written
from content_import.questions.formats.values import FoundQuestion, Option, Unconvertible


def convert_choice(parts: Parts, entries: Sequence[Entry]) -> FoundQuestion:
    options = [Option(parts.line(entry.text), entry.share, parts.line(entry.feedback)) for entry in entries]
    is_single = any(entry.is_equal for entry in entries)
    return values.choice(
        parts.draft, parts.prompt, options, is_single=is_single, explanation=parts.explanation
    )


def convert_true_false(parts: Parts) -> FoundQuestion:
    """Return a statement; the first feedback is for a wrong answer, the second one for a right one."""
    answer, *feedback = parts.answers.split("#")
    if any(text.strip() for text in feedback[1:]):
        parts.draft.note(_("What it says to a right answer is left out."))
    return values.true_false(
        parts.draft,
        parts.prompt,
        is_true=answer.strip().casefold().startswith("t"),
        feedback=parts.line(feedback[0]) if feedback else "",
        explanation=parts.explanation,
    )


def convert_match(parts: Parts, entries: Sequence[Entry]) -> FoundQuestion:
    """Return pairs; a partner without something that it belongs with is one of the others."""
    halves = [entry.text.partition("->") for entry in entries]
    pairs = [(parts.line(left), parts.line(right)) for left, _arrow, right in halves]
    return values.match(
        parts.draft,
        parts.prompt,
        [(left, right) for left, right in pairs if left],
        [right for left, right in pairs if not left],
        explanation=parts.explanation,
    )


def convert_short(parts: Parts, entries: Sequence[Entry]) -> FoundQuestion:
    """Return a text with a gap: in the middle of the question, or below it."""
    answers = [(parts.line(entry.text), entry.share) for entry in entries]
    gap: values.Gap = (values.full_answers(parts.draft, answers), ())
    is_inside = bool(parts.after.strip())
    around = [parts.lines(parts.before), parts.lines(parts.after)] if is_inside else ["", ""]
    return values.gap_text(
        parts.draft,
        _("Fill in the gap.") if is_inside else parts.prompt,
        [f"{around[0]} " if is_inside else "", gap, _after_gap(around[1])],
        explanation=parts.explanation,
    )


def _after_gap(text: str) -> str:
    return f" {text}" if text[:1].isalnum() else text


def convert_number(parts: Parts) -> FoundQuestion:
    block = parts.answers[1:].strip()
    entries = entries_of(block) if block[:1] in {"=", "~"} else [_sole(block)]
    right = [entry for entry in entries if entry.share >= 1]
    if any(0 < entry.share < 1 for entry in entries):
        parts.draft.note(_("Answers that were right in part count as wrong here."))
    if len(right) != 1:
        raise Unconvertible(_("It has several right numbers. A question for a number has one."))
    answer, tolerance = _number(right[0].text)
    feedback = next((entry.feedback for entry in entries if entry.share <= 0), "")
    return values.number(
        parts.draft,
        parts.prompt,
        answer,
        tolerance,
        feedback=parts.line(feedback),
        explanation=parts.explanation,
    )


def _sole(block: str) -> Entry:
    text, _hash, feedback = block.partition("#")
    return Entry(True, 1.0, text.strip(), feedback.strip())


def _number(text: str) -> tuple[str, str]:
    """Return the number and its tolerance: `5`, `5:0.5` or `4.5..5.5`."""
    low, dots, high = text.partition("..")
    if dots:
        return centre(low, high)
    answer, _colon, tolerance = text.partition(":")
    return written(decimal_of(answer)), written(abs(decimal_of(tolerance or "0")))
