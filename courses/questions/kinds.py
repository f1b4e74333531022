"""The kinds of question."""

from __future__ import annotations

from courses.questions.base import QuestionBlock
from courses.questions.choice import MultipleChoiceQuestion, SingleChoiceQuestion, TrueFalseQuestion
from courses.questions.number import NumberQuestion

_CLASSES: tuple[type[QuestionBlock], ...] = (
    SingleChoiceQuestion,
    MultipleChoiceQuestion,
    TrueFalseQuestion,
    NumberQuestion,
)

QUESTION_KINDS = frozenset(question.kind for question in _CLASSES)


def question_blocks() -> list[tuple[str, QuestionBlock]]:
    """Return a new block of each kind of question, by its name in a stream."""
    return [(question.kind, question()) for question in _CLASSES]
