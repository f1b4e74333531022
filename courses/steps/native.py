"""The base class of step types that are made in the editor and played on the site."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks.stream_block import StreamValue
from wagtail.blocks.struct_block import StructValue

from courses.questions.base import QuestionBlock
from courses.steps.types import StepBlock


@dataclass(frozen=True)
class Question:
    """A question of a step. `id` is that of its block in the stream."""

    id: str
    block: QuestionBlock
    value: StructValue

    @classmethod
    def of(cls, child: StreamValue.StreamChild) -> Question:
        return cls(child.id, child.block, child.value)


@dataclass(frozen=True)
class NativeAnswer:
    """An answer that was given to a question: the response in SCORM 2004's notation and its grade."""

    question: str
    response: str
    is_right: bool | None
    #: 0..1
    score: float = 0.0


@dataclass(frozen=True)
class NativeOutcome:
    """The outcome of a step after some answers."""

    is_completed: bool
    #: None for a step without a pass mark
    is_passed: bool | None = None
    #: 0..1, None without a score
    score: float | None = None
    #: 0..1
    progress: float = 0.0


@dataclass(frozen=True)
class Turn:
    """A scene of a conversation that a learner has passed, with the choice made in it."""

    scene: Question
    choice: str
    consequence: str


@dataclass(frozen=True)
class Sheet:
    """The questions that a learner sees on one page of a step, with the answers that are shown."""

    questions: tuple[Question, ...]
    #: the shown answer of each question
    answers: Mapping[str, NativeAnswer] = field(default_factory=dict)
    #: whether all questions are answered at once, by one form
    is_one_form: bool = False
    #: whether it can be answered
    is_open: bool = True
    #: the number of the try, from 1, and how many there may be (0: any number)
    number: int = 1
    most: int = 0
    #: what random orders of the page depend on
    seed: str = ""
    #: what has happened in a conversation before its present scene
    turns: tuple[Turn, ...] = ()

    @property
    def tries_left(self) -> int | None:
        """How many tries are left after this one, None for any number."""
        return self.most - self.number if self.most else None


class NativeStep(StepBlock):
    """A step that is played on the site; with questions it has a package of its own.

    Publication compiles its questions into an immutable package (courses.packages.native_packages.py), whose
    answers are commits. A step without questions has no package and is done by Next. Not an ABC, since blocks
    have a metaclass of Wagtail's.
    """

    not_done = _("You have not answered all questions in “%(step)s”.")
    needs_runtime = True

    def is_played(self, package: int | None) -> bool:
        return package is not None

    def questions(self, value: StructValue) -> list[Question]:
        """Return the questions of a step in the order in which they are shown."""
        raise NotImplementedError

    def interactive_values(self, stored: Mapping[str, Any]) -> Any:
        """Return the stored values that answers depend on, as JSON; None for a step without questions.

        A step whose other values have changed keeps its package, so that attempts can continue with it.
        """
        raise NotImplementedError

    def search_text(self, value: StructValue) -> str:
        """Return the texts that are no part of a question: answers and feedback are found by nobody."""
        return "\n".join(self.open_texts(value))

    def open_texts(self, value: StructValue) -> Iterator[str]:
        """Yield the texts that may be found before the questions are answered."""
        introduction = self.child_blocks.get("introduction")
        if introduction is not None and value.get("introduction"):
            yield from introduction.get_searchable_content(value["introduction"])

    def passing_share(self, value: StructValue) -> float | None:
        """Return the share of right answers that is needed, 0..1; None for a step without a pass mark."""
        return None

    def outcome(self, value: StructValue, answers: Sequence[NativeAnswer]) -> NativeOutcome:
        """Return the outcome after `answers`, in chronological order: completed when all are answered."""
        questions = [question.id for question in self.questions(value)]
        answered = {answer.question for answer in answers} & set(questions)
        share = len(answered) / len(questions) if questions else 1.0
        return NativeOutcome(is_completed=share == 1, progress=share)

    def sheet(
        self, value: StructValue, answers: Sequence[NativeAnswer], seed: str, *, again: bool = False
    ) -> Sheet:
        """Return what a learner sees after `answers`; `again` requests another try where there is one.

        `seed` is another one in each attempt, and the same whenever the step is opened in it.
        """
        last = {answer.question: answer for answer in answers}
        return Sheet(tuple(self.questions(value)), last, seed=seed)

    def offline_rules(self, value: StructValue) -> dict[str, Any]:
        """Return how a package plays the step: the ids of its questions, each answered by itself."""
        questions = [question.id for question in self.questions(value)]
        return {"play": "questions", "questions": questions} if questions else super().offline_rules(value)

    def digest(self, stored: Mapping[str, Any]) -> str:
        values = self.interactive_values(stored)
        if values is None:
            return ""
        return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def children_of(raw: Sequence[Mapping[str, Any]], kinds: Collection[str]) -> Iterator[Mapping[str, Any]]:
    """Yield the raw blocks of a stream that are of one of the kinds."""
    return (child for child in raw if child["type"] in kinds)


def mean_score(answers: Sequence[NativeAnswer]) -> float:
    """Return the mean score of the graded answers, 0..1; 1 where none is graded."""
    scores = [answer.score for answer in answers if answer.is_right is not None]
    return sum(scores) / len(scores) if scores else 1.0
