"""The sequencing session of a package attempt: navigations and commits applied to its state, unsaved.

The same requests and commits in the same order give the same state (`manage.py replay_attempt`): random draws
follow from the package attempt.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lms.attempts.api import CommitTrigger, PackageAttempt, SequencingState
from lms.runtimes.scorm.commits.payload import Commit
from lms.runtimes.scorm.sequencing.answers import EngineAnswer, has_own_objective, success_counts
from lms.runtimes.scorm.sequencing.requests import Engine, is_asset, stored_objective, stored_state
from lms.runtimes.scorm.sequencing.sco_data import known_set_elements, sco_data, with_outcome
from scorm.api import (
    EXIT_INTERRUPTED,
    EXIT_NORMAL,
    EXITS_TO_RESUME,
    CompletionStatus,
    Manifest,
    ManifestItem,
    NavigationRequest,
    PartState,
    ScoData,
    ScoOutcome,
    State,
    SuccessStatus,
    merge_forward,
    request_at_termination,
)

#: the data of content that has been delivered and has set nothing yet
_SUSPENDED = ScoData(exit="suspend")
_BEGUN = ScoData({"completed": False}, exit="suspend")


def _without_low_progress(data: ScoData, item: ManifestItem | None) -> ScoData:
    """Return `data` without a progress that would make a done item incomplete again."""
    threshold = item.completion_threshold if item else None
    progress = data.items.get("progress")
    if threshold is None or progress is None or progress >= threshold:
        return data
    return replace(data, items={name: value for name, value in data.items.items() if name != "progress"})


def engine_of(package_attempt: PackageAttempt) -> Engine:
    """Return the engine of a package attempt's package; random draws follow from the attempt."""
    return Engine(package_attempt.package.structure, f"{package_attempt.attempt_id}/{package_attempt.pk}")


