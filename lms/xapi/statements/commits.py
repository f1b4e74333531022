"""Statements of one commit, limited to changes of the reported state of its SCO."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from courses.api import Question
from lms.attempts.api import LearningEvent, OutcomeChanged, PartEnded, PartStarted, QuestionAnswered
from lms.runtimes.scorm.api import Commit, reduce_commit
from lms.xapi.models import StatementState
from lms.xapi.statements.activities import (
    in_xapi_notation,
    interaction_type,
    is_free_text,
    part_activity,
    question_activity,
)
from lms.xapi.statements.statements import Within, duration, score, statement, statement_id
from lms.xapi.statements.vocabulary import Verb
from scorm.api import (
    CompletionStatus,
    Interaction,
    ManifestItem,
    PartState,
    ScoOutcome,
    SuccessStatus,
)

#: a statement with its identifier
IdentifiedStatement = tuple[uuid.UUID, dict[str, Any]]


@dataclass
class CommitStatements:
    """The statements of one commit. Updates `state`, without saving it."""

    within: Within
    item: ManifestItem
    state: StatementState
    commit: Commit
    #: the launch of the commit; with the sequence number it identifies the commit
    launch: uuid.UUID
    at: dt.datetime
    #: the questions of a native package by id
    questions: Mapping[str, Question] = field(default_factory=dict)

    def statements(self) -> Iterator[IdentifiedStatement]:
        """Yield the new statements in chronological order."""
        assert self.within.package is not None  # noqa: S101 - a SCO belongs to a package; narrows the type
        package, state = self.within.package, self.state
        self.activity = part_activity(package, self.item, self.within.language)
        before = PartState(self.item.identifier, outcome=state.outcome, session=state.session)
        reduction = reduce_commit(
            before, self.commit, self.item, launch=self.launch, standard=package.standard
        )
        answered = _answers_from_json(state.answers)
        self.score = score(reduction.reduced.cmi, reduction.state.outcome.score_scaled)
        for event in reduction.events(answered.values()):
            yield from self._of_event(event)
        if reduction.restarts(answered.values()):
            answered = {}
        answered |= {answer.index: answer for answer in reduction.answers}
        state.answers = {str(index): _answer_to_json(answer) for index, answer in answered.items()}
        state.session, state.outcome = reduction.state.session, reduction.state.outcome

    def _of_event(self, event: LearningEvent) -> Iterator[IdentifiedStatement]:
        """Yield the statements that report an event."""
        match event:
            case PartStarted():
                yield self._statement(Verb.INITIALIZED, self.activity)
            case QuestionAnswered(answer=answer):
                yield self._answer(answer)
            case OutcomeChanged(before=before, after=after):
                yield from self._outcome(before, after)
            case PartEnded(seconds=seconds):
                result = {} if seconds is None else {"duration": duration(seconds)}
                yield self._statement(Verb.TERMINATED, self.activity, result)

    def _answer(self, given: Interaction) -> IdentifiedStatement:
        package = self.within.package
        assert package is not None  # noqa: S101 - as above
        result: dict[str, Any] = {}
        if given.is_right is not None:
            result["success"] = given.is_right
        elif given.result and given.result not in ("neutral", "unanticipated"):
            result["score"] = {"raw": float(given.result)}
        if given.response and (settings.XAPI_FREE_TEXT or not is_free_text(given)):
            kind = interaction_type(package.standard, given)
            result["response"] = in_xapi_notation(package.standard, kind, given.response)
        if given.latency is not None:
            result["duration"] = duration(given.latency)
        native = self.questions.get(given.identifier)
        question = question_activity(package, self.item, given, self.within.language, native)
        return self._statement(Verb.ANSWERED, question, result, parent=self.activity, number=given.index)

    def _outcome(self, before: ScoOutcome, after: ScoOutcome) -> Iterator[IdentifiedStatement]:
        result: dict[str, Any] = {"score": self.score} if self.score else {}
        if after.success != before.success and after.success != SuccessStatus.UNKNOWN:
            passed = after.success == SuccessStatus.PASSED
            verb = Verb.PASSED if passed else Verb.FAILED
            yield self._statement(verb, self.activity, {**result, "success": passed})
        if after.completion == CompletionStatus.COMPLETED != before.completion:
            yield self._statement(Verb.COMPLETED, self.activity, {**result, "completion": True})

    def _statement(
        self,
        verb: Verb,
        activity: dict[str, Any],
        result: dict[str, Any] | None = None,
        *,
        parent: dict[str, Any] | None = None,
        number: int | str = "",
    ) -> IdentifiedStatement:
        identifier = statement_id("commit", self.launch, self.commit.sequence, verb.value, number)
        body = statement(identifier, self.within, verb, activity, at=self.at, result=result, parent=parent)
        return identifier, body


def _answer_to_json(given: Interaction) -> list[str]:
    return [given.identifier, given.response, given.result, given.time]


def _answers_from_json(answers: dict[str, list[str]]) -> dict[int, Interaction]:
    return {
        int(index): Interaction(int(index), identifier, "", response, result, time=time)
        for index, (identifier, response, result, time) in answers.items()
    }
