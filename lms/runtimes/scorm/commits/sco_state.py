"""Reduction of commits into a SCO's stored state."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from lms.attempts.api import CommitTrigger, Launch, PackageAttempt, ScoState
from lms.runtimes.scorm.commits.payload import Commit
from lms.runtimes.scorm.sequencing.sco_data import UNKNOWN, elements_assumed_set, sequenced_elements
from scorm.api import (
    ABANDONS,
    EXIT_INTERRUPTED,
    EXIT_SUSPEND,
    CompletionStatus,
    ItemKind,
    ManifestItem,
    PackageStandard,
    ReducedCmi,
    Rules,
    SavedState,
    ScoOutcome,
    derive,
    merge_forward,
    reduce_cmi,
    saved_for_next_session,
    stored_exit,
)


def is_outdated(state: ScoState, source_launch: Launch, commit: Commit) -> bool:
    """Return whether a newer commit has been reduced into the state.

    Newer is a higher number of the same launch, and anything of a later launch.
    """
    if state.session_launch is None:
        return False
    if state.session_launch == source_launch.uuid:
        return commit.sequence <= state.session_sequence
    if source_launch.lease == source_launch.attempt.lease:
        return False
    return Launch.objects.filter(pk=state.session_launch, lease__gt=source_launch.lease).exists()


def reduce_commit(
    state: ScoState, commit: Commit, item: ManifestItem, *, launch: Launch, standard: str
) -> tuple[str, ...]:
    """Reduce a commit into `state`, unsaved; return the elements that were left out."""
    session = commit.session or launch.uuid
    if state.session != session:
        kept = saved_for_next_session(
            standard, SavedState(state.cmi, state.total_seconds + state.session_seconds, state.exit)
        )
        state.cmi, state.total_seconds = dict(kept.cmi), kept.total_seconds
        state.session, state.session_seconds = session, 0.0
        if not kept.cmi:
            state.set_elements = []
    if standard == PackageStandard.SCORM_2004:
        state.set_elements = _set_elements(state, commit)
    reduced = reduce_cmi(state.cmi, commit.elements, standard)
    state.cmi = reduced.cmi
    if reduced.session_seconds is not None:
        state.session_seconds = reduced.session_seconds
    state.session_launch, state.session_sequence = launch.uuid, commit.sequence
    has_finished = commit.trigger == CommitTrigger.FINISH
    state.exit = stored_exit(reduced.exit, commit.request) if has_finished else EXIT_INTERRUPTED
    outcome = outcome_of_commit(reduced, commit, item, standard, set_elements=state.set_elements or ())
    _record(state, merge_forward(recorded(state), outcome))
    return reduced.ignored


def known_set_elements(state: ScoState) -> Collection[str]:
    """Return the elements that content has set in a SCO since it was delivered, of those sequencing reads."""
    return elements_assumed_set(state.cmi) if state.set_elements is None else state.set_elements


def _set_elements(state: ScoState, commit: Commit) -> list[str]:
    """Return the elements set including this commit: a page that is loaded again continues the attempt."""
    if commit.set_elements is None:
        newly: Iterable[str] = (path for path, value in commit.elements.items() if value != UNKNOWN)
    else:
        newly = commit.set_elements
    return sequenced_elements({*known_set_elements(state), *newly})


def prove_completion(state: ScoState, commit: Commit, item: ManifestItem, *, standard: str) -> bool:
    """Record only the completion that an outdated commit proves; return whether it proves one."""
    outcome = outcome_of_commit(
        reduce_cmi({}, commit.elements, standard),
        commit,
        item,
        standard,
        set_elements=commit.set_elements or (),
    )
    advanced = merge_forward(recorded(state), outcome)
    if not outcome.is_done or advanced == recorded(state):
        return False
    _record(state, advanced)
    return True


def outcome_of_commit(
    reduced: ReducedCmi,
    commit: Commit,
    item: ManifestItem,
    standard: str,
    *,
    set_elements: Collection[str] = (),
) -> ScoOutcome:
    """Return the outcome of a reduced commit by itself; `set_elements` are those that content has set."""
    if item.kind == ItemKind.ASSET:
        # An asset has no run-time: opening it completes it (docs/decisions/0009-what-complete-means.md).
        return ScoOutcome(CompletionStatus.COMPLETED)
    rules = Rules(item.mastery_score, item.scaled_passing_score, item.completion_threshold)
    is_open = stored_exit(reduced.exit, commit.request) == EXIT_SUSPEND or commit.request in ABANDONS
    # A completion that content set to "unknown" stays unknown, and is not filled in (SN UP.4).
    is_set = "completion_status" in set_elements
    has_ended = commit.trigger == CommitTrigger.FINISH and not is_open and not is_set
    outcome = derive(standard, reduced.cmi, rules, has_ended=has_ended)
    if commit.trigger == CommitTrigger.AUTO:
        # An automatic save in the middle of the content's work: "completed" may become "failed" at once.
        begun = CompletionStatus.INCOMPLETE
        return ScoOutcome(begun if outcome.completion == CompletionStatus.COMPLETED else outcome.completion)
    return outcome


def recorded(state: ScoState | PackageAttempt) -> ScoOutcome:
    """Return the recorded outcome of a SCO or of a package."""
    return ScoOutcome.of(state.completion_status, state.success_status, state.score_scaled)


def _record(state: ScoState, outcome: ScoOutcome) -> None:
    state.completion_status = outcome.completion
    state.success_status = outcome.success
    state.score_scaled = outcome.score_scaled
