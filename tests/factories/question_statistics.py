"""Factories of questions and their answers, as counting the journal would have left them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from courses.models import Package
from lms.question_statistics.counting.publication import publish_questions
from lms.question_statistics.models import Answer, Question
from tests.factories.people import PersonFactory


def make_question(package: Package, identifier: str = "q1", **more: Any) -> Question:
    """A question of the package's first part, right when answered "a"."""
    known = {"package": package, "sco": "del-1", "digest": identifier, "identifier": identifier}
    return Question.objects.create(**known | {"kind": "choice", "patterns": ["a"]} | more)


def make_answers(question: Question, answer: str, people: int, *, at: Any = None, last: str = "") -> None:
    """That many people, new ones, have answered so."""
    at = at or timezone.now()
    Answer.objects.bulk_create(
        Answer(
            question=question,
            person=PersonFactory(last_name="Hemligsson"),
            first=answer,
            first_is_right=answer == "a",
            first_seconds=22.0,
            first_at=at,
            last=last or answer,
            last_is_right=(last or answer) == "a",
            last_at=at,
            changed_at=at,
        )
        for _ in range(people)
    )


def answer_questions(package: Package) -> None:
    """Two questions with enough answers, published."""
    for number, identifier in enumerate(["När tar du på dig handskar?", "Vem ringer du?"]):
        question = make_question(package, identifier, number=number)
        make_answers(question, "a", 9 - number, last="a")
        make_answers(question, "b", 6, last="a")
    publish_questions()
