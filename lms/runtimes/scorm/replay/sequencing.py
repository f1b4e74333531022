"""Replay of a sequenced package's navigations, each after the commit that it came after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from lms.attempts.api import JournalEntry, NavigationEntry, PackageAttempt, ScoState, SequencingState
from lms.runtimes.scorm.commits.payload import Commit
from lms.runtimes.scorm.commits.sco_state import recorded
from lms.runtimes.scorm.commits.shared_stores import put_into_stores
from lms.runtimes.scorm.navigation.sessions import SequencingSession
from lms.runtimes.scorm.sequencing.requests import REOPEN
from scorm.api import ManifestItem, ScoOutcome


@dataclass
class SequencingReplay:
    """The replayed sequencing of `package_attempt`, unsaved; None for one without sequencing.

    Also None for one that was begun before navigations were journalled: its state cannot be rebuilt.
    """

    package_attempt: PackageAttempt
    states: Mapping[str, ScoState]
    sequencing: SequencingState | None = None
    #: those not replayed yet
    navigations: list[NavigationEntry] = field(default_factory=list)

    @classmethod
    def of(cls, package_attempt: PackageAttempt, states: Mapping[str, ScoState]) -> SequencingReplay:
        entries = NavigationEntry.objects.filter(launch__package_attempt=package_attempt).order_by("number")
        navigations = list(entries) if package_attempt.package.structure.is_sequenced else []
        if not navigations or navigations[0].number != 1:
            return cls(package_attempt, states)
        return cls(package_attempt, states, SequencingState(package_attempt=package_attempt), navigations)

    def up_to(self, entry: JournalEntry) -> dt.datetime | None:
        """Replay the navigations before a commit; return when they made the package done, if they did."""
        done_at = None
        while self.navigations and (self.navigations[0].last_commit_id or 0) < entry.pk:
            moment = self._replay(self.navigations.pop(0))
            done_at = done_at or moment
        return done_at

    def to_the_end(self) -> dt.datetime | None:
        """Replay the navigations after the last commit; return when they made the package done, or None."""
        moments = [self._replay(navigation) for navigation in self.navigations]
        self.navigations = []
        return next(filter(None, moments), None)

    def keep_stores(self, item: ManifestItem, stores: Mapping[str, str]) -> None:
        if self.sequencing is not None:
            put_into_stores(self.sequencing, item, stores)

    def evaluate_commit(self, commit: Commit, moment: dt.datetime) -> None:
        """Update the package with a commit that is reduced into the state."""
        if self.sequencing is not None:
            session = SequencingSession(self.package_attempt, self.sequencing, self.states, moment)
            outcome, _ = session.evaluate_commit(commit)
            self._record(outcome)

    def _replay(self, entry: NavigationEntry) -> dt.datetime | None:
        if self.sequencing is None:
            return None
        was_done = recorded(self.package_attempt).is_done
        session = SequencingSession(
            self.package_attempt, self.sequencing, self.states, entry.received_at, entry.initial_globals or {}
        )
        if entry.request == REOPEN:
            outcome = session.resume()
        else:
            outcome = session.apply(session.request(entry.request, entry.target))
        self._record(outcome)
        self.package_attempt.current_sco = self.sequencing.delivered or self.package_attempt.current_sco
        return entry.received_at if outcome.is_done and not was_done else None

    def _record(self, outcome: ScoOutcome) -> None:
        self.package_attempt.completion_status = outcome.completion
        self.package_attempt.success_status = outcome.success
        self.package_attempt.score_scaled = outcome.score_scaled
