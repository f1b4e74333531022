"""A step with questions and the answers given to it so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.http import Http404

from courses.api import NativeAnswer, NativeOutcome, NativeStep, Question, Sheet, find_shown_step
from lms.attempts.api import Attempt, Launch, ScoState
from scorm.api import Interaction, PackageStandard, read_interactions


@dataclass(frozen=True)
class NextCommit:
    """The launch and the number of the next answer of a page, by which one sent twice is recognised."""

    launch: UUID
    sequence: int


@dataclass(frozen=True)
class AnsweredStep:
    """A step of an attempt with the state of its package."""

    attempt: Attempt
    #: the bound block, as the module version froze it
    content: Any
    #: None before the first answer
    state: ScoState | None

    @property
    def block(self) -> NativeStep:
        block: NativeStep = self.content.block
        return block

    @cached_property
    def questions(self) -> dict[str, Question]:
        """The questions by id, in the order in which they are shown."""
        return {question.id: question for question in self.block.questions(self.content.value)}

    @property
    def cmi(self) -> Mapping[str, Any]:
        return self.state.cmi if self.state else {}

    @cached_property
    def interactions(self) -> tuple[Interaction, ...]:
        return read_interactions(self.cmi, PackageStandard.SCORM_2004)

    @cached_property
    def answers(self) -> tuple[NativeAnswer, ...]:
        """All answers to questions of the step, in chronological order, graded."""
        return tuple(
            grade(self.questions[interaction.identifier], interaction.response)
            for interaction in self.interactions
            if interaction.identifier in self.questions
        )

    def sheet(self, *, again: bool = False) -> Sheet:
        """Return what the learner sees now; `again` requests another try where there is one."""
        return self.block.sheet(self.content.value, self.answers, self.seed, again=again)

    @property
    def outcome(self) -> NativeOutcome:
        return self.block.outcome(self.content.value, self.answers)

    @property
    def seed(self) -> str:
        """What random orders depend on: others in each attempt, the same ones each time it is opened."""
        return f"{self.attempt.uuid}/{self.content.id}"

    def is_next(self, commit: NextCommit) -> bool:
        """Return whether a commit follows the last one of the state, by the same launch."""
        state = self.state
        return state is not None and (state.session_launch, state.session_sequence + 1) == (
            commit.launch,
            commit.sequence,
        )

    @property
    def session(self) -> UUID:
        """The session of all commits: the state is kept from one launch to the next."""
        return uuid5(self.attempt.uuid, f"step {self.content.id}")


def grade(question: Question, response: str) -> NativeAnswer:
    """Return the answer with its grade."""
    graded = question.block.grade(question.value, response)
    return NativeAnswer(question.id, response, graded.is_right, graded.score)


def answered_step(attempt: Attempt, step_id: str) -> AnsweredStep:
    """Return the step of an attempt with its answers; two queries. Raises Http404 for no such step."""
    content = find_shown_step(attempt.module_version, attempt.layer_version, step_id)
    if content is None or not isinstance(content.block, NativeStep):
        raise Http404
    return AnsweredStep(attempt, content, _state(attempt, step_id))


def _state(attempt: Attempt, step_id: str) -> ScoState | None:
    states = ScoState.objects.filter(
        package_attempt__attempt=attempt, package_attempt__step_id=step_id, package_attempt__moved_to=None
    )
    return states.order_by("-package_attempt__number").first()


def next_commit(step: AnsweredStep) -> NextCommit:
    """Return the next commit: of the step's open launch, else of one that the answer will open. One query."""
    opened = Launch.objects.filter(
        attempt=step.attempt, ended_at=None, package_attempt__step_id=step.content.id
    ).first()
    if opened is None:
        return NextCommit(uuid4(), 1)
    is_latest = step.state is not None and step.state.session_launch == opened.pk
    return NextCommit(opened.pk, 1 + (step.state.session_sequence if step.state and is_latest else 0))
