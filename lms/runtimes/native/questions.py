"""The questions of a step with a learner's last answer to each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from courses.api import ShownQuestion
from lms.runtimes.native.steps import AnsweredStep


def shown_questions(step: AnsweredStep, errors: Mapping[str, str] | None = None) -> Iterator[ShownQuestion]:
    """Yield the questions of a step; `errors` are sentences about posted answers, by question."""
    last = {answer.question: answer for answer in step.answers}
    for question in step.questions.values():
        block, value = question.block, question.value
        items = tuple(block.shown_items(value, f"{step.seed}/{question.id}"))
        error = (errors or {}).get(question.id, "")
        shown = ShownQuestion(question.id, block, value, items, error=error)
        if answer := last.get(question.id):
            grade = block.grade(value, answer.response)
            shown = replace(shown, response=answer.response, is_right=grade.is_right, feedback=grade.feedback)
        yield shown
