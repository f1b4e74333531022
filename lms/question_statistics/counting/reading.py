"""One commit of the journal as the answers it tells."""

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

#: longer answers than this are cut: they are counted, not read
LONGEST = 255


@dataclass(frozen=True)
class Entry:
    """A row of the journal, with what is needed to count it."""

    id: int
    payload: str
    sco: str
    received_at: dt.datetime
    launched_at: dt.datetime
    person: int
    package: int
    standard: str


@dataclass(frozen=True)
class Told:
    """A question with its first and last answer in one commit."""

    entry: Entry
    first: Interaction
    last: Interaction
    at: dt.datetime

    @property
    def key(self) -> tuple[int, str, str]:
        """The question: package, part, digest of the identifier."""
        return self.entry.package, self.entry.sco, digest_of(self.first.identifier)

    def answer(self, given: Interaction) -> str:
        """Return an answer so that equal ones are equal, and "" for words of the learner's own."""
        if given.kind in FREE_TEXT:
            return ""
        return comparable(given.kind, to_2004_notation(self.entry.standard, given.kind, given.response))[
            :LONGEST
        ]

    @property
    def patterns(self) -> list[str]:
        if self.last.kind in FREE_TEXT:
            return []
        written = (
            to_2004_notation(self.entry.standard, self.last.kind, pattern) for pattern in self.last.patterns
        )
        return [comparable(self.last.kind, pattern)[:LONGEST] for pattern in written]


def digest_of(identifier: str) -> str:
    return hashlib.sha256(identifier.encode()).hexdigest()


def answers_told(entry: Entry) -> Sequence[Told]:
    """Return what a commit tells, by question; nothing for one without interactions."""
    if '"interactions"' not in entry.payload:
        return ()
    try:
        commit = read_commit(entry.payload.encode())
    except MalformedCommit:
        # Journalled by a version that read more than this one does.
        return ()
    elements = {path: value for path, value in commit.elements.items() if path.startswith("interactions.")}
    cmi = reduce_cmi({}, elements, entry.standard).cmi
    given = answered_interactions(cmi, entry.standard, is_settled=commit.trigger != CommitTrigger.AUTO)
    at = achieved_at(commit, Launch(started_at=entry.launched_at), entry.received_at)
    return [Told(entry, first, last, at) for first, last in first_and_last_answers(given).values()]
