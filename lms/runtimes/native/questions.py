"""The questions of a step as a learner sees them now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from courses.api import Sheet, ShownQuestion


def shown_questions(
    sheet: Sheet,
    responses: Mapping[str, str],
    errors: Mapping[str, str],
    posted: Mapping[str, Sequence[str]],
) -> Iterator[ShownQuestion]:
    """Yield the questions of a sheet, with the answer of each.

    `responses` are answers that were posted and not recorded, `errors` sentences about those that are none,
    by question; `posted` are all posted fields.
    """
    for question in sheet.questions:
        seed = f"{sheet.seed}/{question.id}"
        response, error = responses.get(question.id, ""), errors.get(question.id, "")
        shown = ShownQuestion(
            question.id, question.block, question.value, seed, response, error=error, posted=posted
        )
        answer = sheet.answers.get(question.id)
        yield shown if response or error or answer is None else shown.graded(answer.response)
