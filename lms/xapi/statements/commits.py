"""Statements of one commit, limited to changes of the reported state of its SCO."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from lms.attempts.api import CommitTrigger
from lms.runtimes.scorm.api import Commit, outcome_of_commit
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
    ReducedCmi,
    ScoOutcome,
    SuccessStatus,
    answered_interactions,
    merge_forward,
    new_answers,
    reduce_cmi,
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

    def statements(self) -> Iterator[IdentifiedStatement]:
        """Yield the new statements in chronological order."""
        assert self.within.package is not None  # noqa: S101 - a SCO belongs to a package; narrows the type
        self.standard = self.within.package.standard
        self.activity = part_activity(self.within.package, self.item, self.within.language)
        folded = reduce_cmi({}, self.commit.elements, self.standard)
        session = self.commit.session or self.launch
        if self.state.session != session:
            self.state.session = session
            yield self._statement(Verb.INITIALIZED, self.activity)
        yield from self._answers(folded)
        yield from self._outcome(folded)
        if self.commit.trigger == CommitTrigger.FINISH:
            seconds = folded.session_seconds
            yield self._statement(
                Verb.TERMINATED, self.activity, {} if seconds is None else {"duration": duration(seconds)}
            )

    def _answers(self, folded: ReducedCmi) -> Iterator[IdentifiedStatement]:
        is_settled = self.commit.trigger != CommitTrigger.AUTO
        after = answered_interactions(folded.cmi, self.standard, is_settled=is_settled)
        before = _answers_from_json(self.state.answers)
        if len(after) < len(before) and is_settled:
            # The content restarted its interactions, so an index has another answer than before.
            before = {}
        for given in new_answers(before.values(), after):
            yield self._answer(given)
        merged = before | {given.index: given for given in after}
        self.state.answers = {str(index): _answer_to_json(given) for index, given in merged.items()}

    def _answer(self, given: Interaction) -> IdentifiedStatement:
        package = self.within.package
        assert package is not None  # noqa: S101 - as above
        result: dict[str, Any] = {}
        if given.is_right is not None:
            result["success"] = given.is_right
        elif given.result and given.result not in ("neutral", "unanticipated"):
            result["score"] = {"raw": float(given.result)}
        if given.response and (settings.XAPI_FREE_TEXT or not is_free_text(given)):
            kind = interaction_type(self.standard, given)
            result["response"] = in_xapi_notation(self.standard, kind, given.response)
        if given.latency is not None:
            result["duration"] = duration(given.latency)
        question = question_activity(package, self.item, given, self.within.language)
        return self._statement(Verb.ANSWERED, question, result, parent=self.activity, number=given.index)

    def _outcome(self, folded: ReducedCmi) -> Iterator[IdentifiedStatement]:
        before = ScoOutcome.of(
            self.state.completion_status, self.state.success_status, self.state.score_scaled
        )
        after = merge_forward(
            before,
            outcome_of_commit(
                folded,
                self.commit,
                self.item,
                self.standard,
                set_elements=self.commit.set_elements or (),
            ),
        )
        self.state.completion_status = after.completion
        self.state.success_status = after.success
        self.state.score_scaled = after.score_scaled
        score_result = score(folded.cmi, after.score_scaled)
        result: dict[str, Any] = {"score": score_result} if score_result else {}
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