@dataclass
class SequencingSession:
    """A learner in a sequenced package: the stored state of sequencing, and the states of its items."""

    package_attempt: PackageAttempt
    sequencing: SequencingState
    parts: dict[str, PartState]
    #: when it happens, for the journal
    moment: dt.datetime
    #: what earlier package attempts left; set for the first navigation (`NavigationEntry.initial_globals`)
    initial_globals: Mapping[str, Any] = field(default_factory=dict)
    #: the items whose states a navigation has changed
    changed: set[str] = field(default_factory=set)

    @property
    def manifest(self) -> Manifest:
        return self.package_attempt.package.structure

    @property
    def engine(self) -> Engine:
        return engine_of(self.package_attempt)

    @property
    def state(self) -> State:
        return stored_state(self.sequencing.engine, self.initial_globals.get("objectives", {}))

    @property
    def has_ended_itself(self) -> bool:
        """Whether the delivered item's content has terminated without a suspend."""
        state = self.parts.get(self.sequencing.delivered)
        return state is not None and self._has_committed(state) and state.exit not in {"", *EXITS_TO_RESUME}

    def effective_request(self, written: str) -> tuple[str, str]:
        """Return the request that takes effect, and its target; `written` as adl.nav.request holds it."""
        state = self.parts.get(self.sequencing.delivered)
        exit_set = state.exit if state is not None and self.has_ended_itself else ""
        request, target = request_at_termination(exit_set, written)
        return request.value, target

    def request(self, request: str, target: str = "") -> EngineAnswer:
        """Return the engine's answer to a navigation request; change nothing."""
        return self.engine.request(self.state, request, target, sco=self._sco())

    def evaluate_commit(self, commit: Commit) -> tuple[ScoOutcome, dict[str, Any]]:
        """Return the package's outcome with a commit that is reduced into the state, and the valid requests.

        An automatic save is no outcome, and is not evaluated. Activities change by navigations alone.
        """
        so_far = self.package_attempt.outcome
        if commit.trigger == CommitTrigger.AUTO or self.sequencing.delivered != commit.sco:
            return so_far, {}
        sco = self._sco()
        seen = self.engine.preview(self.state, sco=sco)
        own = replace(sco, exit=commit.elements.get("exit", "")) if sco else None
        self.sequencing.navigation = seen.navigation | {
            "content": self.engine.content_requests(self.state, sco=own)
        }
        return self.outcome(seen), self.sequencing.navigation

    def outcome(self, answer: EngineAnswer) -> ScoOutcome:
        """Return the package's recorded outcome with the root's rollup; it never goes backwards.

        An item with a primary objective of its own is expected to set its success: while one that has been
        begun has not, and the rollup therefore has no success either, the package is not complete. Content
        often sets "completed" as its test is opened. An item that ended without setting an outcome is
        satisfied (SN UP.4); one that is not complete either does not pass the package: a test would be passed
        by opening and closing it.
        """
        current = answer.outcome
        is_satisfied = current.success == SuccessStatus.PASSED and not answer.is_completed
        is_unjudged = (
            current.success == SuccessStatus.UNKNOWN and current.completion == CompletionStatus.COMPLETED
        )
        if is_satisfied and any(map(self._has_no_outcome, self.parts.values())):
            current = replace(current, completion=CompletionStatus.INCOMPLETE, success=SuccessStatus.UNKNOWN)
        elif is_unjudged and any(map(self._awaits_success, self.parts.values())):
            current = replace(current, completion=CompletionStatus.INCOMPLETE)
        return merge_forward(self.package_attempt.outcome, current)

    def resume(self) -> ScoOutcome:
        """Resume the learner's session, or start one; return the package's recorded outcome.

        However the last session ended, an item is delivered when sequencing has any: a closed tab counts as
        suspended, and an item that had ended is exited.
        """
        self.resume_interrupted()
        self.sequencing.shared_data = {
            **self.initial_globals.get("stores", {}),
            **self.sequencing.shared_data,
        }
        return self.apply(self._resume_answer())

    def apply(self, answer: EngineAnswer) -> ScoOutcome:
        """Apply an answer of the engine to the stored state; return the package's recorded outcome."""
        sequencing, state = self.sequencing, self.parts.get(answer.delivered)
        sequencing.engine = dict(answer.state)
        sequencing.navigation = answer.navigation
        sequencing.delivered = answer.delivered
        sequencing.ended = answer.ended
        sequencing.navigations += 1
        sequencing.session_before_delivery = state.session if state and not answer.is_resumed else None
        if state is not None:
            self._begin_session(state, is_resumed=answer.is_resumed)
        if answer.delivered:
            sequencing.navigation = self._navigation_at_first(is_resumed=answer.is_resumed)
        return self.outcome(answer)

    def resume_interrupted(self) -> None:
        """Suspend an item that ended but is not done, where no request followed: a closed tab.

        Content terminates as its page is unloaded, often without a suspend. Sequencing would count that as an
        attempt, and where attempts are limited the learner would be locked out.
        """
        state = self.parts.get(self.sequencing.delivered)
        if state is None or not self.has_ended_itself or state.exit != EXIT_NORMAL:
            return
        current = state.outcome
        # A failed test has used its attempt.
        is_over = current.completion == CompletionStatus.COMPLETED or current.success == SuccessStatus.FAILED
        if not is_over or self._awaits_success(state):
            self._change(state, exit=EXIT_INTERRUPTED)

    def _resume_answer(self) -> EngineAnswer:
        if self.sequencing.delivered and self.has_ended_itself:
            answer = self.request(NavigationRequest.EXIT)
            if answer.delivered or answer.ended:
                return answer
            self.sequencing.engine, self.sequencing.delivered = dict(answer.state), ""
        done = frozenset(sco for sco, state in self.parts.items() if state.outcome.is_done)
        return self.engine.open(self.state, sco=self._sco(), done=done)

    def _sco(self) -> ScoData | None:
        """Return the data that the content of the delivered item has set since it was delivered."""
        item, state = (
            self.manifest.item(self.sequencing.delivered),
            self.parts.get(self.sequencing.delivered),
        )
        if item is None or is_asset(item):
            # An asset has no run-time: it ends as it was delivered, and that completes it.
            return None
        if state is not None and self._has_committed(state):
            return self._without_new_attempt(
                state, sco_data(state.cmi, known_set_elements(state), state.exit)
            )
        if state is not None and state.outcome.is_done:
            return with_outcome(ScoData(), state.outcome)
        # It was exited before it had set anything: that completes nothing.
        return _SUSPENDED

    def _without_new_attempt(self, state: PartState, data: ScoData) -> ScoData:
        """Return the recorded outcome of an item that was done before and was only opened again.

        In the engine it is a new attempt, and unfinished: the package could no longer be completed.
        """
        is_again = state.outcome.is_done and self._was_begun_before(state.sco)
        is_unfinished = data.items.get("completed") is not True
        is_unjudged = data.items.get("satisfied") is None
        if not (is_again and is_unfinished and is_unjudged):
            return data
        return _without_low_progress(with_outcome(data, state.outcome), self.manifest.item(state.sco))

    def _was_begun_before(self, item: str) -> bool:
        """Return whether the delivered item had an earlier attempt, or was complete before it was resumed."""
        objective = stored_objective(self.sequencing.engine, item)
        return self.sequencing.session_before_delivery is not None or objective.get("completed") is True

    def _awaits_success(self, state: PartState) -> bool:
        """Return whether an item is expected to set its success and has not."""
        item = self.manifest.item(state.sco)
        return item is not None and has_own_objective(item) and state.outcome.success == SuccessStatus.UNKNOWN

    def _has_no_outcome(self, state: PartState) -> bool:
        """Return whether a begun item whose success counts is neither complete nor judged."""
        item, current = self.manifest.item(state.sco), state.outcome
        is_open = (
            current.completion != CompletionStatus.COMPLETED and current.success == SuccessStatus.UNKNOWN
        )
        return item is not None and is_open and success_counts(item)

    def _has_committed(self, state: PartState) -> bool:
        """Return whether the delivered item has committed anything since it was delivered."""
        return state.session is not None and state.session != self.sequencing.session_before_delivery

    def _begin_session(self, state: PartState, *, is_resumed: bool) -> None:
        """Prepare the state of a delivered item: elements that it set before are in sequencing already."""
        if state.set_elements != []:
            state = self._change(state, set_elements=[])
        if not is_resumed and state.exit in EXITS_TO_RESUME:
            # A new attempt on the item: its next session has no earlier state (RTE 4.2.8).
            self._change(state, exit=EXIT_NORMAL)

    def _change(self, state: PartState, **values: Any) -> PartState:
        """Replace values of a part's state, which is to be saved."""
        self.parts[state.sco] = replace(state, **values)
        self.changed.add(state.sco)
        return self.parts[state.sco]

    def _navigation_at_first(self, *, is_resumed: bool) -> dict[str, Any]:
        """Return the valid requests before the item has set anything: as if begun, or as it was suspended."""
        item = self.manifest.item(self.sequencing.delivered)
        content = {"content": self.engine.content_requests(self.state, sco=None)}
        if item is None or is_asset(item):
            return self.sequencing.navigation | content
        begun = _SUSPENDED if is_resumed else _BEGUN
        return self.engine.preview(self.state, sco=begun).navigation | content
