"""The base class of step types that are made in the editor and played on the site."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks.stream_block import StreamValue
from wagtail.blocks.struct_block import StructValue

from courses.questions.base import QuestionBlock
from courses.steps.types import StepBlock

if TYPE_CHECKING:
    from collections.abc import Mapping


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


class NativeStep(StepBlock):
    """A step that is played on the site; with questions it has a package of its own.

    Publication compiles its questions into an immutable package (courses.packages.native_packages.py), whose
    answers are commits. A step without questions has no package and is done by Next.
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

    def passing_share(self, value: StructValue) -> float | None:
        """Return the share of right answers that is needed, 0..1; None for a step without a pass mark."""
        return None

    def outcome(self, value: StructValue, answers: Sequence[NativeAnswer]) -> NativeOutcome:
        """Return the outcome after `answers`, in chronological order: completed when all are answered."""
        questions = [question.id for question in self.questions(value)]
        answered = {answer.question for answer in answers} & set(questions)
        share = len(answered) / len(questions) if questions else 1.0
        return NativeOutcome(is_completed=share == 1, progress=share)

    def digest(self, stored: Mapping[str, Any]) -> str:
        values = self.interactive_values(stored)
        if values is None:
            return ""
        return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def children_of(raw: Sequence[Mapping[str, Any]], kinds: Collection[str]) -> Iterator[Mapping[str, Any]]:
    """Yield the raw blocks of a stream that are of one of the kinds."""
    return (child for child in raw if child["type"] in kinds)
