"""What one commit tells that its part has not told before."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from lms.attempts.api import CommitTrigger
from lms.runtimes.scorm.api import Commit, outcome_of_commit
from lms.xapi.models import ToldPart
from lms.xapi.statements.activities import (
    interaction_type,
    is_free_text,
    part_activity,
    question_activity,
    written,
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
Told = tuple[uuid.UUID, dict[str, Any]]


@dataclass
class PartTelling:
    """Turns one commit into statements and remembers in `part`, unsaved, what it has told."""

    within: Within
    item: ManifestItem
    part: ToldPart
    commit: Commit
    #: the launch that wrote it; with the commit's number it names the commit for ever
    launch: uuid.UUID
    at: dt.datetime

    def statements(self) -> Iterator[Told]:
        """Yield what is new, in the order in which it happened."""
        assert self.within.package is not None  # noqa: S101 - a part is one of a package; tells mypy
        self.standard = self.within.package.standard
        self.activity = part_activity(self.within.package, self.item, self.within.language)
        folded = reduce_cmi({}, self.commit.elements, self.standard)
        session = self.commit.session or self.launch
        if self.part.session != session:
            self.part.session = session
            yield self._told(Verb.INITIALIZED, self.activity)
        yield from self._answers(folded)
        yield from self._verdict(folded)
        if self.commit.trigger == CommitTrigger.FINISH:
            took = folded.session_seconds
            yield self._told(
                Verb.TERMINATED, self.activity, {} if took is None else {"duration": duration(took)}
            )

    def _answers(self, folded: ReducedCmi) -> Iterator[Told]:
        is_settled = self.commit.trigger != CommitTrigger.AUTO
        after = answered_interactions(folded.cmi, self.standard, is_settled=is_settled)
        before = _remembered(self.part.answers)
        if len(after) < len(before) and is_settled:
            # The content began anew: what stands at an index now is not what stood there then.
            before = {}
        for given in new_answers(before.values(), after):
            yield self._answer(given)
        kept = before | {given.index: given for given in after}
        self.part.answers = {str(index): _memory(given) for index, given in kept.items()}

    def _answer(self, given: Interaction) -> Told:
        package = self.within.package
        assert package is not None  # noqa: S101 - as above
        result: dict[str, Any] = {}
        if given.is_right is not None:
            result["success"] = given.is_right
        elif given.result and given.result not in ("neutral", "unanticipated"):
            result["score"] = {"raw": float(given.result)}
        if given.response and (settings.XAPI_FREE_TEXT or not is_free_text(given)):
            kind = interaction_type(self.standard, given)
            result["response"] = written(self.standard, kind, given.response)
        if given.latency is not None:
            result["duration"] = duration(given.latency)
        question = question_activity(package, self.item, given, self.within.language)
        return self._told(Verb.ANSWERED, question, result, parent=self.activity, number=given.index)

    def _verdict(self, folded: ReducedCmi) -> Iterator[Told]:
        before = ScoOutcome.of(self.part.completion_status, self.part.success_status, self.part.score_scaled)
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
        self.part.completion_status = after.completion
        self.part.success_status = after.success
        self.part.score_scaled = after.score_scaled
        told = score(folded.cmi, after.score_scaled)
        result: dict[str, Any] = {"score": told} if told else {}
        if after.success != before.success and after.success != SuccessStatus.UNKNOWN:
            passed = after.success == SuccessStatus.PASSED
            verb = Verb.PASSED if passed else Verb.FAILED
            yield self._told(verb, self.activity, {**result, "success": passed})
        if after.completion == CompletionStatus.COMPLETED != before.completion:
            yield self._told(Verb.COMPLETED, self.activity, {**result, "completion": True})

    def _told(
        self,
        verb: Verb,
        activity: dict[str, Any],
        result: dict[str, Any] | None = None,
        *,
        parent: dict[str, Any] | None = None,
        number: int | str = "",
    ) -> Told:
        identifier = statement_id("commit", self.launch, self.commit.sequence, verb.value, number)
        made = statement(identifier, self.within, verb, activity, at=self.at, result=result, parent=parent)
        return identifier, made


def _memory(given: Interaction) -> list[str]:
    return [given.identifier, given.response, given.result, given.time]


def _remembered(answers: dict[str, list[str]]) -> dict[int, Interaction]:
    return {
        int(index): Interaction(int(index), identifier, "", response, result, time=time)
        for index, (identifier, response, result, time) in answers.items()
    }
