"""Moving through a sequenced package: what may be played next is decided here, never in the browser."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from courses.manifest import Manifest
from lms.tracking.actions.folding import recorded
from lms.tracking.actions.verdicts import store_verdict
from lms.tracking.enums import EXIT_NORMAL, EXITS_TO_RESUME, CompletionStatus, SuccessStatus
from lms.tracking.exceptions import NavigationRefused
from lms.tracking.leases import check_holds_lease
from lms.tracking.locks import locked_launch
from lms.tracking.models import PackageAttempt, ScoState, SequencingState
from lms.tracking.scorm.status import Verdict, advance
from lms.tracking.sequencing.engine import EngineFailed
from lms.tracking.sequencing.judgement import Judgement, has_own_objective
from lms.tracking.sequencing.questions import (
    LOOK,
    NAVIGATION,
    REOPEN,
    WITH_TARGET,
    is_silent,
    judge,
    words_of,
)

logger = logging.getLogger(__name__)

States = Mapping[str, ScoState]


@dataclass(frozen=True)
class Navigated:
    """What came of a navigation request."""

    #: False when sequencing forbade it, and nothing changed
    is_allowed: bool
    #: the item to play now, "" when the learner has to choose one or the package has ended
    delivered: str
    ended: str
    #: the number of navigations so far, and what may be asked now
    after: int
    outlook: dict[str, Any]
    package_is_done: bool = False
    module_is_done: bool = False

    @classmethod
    def at(
        cls, sequencing: SequencingState, *, is_allowed: bool = True, done: tuple[bool, bool] = (False, False)
    ) -> Navigated:
        """Tell where the learner is."""
        return cls(
            is_allowed,
            sequencing.delivered,
            sequencing.ended,
            sequencing.navigations,
            sequencing.outlook,
            *done,
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "ok": True,
            "allowed": self.is_allowed,
            "delivered": self.delivered,
            "ended": self.ended,
            "after": self.after,
            "outlook": self.outlook,
            "package_is_done": self.package_is_done,
            "module_is_done": self.module_is_done,
        }


@transaction.atomic
def navigate(*, launch: UUID, request: str, target: str, after: int) -> Navigated:
    """Take a navigation request (SN 5.6) of the launch's learner or of the content that they play.

    `after` is the number of navigations that the page asking has seen: a request told twice, or by a page
    that is behind, changes nothing and is told where the learner is. Raises CommitRefused when the launch no
    longer holds the attempt, NavigationRefused for a request that is none, TokenRefused for no launch.
    """
    if request not in NAVIGATION or bool(target) != (request in WITH_TARGET):
        raise NavigationRefused
    holder = locked_launch(launch)
    check_holds_lease(holder)
    package_attempt = holder.package_attempt
    sequencing = SequencingState.objects.filter(package_attempt=package_attempt).first()
    if sequencing is None:
        raise NavigationRefused
    if sequencing.navigations != after:
        return Navigated.at(sequencing)
    states = _states(package_attempt)
    judgement = _ask(sequencing, states, request=request, target=target)
    if not judgement.is_allowed and not _has_left(sequencing, states):
        return Navigated.at(sequencing, is_allowed=False)
    done = _move(sequencing, states, judgement)
    return Navigated.at(sequencing, is_allowed=judgement.is_allowed, done=done)


def reopen_sequencing(package_attempt: PackageAttempt) -> None:
    """Take the learner up where they were, or start; within the transaction that opens the launch.

    However the last session ended, something is delivered when sequencing has anything to deliver: a closed
    tab counts as suspended, a part that had finished is left, and an engine that cannot take up its own state
    starts from the beginning (what was recorded stands).
    """
    sequencing, _ = SequencingState.objects.get_or_create(package_attempt=package_attempt)
    states = _states(package_attempt)
    try:
        judgement = _reopened(sequencing, states)
    except EngineFailed:
        logger.exception("Sequencing of package attempt %s could not be taken up again", package_attempt.pk)
        sequencing.engine, sequencing.delivered = None, ""
        judgement = _reopened(sequencing, states)
    _move(sequencing, states, judgement)


def look_ahead(sequencing: SequencingState, states: States) -> Judgement:
    """Return how things stand while the delivered part plays; changes nothing. Raises EngineFailed."""
    return _ask(sequencing, states, request=LOOK)


def package_verdict(package_attempt: PackageAttempt, states: States, judgement: Judgement) -> Verdict:
    """Return what is recorded of the package once the root's rollup is known; it never goes backwards.

    A part with a primary objective of its own is expected to tell its success: while one that has been begun
    has not, and the rollup therefore does not know it either, the package is not complete. Content often
    says "completed" as its test is opened.
    """
    told = judgement.verdict
    if told.success == SuccessStatus.UNKNOWN and told.completion == CompletionStatus.COMPLETED:
        begun = filter(None, (package_attempt.package.structure.item(part) for part in states))
        waits = (
            has_own_objective(item) and states[item.identifier].success_status == SuccessStatus.UNKNOWN
            for item in begun
        )
        if any(waits):
            told = replace(told, completion=CompletionStatus.INCOMPLETE)
    return advance(recorded(package_attempt), told)


def _reopened(sequencing: SequencingState, states: States) -> Judgement:
    if sequencing.delivered and _has_left(sequencing, states):
        left = _ask(sequencing, states, request="exit")
        if left.delivered or left.ended:
            return left
        sequencing.engine, sequencing.delivered = left.state, ""
    judgement = _ask(sequencing, states, request=REOPEN)
    if judgement.delivered:
        return judgement
    for identifier in _to_choose(_manifest(sequencing), states):
        chosen = _ask(sequencing, states, request="choice", target=identifier)
        if chosen.delivered:
            return chosen
    return judgement


def _to_choose(manifest: Manifest, states: States) -> Iterator[str]:
    """The parts in order, those that are not done first: where only choice leads on, we choose the first."""
    done = {sco for sco, state in states.items() if recorded(state).is_done}
    parts = [item.identifier for item in manifest.launchable]
    return iter(sorted(parts, key=lambda part: part in done))


def _ask(sequencing: SequencingState, states: States, *, request: str, target: str = "") -> Judgement:
    manifest = _manifest(sequencing)
    item, state = manifest.item(sequencing.delivered), states.get(sequencing.delivered)
    cmi, exit_told = None, ""
    if item is None or is_silent(item):
        # Opening it was all there is: it ends as it was delivered, and that completes it.
        pass
    elif state is not None and _has_spoken(sequencing, state):
        cmi, exit_told = words_of(item, state.cmi), state.exit
    else:
        # It was left before it had said a word: that completes nothing.
        exit_told = "suspend"
    return judge(
        manifest, request=request, target=target, state=sequencing.engine, cmi=cmi, exit_told=exit_told
    )


def _has_spoken(sequencing: SequencingState, state: ScoState | None) -> bool:
    """Tell whether the delivered part has committed anything since it was delivered."""
    return state is not None and state.session is not None and state.session != sequencing.heard_before


def _has_left(sequencing: SequencingState, states: States) -> bool:
    """Tell whether the delivered part has ended without asking to be taken up again."""
    state = states.get(sequencing.delivered)
    return state is not None and _has_spoken(sequencing, state) and state.exit not in {"", *EXITS_TO_RESUME}


def _move(sequencing: SequencingState, states: States, judgement: Judgement) -> tuple[bool, bool]:
    """Store where the learner is now; return whether the package is done, and whether the module is."""
    package_attempt = sequencing.package_attempt
    state = states.get(judgement.delivered)
    sequencing.engine = judgement.state
    sequencing.outlook = judgement.outlook
    sequencing.delivered = judgement.delivered
    sequencing.ended = judgement.ended
    sequencing.navigations += 1
    sequencing.heard_before = state.session if state and not judgement.is_resumed else None
    if state is not None and not judgement.is_resumed and state.exit in EXITS_TO_RESUME:
        # A new attempt on the part: its next session begins anew (RTE 4.2.8).
        state.exit = EXIT_NORMAL
        state.save(update_fields=["exit"])
    if judgement.delivered:
        sequencing.outlook = _outlook_at_first(sequencing, state if judgement.is_resumed else None)
    sequencing.save()
    verdict = package_verdict(package_attempt, states, judgement)
    here = judgement.delivered or package_attempt.current_sco
    return store_verdict(package_attempt, verdict, here=here, moment=timezone.now)


def _outlook_at_first(sequencing: SequencingState, state: ScoState | None) -> dict[str, Any]:
    """What the learner may do before the part has said a word: as if it were begun, or as it was left."""
    item = _manifest(sequencing).item(sequencing.delivered)
    if item is None or is_silent(item):
        return sequencing.outlook
    cmi = state.cmi if state else {"completion_status": CompletionStatus.INCOMPLETE}
    manifest, engine = _manifest(sequencing), sequencing.engine
    words = words_of(item, cmi)
    return judge(manifest, request=LOOK, state=engine, cmi=words, exit_told="suspend").outlook


def _states(package_attempt: PackageAttempt) -> dict[str, ScoState]:
    return {state.sco: state for state in ScoState.objects.filter(package_attempt=package_attempt)}


def _manifest(sequencing: SequencingState) -> Manifest:
    return sequencing.package_attempt.package.structure
