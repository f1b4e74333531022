"""Parsing of a journal entry into answers."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from lms.runtimes.scorm.api import achieved_at, answers_of_commit, read_journalled
from scorm.api import (
    FREE_TEXT,
    Interaction,
    comparable,
    first_and_last_answers,
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

    @classmethod
    def of(cls, row: Any) -> Entry:
        """Return the values of a journal entry that has those of its launch as annotations."""
        return cls(**{field.name: getattr(row, field.name) for field in fields(cls)})


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
    commit = read_journalled(entry.payload)
    if commit is None:
        return ()
    answers = (event.answer for event in answers_of_commit(commit, entry.standard))
    at = achieved_at(commit, entry.launched_at, entry.received_at)
    return [
        QuestionAnswers(entry, first, last, at) for first, last in first_and_last_answers(answers).values()
    ]
