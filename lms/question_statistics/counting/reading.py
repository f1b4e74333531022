"""Parsing of a journal entry into answers."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from courses.api import Wording
from lms.question_statistics.counting.native import NativeQuestions, counted_answer
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
    #: the package that the question is counted for
    package: int
    #: that of a native question
    wording: Wording | None = None

    @property
    def key(self) -> tuple[int, str, str]:
        """Return package, SCO and digest of the question."""
        digest = self.wording.digest if self.wording else digest_of(self.first.identifier)
        return self.package, self.entry.sco, digest

    @property
    def identifier(self) -> str:
        return f"#{self.wording.digest}" if self.wording else self.first.identifier

    @property
    def newest_values(self) -> dict[str, Any]:
        """Return the values of the question that its newest commit replaces."""
        wording = self.wording
        return {
            "kind": self.last.kind,
            "wording": wording.question if wording else self.last.description,
            "texts": wording.texts if wording else {},
            "unit": wording.unit if wording else "",
            "patterns": self.patterns,
        }

    def answer(self, interaction: Interaction) -> str:
        """Return the normalised response, and "" for free text of the learner."""
        return self._normalised(interaction.kind, interaction.response)

    @property
    def patterns(self) -> list[str]:
        """Return the right answers; none of a native question that isn't graded."""
        if self.wording and self.last.is_right is None:
            return []
        patterns = (self._normalised(self.last.kind, pattern) for pattern in self.last.patterns)
        return [pattern for pattern in patterns if pattern]

    def _normalised(self, kind: str, value: str) -> str:
        if self.wording:
            return counted_answer(self.wording, kind, value, MAX_LENGTH)
        if kind in FREE_TEXT:
            return ""
        return comparable(kind, to_2004_notation(self.entry.standard, kind, value))[:MAX_LENGTH]


def digest_of(identifier: str) -> str:
    return hashlib.sha256(identifier.encode()).hexdigest()


def read_answers(entry: Entry, native: NativeQuestions) -> Sequence[QuestionAnswers]:
    """Return the answers of a commit by question; empty for a commit without interactions."""
    if '"interactions"' not in entry.payload:
        return ()
    commit = read_journalled(entry.payload)
    if commit is None:
        return ()
    answers = (event.answer for event in answers_of_commit(commit, entry.standard))
    at = achieved_at(commit, entry.launched_at, entry.received_at)
    package = native.first_versions.get(entry.package, entry.package)
    return [
        QuestionAnswers(entry, first, last, at, package, native.wording(entry.package, identifier))
        for identifier, (first, last) in first_and_last_answers(answers).items()
    ]
