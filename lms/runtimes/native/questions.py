"""The questions of a step as a learner sees them now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from courses.api import Question, Sheet, ShownQuestion


def shown_questions(
    sheet: Sheet, responses: Mapping[str, str], errors: Mapping[str, str]
) -> Iterator[ShownQuestion]:
    """Yield the questions of a sheet, with the answer of each.

    `responses` are answers that were posted and not recorded, `errors` sentences about them, by question.
    """
    for question in sheet.questions:
        yield _shown(question, sheet, responses.get(question.id), errors.get(question.id, ""))


def _shown(question: Question, sheet: Sheet, posted: str | None, error: str) -> ShownQuestion:
    block, value = question.block, question.value
    items = tuple(block.shown_items(value, f"{sheet.seed}/{question.id}"))
    answer = sheet.answers.get(question.id)
    if posted is not None or error or answer is None:
        return ShownQuestion(question.id, block, value, items, posted or "", error=error)
    grade = block.grade(value, answer.response)
    return ShownQuestion(
        question.id, block, value, items, answer.response, True, grade.is_right, grade.feedback
    )
