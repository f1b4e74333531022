"""The state of a package attempt as a working copy that commits and navigations change, without I/O."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lms.attempts.api import (
    CommitTrigger,
    Launch,
    LaunchEnded,
    LaunchEnding,
    PackageAttempt,
    SequencingState,
    StepDone,
)
from lms.runtimes.scorm.commits.payload import Commit
from lms.runtimes.scorm.commits.reducer import achieved_at, prove_completion, reduce_commit
from lms.runtimes.scorm.navigation.sessions import SequencingSession
from scorm.api import ManifestItem, PartState, ScoOutcome, roll_up


@dataclass(frozen=True)
class PackageReduction:
    """What a commit changed in a package attempt."""

    events: tuple[StepDone | LaunchEnded, ...] = ()
    #: elements that were left out
    ignored: tuple[str, ...] = ()
    #: the requests that are valid now in a sequenced package, {} where nothing can have changed
    navigation: dict[str, Any] = field(default_factory=dict)
    is_changed: bool = True


_UNCHANGED = PackageReduction(is_changed=False)


@dataclass
class PackageState:
    """A package attempt, the states of its parts and its sequencing: rows that are not saved here."""

    package_attempt: PackageAttempt
    parts: dict[str, PartState]
    #: None for a package without sequencing, and for one whose sequencing is not known
    sequencing: SequencingState | None = None
    #: whether the row of the package attempt has changed
    has_advanced: bool = False
    #: whether a commit has changed the valid requests or the shared stores
    sequencing_is_changed: bool = False

    def reduce(
        self,
        commit: Commit,
        item: ManifestItem,
        *,
        launch: Launch,
        received_at: dt.datetime,
        is_outdated: bool,
    ) -> PackageReduction:
        """Reduce a commit of the part `item` that `launch` wrote into the state.

        An outdated one changes nothing but a completion that it proves.
        """
        standard = self.package_attempt.package.standard
        before = self.parts.get(commit.sco, PartState(commit.sco))
        ignored: tuple[str, ...] = ()
        if is_outdated:
            after = prove_completion(before, commit, item, standard=standard)
            if after is before:
                return _UNCHANGED
        else:
            reduction = reduce_commit(before, commit, item, launch=launch.uuid, standard=standard)
            after, ignored = reduction.state, reduction.reduced.ignored
            self._set_stores(item, commit.stores)
        self.parts[commit.sco] = after
        # A late commit proves a completion, and does not change the current part.
        here = self.package_attempt.current_sco if is_outdated else commit.sco
        outcome, navigation = self._outcome(commit, received_at)
        events: tuple[StepDone | LaunchEnded, ...] = self.advance(
            outcome, here=here, moment=lambda: achieved_at(commit, launch.started_at, received_at)
        )
        if not is_outdated and ends_launch(commit, self.package_attempt):
            events = (*events, LaunchEnded(launch.uuid, LaunchEnding.FINISHED))
        return PackageReduction(events, ignored, navigation)

    def advance(
        self, outcome: ScoOutcome, *, here: str, moment: Callable[[], dt.datetime]
    ) -> tuple[StepDone, ...]:
        """Set the package's outcome and its current part; return StepDone when that makes it done.

        `moment` returns when the learner did it, and is called only then.
        """
        package_attempt = self.package_attempt
        was_done = package_attempt.outcome.is_done
        if (here, outcome) != (package_attempt.current_sco, package_attempt.outcome):
            package_attempt.current_sco, package_attempt.outcome = here, outcome
            self.has_advanced = True
        return (StepDone(package_attempt.step_id, moment()),) if outcome.is_done and not was_done else ()

    def roll_up(self) -> ScoOutcome:
        """Return the outcome of a package without sequencing from those of its parts."""
        structure = self.package_attempt.package.structure
        outcomes = {sco: part.outcome for sco, part in self.parts.items()}
        return roll_up([item.identifier for item in structure.launchable], outcomes)

    def session(
        self, moment: dt.datetime, initial_globals: Mapping[str, Any] | None = None
    ) -> SequencingSession:
        """Return the sequencing session of a package that has sequencing."""
        assert self.sequencing is not None  # noqa: S101 - narrows the type
        return SequencingSession(
            self.package_attempt, self.sequencing, self.parts, moment, initial_globals or {}
        )

    def _outcome(self, commit: Commit, moment: dt.datetime) -> tuple[ScoOutcome, dict[str, Any]]:
        if not self.package_attempt.package.structure.is_sequenced:
            return self.roll_up(), {}
        if self.sequencing is None:
            return self.package_attempt.outcome, {}
        before = self.sequencing.navigation
        evaluated = self.session(moment).evaluate_commit(commit)
        self.sequencing_is_changed |= self.sequencing.navigation != before
        return evaluated

    def _set_stores(self, item: ManifestItem, stores: Mapping[str, str]) -> None:
        """Set the stores (adl.data) that the manifest lets the part write (SCORM 2004 RTE 4.3.1)."""
        if self.sequencing is None or not stores:
            return
        maps = item.sequencing.get("sharedData", ())
        targets = {shared["targetID"] for shared in maps if shared["writeSharedData"]}
        written = {target: value for target, value in stores.items() if target in targets}
        if not written.items() <= self.sequencing.shared_data.items():
            self.sequencing.shared_data = self.sequencing.shared_data | written
            self.sequencing_is_changed = True


def ends_launch(commit: Commit, package_attempt: PackageAttempt) -> bool:
    """Return whether the only part of the package has finished, so that the launch ends."""
    structure = package_attempt.package.structure
    return (
        commit.trigger == CommitTrigger.FINISH
        and len(structure.launchable) == 1
        and not structure.is_sequenced
    )
