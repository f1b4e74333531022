"""Parsing of a journal entry into answers."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from lms.attempts.api import CommitTrigger, Launch
from lms.runtimes.scorm.api import MalformedCommit, achieved_at, read_commit
from scorm.api import (
    FREE_TEXT,
    Interaction,
    answered_interactions,
    comparable,
    first_and_last_answers,
    reduce_cmi,
    to_2004_notation,
)

#: answers are cut to this length, since they are only counted
MAX_LENGTH = 255


@dataclass(frozen=True)
class Entry:
    """A journal entry with the values of its launch."""

    id: int
    payload: str
    sco: str
    received_at: dt.datetime
    launched_at: dt.datetime
    person: int
    package: int
    standard: str


@dataclass(frozen=True)
class QuestionAnswers:
    """A question with its first and last answer in one commit."""

    entry: Entry
    first: Interaction
    last: Interaction
    at: dt.datetime

    @property
    def key(self) -> tuple[int, str, str]:
        """Return package, SCO and digest of the identifier of the question."""
        return self.entry.package, self.entry.sco, digest_of(self.first.identifier)

    def answer(self, interaction: Interaction) -> str:
        """Return the normalised response, and "" for free text of the learner."""
        if interaction.kind in FREE_TEXT:
            return ""
        return comparable(
            interaction.kind, to_2004_notation(self.entry.standard, interaction.kind, interaction.response)
        )[:MAX_LENGTH]

    @property
    def patterns(self) -> list[str]:
        if self.last.kind in FREE_TEXT:
            return []
        patterns_2004 = (
            to_2004_notation(self.entry.standard, self.last.kind, pattern) for pattern in self.last.patterns
        )
        return [comparable(self.last.kind, pattern)[:MAX_LENGTH] for pattern in patterns_2004]


def digest_of(identifier: str) -> str:
    return hashlib.sha256(identifier.encode()).hexdigest()


def read_answers(entry: Entry) -> Sequence[QuestionAnswers]:
    """Return the answers of a commit by question; empty for a commit without interactions."""
    if '"interactions"' not in entry.payload:
        return ()
    try:
        commit = read_commit(entry.payload.encode())
    except MalformedCommit:
        # Journalled by a version that accepted more than this one.
        return ()
    elements = {path: value for path, value in commit.elements.items() if path.startswith("interactions.")}
    cmi = reduce_cmi({}, elements, entry.standard).cmi
    interactions = answered_interactions(cmi, entry.standard, is_settled=commit.trigger != CommitTrigger.AUTO)
    at = achieved_at(commit, Launch(started_at=entry.launched_at), entry.received_at)
    return [
        QuestionAnswers(entry, first, last, at)
        for first, last in first_and_last_answers(interactions).values()
    ]
