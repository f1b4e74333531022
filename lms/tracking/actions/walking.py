"""What a navigation or a commit makes of where sequencing stands, unsaved.

Whatever is told in the same order makes the same again (`manage.py replay_attempt`): the moment is told, and
what is drawn at random follows from the package attempt.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from courses.manifest import Manifest, ManifestItem
from lms.tracking.actions.folding import recorded
from lms.tracking.enums import (
    EXIT_INTERRUPTED,
    EXIT_NORMAL,
    EXITS_TO_RESUME,
    CommitTrigger,
    CompletionStatus,
    SuccessStatus,
)
from lms.tracking.models import PackageAttempt, ScoState, SequencingState
from lms.tracking.scorm.payload import Commit
from lms.tracking.scorm.status import Verdict, advance
from lms.tracking.sequencing.engine import EngineFailed
from lms.tracking.sequencing.judgement import Judgement, has_own_objective, success_counts
from lms.tracking.sequencing.questions import (
    LOOK,
    REOPEN,
    is_silent,
    judge,
    words_of,
    words_of_verdict,
)

logger = logging.getLogger(__name__)


@dataclass
class Walk:
    """A learner's way through a sequenced package: where sequencing stands, and the states of its parts."""

    package_attempt: PackageAttempt
    sequencing: SequencingState
    states: Mapping[str, ScoState]
    #: when it happens, for what sequencing limits in time
    moment: dt.datetime
    #: what earlier package attempts left, told with the first navigation alone (`NavigationEntry.brought`)
    brought: Mapping[str, Any] = field(default_factory=dict)
    #: the parts whose states a navigation has changed
    changed: set[str] = field(default_factory=set)

    @property
    def manifest(self) -> Manifest:
        return self.package_attempt.package.structure

    @property
    def has_left(self) -> bool:
        """Whether the delivered part has ended without asking to be taken up again."""
        state = self.states.get(self.sequencing.delivered)
        return state is not None and self._has_spoken(state) and state.exit not in {"", *EXITS_TO_RESUME}

    def ask(self, request: str, target: str = "") -> Judgement:
        """Return what the engine makes of a request; changes nothing. Raises EngineFailed."""
        delivered = self.sequencing.delivered
        item, state = self.manifest.item(delivered), self.states.get(delivered)
        cmi, exit_told = None, ""
        if item is None or is_silent(item):
            # Opening it was all there is: it ends as it was delivered, and that completes it.
            pass
        elif state is not None and self._has_spoken(state):
            cmi, exit_told = self._words(item, state), state.exit
        elif state is not None and recorded(state).is_done:
            cmi = self._words(item, state)
        else:
            # It was left before it had said a word: that completes nothing.
            exit_told = "suspend"
        return self._judge(request, target, cmi, exit_told)

    def hear(self, commit: Commit) -> tuple[Verdict, dict[str, Any]]:
        """Return what the package amounts to with a commit that is folded in, and what may be done now.

        What the player saves along the way is no verdict, and asks the engine nothing. Sequencing itself does
        not move: that is for navigations.
        """
        so_far = recorded(self.package_attempt)
        if commit.trigger == CommitTrigger.AUTO or self.sequencing.delivered != commit.sco:
            return so_far, {}
        try:
            seen = self.ask(LOOK)
        except EngineFailed:
            # The learner's work is saved all the same; the next commit or navigation asks again.
            logger.exception("Sequencing of package attempt %s could not be judged", self.package_attempt.pk)
            return so_far, {}
        self.sequencing.outlook = seen.outlook
        return self.verdict(seen), seen.outlook

    def verdict(self, judgement: Judgement) -> Verdict:
        """Return what is recorded of the package once the root's rollup is known; it never goes backwards.

        A part with a primary objective of its own is expected to tell its success: while one that has been
        begun has not, and the rollup therefore does not know it either, the package is not complete. Content
        often says "completed" as its test is opened. A part that ended without a word of how it went is
        satisfied (SN UP.4); one that is not complete either passes nothing: a test would be passed by
        opening and closing it.
        """
        told = judgement.verdict
        is_satisfied = told.success == SuccessStatus.PASSED and not judgement.is_completed
        is_unjudged = told.success == SuccessStatus.UNKNOWN and told.completion == CompletionStatus.COMPLETED
        if is_satisfied and any(map(self._has_told_nothing, self.states.values())):
            told = replace(told, completion=CompletionStatus.INCOMPLETE, success=SuccessStatus.UNKNOWN)
        elif is_unjudged and any(map(self._awaits_success, self.states.values())):
            told = replace(told, completion=CompletionStatus.INCOMPLETE)
        return advance(recorded(self.package_attempt), told)

    def reopen(self) -> Verdict:
        """Take the learner up where they were, or start; return what is recorded of the package now.

        However the last session ended, something is delivered when sequencing has anything to deliver: a
        closed tab counts as suspended, a part that had finished is left, and an engine that cannot take up
        its own state starts from the beginning (what was recorded stands).
        """
        self.take_up_what_was_cut_off()
        self.sequencing.shared_data = {**self.brought.get("stores", {}), **self.sequencing.shared_data}
        try:
            judgement = self._reopened()
        except EngineFailed:
            logger.exception("Package attempt %s could not be taken up again", self.package_attempt.pk)
            self.sequencing.engine, self.sequencing.delivered = None, ""
            self.brought = {kind: values for kind, values in self.brought.items() if kind != "objectives"}
            judgement = self._reopened()
        return self.move(judgement)

    def move(self, judgement: Judgement) -> Verdict:
        """Bring sequencing to what was judged; return what is recorded of the package now."""
        sequencing, state = self.sequencing, self.states.get(judgement.delivered)
        sequencing.engine = judgement.state
        sequencing.outlook = judgement.outlook
        sequencing.delivered = judgement.delivered
        sequencing.ended = judgement.ended
        sequencing.navigations += 1
        sequencing.heard_before = state.session if state and not judgement.is_resumed else None
        if state is not None and not judgement.is_resumed and state.exit in EXITS_TO_RESUME:
            # A new attempt on the part: its next session begins anew (RTE 4.2.8).
            self._set_exit(state, EXIT_NORMAL)
        if judgement.delivered:
            sequencing.outlook = self._outlook_at_first(state if judgement.is_resumed else None)
        return self.verdict(judgement)

    def take_up_what_was_cut_off(self) -> None:
        """A part that told its end but not that it was done, and nothing was asked after: a closed tab.

        Content ends itself as its page goes away, often without asking to be resumed. Sequencing would count
        that as an attempt, and where attempts are limited the learner would be locked out.
        """
        state = self.states.get(self.sequencing.delivered)
        if state is None or not self.has_left or state.exit != EXIT_NORMAL:
            return
        told = recorded(state)
        # A test that was failed has had its attempt.
        is_over = told.completion == CompletionStatus.COMPLETED or told.success == SuccessStatus.FAILED
        if not is_over or self._awaits_success(state):
            self._set_exit(state, EXIT_INTERRUPTED)

    def _reopened(self) -> Judgement:
        if self.sequencing.delivered and self.has_left:
            left = self.ask("exit")
            if left.delivered or left.ended:
                return left
            self.sequencing.engine, self.sequencing.delivered = left.state, ""
        judgement = self.ask(REOPEN)
        if judgement.delivered:
            return judgement
        for identifier in self._to_choose():
            chosen = self.ask("choice", identifier)
            if chosen.delivered:
                return chosen
        return judgement

    def _to_choose(self) -> Iterator[str]:
        """The parts in order, those not done first: where only choice leads on, we choose the first."""
        done = {sco for sco, state in self.states.items() if recorded(state).is_done}
        parts = [item.identifier for item in self.manifest.launchable]
        return iter(sorted(parts, key=lambda part: part in done))

    def _words(self, item: ManifestItem, state: ScoState) -> dict[str, str]:
        """Return what a part has told, or what was recorded of it, where it was only looked at again.

        To the engine it is a new attempt, and unfinished: the package could not be completed any more.
        """
        words, told = words_of(item, state.cmi), recorded(state)
        is_unfinished = words.get("cmi.completion_status", "unknown") != CompletionStatus.COMPLETED
        is_unjudged = words.get("cmi.success_status", "unknown") == SuccessStatus.UNKNOWN
        is_looked_at = told.is_done and is_unfinished and is_unjudged
        return words_of_verdict(words, told) if is_looked_at else words

    def _awaits_success(self, state: ScoState) -> bool:
        """Tell whether a part that is to tell its success has not."""
        item = self.manifest.item(state.sco)
        return item is not None and has_own_objective(item) and state.success_status == SuccessStatus.UNKNOWN

    def _has_told_nothing(self, state: ScoState) -> bool:
        """Tell whether a begun part whose success counts is neither complete nor judged."""
        item, told = self.manifest.item(state.sco), recorded(state)
        is_open = told.completion != CompletionStatus.COMPLETED and told.success == SuccessStatus.UNKNOWN
        return item is not None and is_open and success_counts(item)

    def _has_spoken(self, state: ScoState) -> bool:
        """Tell whether the delivered part has committed anything since it was delivered."""
        return state.session is not None and state.session != self.sequencing.heard_before

    def _set_exit(self, state: ScoState, told: str) -> None:
        state.exit = told
        self.changed.add(state.sco)

    def _outlook_at_first(self, state: ScoState | None) -> dict[str, Any]:
        """What may be done before the part has said a word: as if it were begun, or as it was left."""
        item = self.manifest.item(self.sequencing.delivered)
        if item is None or is_silent(item):
            return self.sequencing.outlook
        cmi = state.cmi if state else {"completion_status": CompletionStatus.INCOMPLETE}
        return self._judge(LOOK, "", words_of(item, cmi), "suspend").outlook

    def _judge(self, request: str, target: str, cmi: Mapping[str, str] | None, exit_told: str) -> Judgement:
        return judge(
            self.manifest,
            seed=f"{self.package_attempt.attempt_id}/{self.package_attempt.pk}",
            moment=self.moment,
            request=request,
            target=target,
            state=self.sequencing.engine,
            brought=self.brought.get("objectives"),
            cmi=cmi,
            exit_told=exit_told,
        )
