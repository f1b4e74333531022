"""Statistics of questions, for other packages."""

from lms.question_statistics.counting.actions import fold_answers
from lms.question_statistics.counting.publication import publish_questions

__all__ = [
    "fold_answers",
    "publish_questions",
]
