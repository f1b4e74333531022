"""Answers to questions in the editor's preview: they are in its address, graded, and stored nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from courses.questions.shown import ShownQuestion
from courses.steps.native import NativeStep, Question

#: what the names of the fields of questions begin with
FIELDS = "q-"


def answered_questions(steps: Any, given: QueryDict) -> dict[str, ShownQuestion]:
    """Return the questions of the steps of a draft that have an answer in `given`, by id."""
    natives = (step for step in steps if isinstance(step.block, NativeStep))
    questions = (question for step in natives for question in step.block.questions(step.value))
    return {
        question.id: _answered(question, given) for question in questions if _is_answered(question, given)
    }


def _is_answered(question: Question, given: QueryDict) -> bool:
    name = f"{FIELDS}{question.id}"
    return any(key == name or key.startswith(f"{name}-") for key in given) and _is_finished(question)


def _is_finished(question: Question) -> bool:
    """Return whether the question can be graded: others of a draft are shown without."""
    try:
        question.block.clean(question.value)
    except ValidationError:
        return False
    return True


def _answered(question: Question, given: QueryDict) -> ShownQuestion:
    response = question.block.read_response(question.value, given, f"{FIELDS}{question.id}")
    shown = ShownQuestion(question.id, question.block, question.value, seed=question.id)
    if response is None:
        return shown.refused(str(question.block.unreadable), dict(given.lists()))
    return shown.graded(response)


def kept_fields(given: QueryDict, questions: Iterator[str]) -> list[tuple[str, str]]:
    """Return the fields of a preview's address but those of the questions that a form has itself."""
    own = tuple(f"{FIELDS}{question}" for question in questions)
    return [(name, value) for name, values in given.lists() for value in values if not name.startswith(own)]
