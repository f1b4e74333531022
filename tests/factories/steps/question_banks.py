"""Question banks."""

from __future__ import annotations

from typing import Any

from courses.banks.actions import CreateQuestionBank
from courses.models import QuestionBank
from people.models import Municipality
from tests.factories.steps.questions import true_false

#: statements, all of them false
FALSE = [true_false(f"Påstående {number} i banken, å ä ö") for number in range(1, 4)]


def make_bank(
    *questions: dict[str, Any], title: str = "Händer", owner: Municipality | None = None
) -> QuestionBank:
    """Return a bank; without questions, of three statements."""
    return CreateQuestionBank(title=title, owner=owner, questions=questions or FALSE, by=None).run()
