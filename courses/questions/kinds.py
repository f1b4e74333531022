"""The kinds of question."""

from __future__ import annotations

from typing import Any

from courses.questions.base import QuestionBlock
from courses.questions.block_ids import IdentifiedStreamBlock
from courses.questions.choice import MultipleChoiceQuestion, SingleChoiceQuestion, TrueFalseQuestion
from courses.questions.gap_text import GapTextQuestion
from courses.questions.hotspot import HotspotQuestion
from courses.questions.match import MatchQuestion
from courses.questions.number import NumberQuestion
from courses.questions.order import OrderQuestion, RankingQuestion

_CLASSES: tuple[type[QuestionBlock], ...] = (
    SingleChoiceQuestion,
    MultipleChoiceQuestion,
    TrueFalseQuestion,
    NumberQuestion,
    OrderQuestion,
    MatchQuestion,
    GapTextQuestion,
    HotspotQuestion,
    RankingQuestion,
)

#: the ES modules of their templates, as static files
QUESTION_SCRIPTS = ("js/native/order_list.js", "js/native/hotspot_picture.js")
QUESTION_KINDS = frozenset(question.kind for question in _CLASSES)


def question_blocks() -> list[tuple[str, QuestionBlock]]:
    """Return a new block of each kind of question, by its name in a stream."""
    return [(question.kind, question()) for question in _CLASSES]


class QuestionsBlock(IdentifiedStreamBlock):
    """A stream of questions of all kinds."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(question_blocks(), **kwargs)
