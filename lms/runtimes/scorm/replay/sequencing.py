"""Replay of the navigations of a package attempt with sequencing."""

from __future__ import annotations

from dataclasses import dataclass, field

from lms.attempts.api import JournalEntry, NavigationEntry, SequencingState, StepDone
from lms.runtimes.scorm.commits.reducer import PackageState
from lms.runtimes.scorm.sequencing.requests import REOPEN


@dataclass
class SequencingReplay:
    """The navigations of a package that are not replayed yet; none for one without sequencing."""

    package: PackageState
    navigations: list[NavigationEntry] = field(default_factory=list)

    @classmethod
    def of(cls, package: PackageState) -> SequencingReplay:
        """Return the replay of a package, and give it a new state of sequencing.

        One begun before navigations were journalled keeps None, since its state cannot be rebuilt.
        """
        package_attempt = package.package_attempt
        entries = NavigationEntry.objects.filter(launch__package_attempt=package_attempt).order_by("number")
        navigations = list(entries) if package_attempt.package.structure.is_sequenced else []
        if not navigations or navigations[0].number != 1:
            return cls(package)
        package.sequencing = SequencingState(package_attempt=package_attempt)
        return cls(package, navigations)

    def up_to(self, entry: JournalEntry) -> list[StepDone]:
        """Replay the navigations before a commit; return StepDone if they made the package done."""
        events: list[StepDone] = []
        while self.navigations and (self.navigations[0].last_commit_id or 0) < entry.pk:
            events += self._replay(self.navigations.pop(0))
        return events

    def to_the_end(self) -> list[StepDone]:
        """Replay the navigations after the last commit; return StepDone if they made the package done."""
        return [event for navigation in self.navigations for event in self._replay(navigation)]

    def _replay(self, entry: NavigationEntry) -> list[StepDone]:
        session = self.package.session(entry.received_at, entry.initial_globals)
        if entry.request == REOPEN:
            outcome = session.resume()
        else:
            outcome = session.apply(session.request(entry.request, entry.target))
        here = session.sequencing.delivered or self.package.package_attempt.current_sco
        return list(self.package.advance(outcome, here=here, moment=lambda: entry.received_at))
