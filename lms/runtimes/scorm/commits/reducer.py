"""The reducer of commits: (state, commit) to (state, learning events), without I/O.

Commits as they are received, replays and the readers of the journal use it. `reduce_commit` is for one part,
`PackageState` for a package; it changes the loaded rows in place and saves none.
"""

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from lms.attempts.api import (
    CommitTrigger,
    Launch,
    LaunchEnded,
    LaunchEnding,
    LearningEvent,
    OutcomeChanged,
    PackageAttempt,
    PartEnded,
    PartStarted,
    QuestionAnswered,
    SequencingState,
    StepDone,
)
from lms.runtimes.scorm.commits.payload import Commit
from lms.runtimes.scorm.navigation.sessions import SequencingSession
from lms.runtimes.scorm.sequencing.sco_data import UNKNOWN, known_set_elements, sequenced_elements
from scorm.api import (
    ABANDONS,
    EXIT_INTERRUPTED,
    EXIT_SUSPEND,
    CompletionStatus,
    Interaction,
    ItemKind,
    ManifestItem,
    PackageStandard,
    PartState,
    ReducedCmi,
    Rules,
    SavedState,
    ScoOutcome,
    answered_interactions,
    derive,
    merge_forward,
    new_answers,
    reduce_cmi,
    roll_up,
    saved_for_next_session,
    stored_exit,
)

#: an element of an interaction, with its index; no content has five figures of them
_INTERACTION = re.compile(r"interactions\.(\d{1,4})\.", re.ASCII)


@dataclass(frozen=True)
class PartReduction:
    """A commit reduced into the state of its part."""

    before: PartState
    state: PartState
    commit: Commit
    standard: str
    #: the commit's data model, with what belongs to its session
    reduced: ReducedCmi

    @property
    def answers(self) -> tuple[Interaction, ...]:
        """All answers in the commit."""
        return _answers(self.commit, self.reduced.cmi, self.standard)

    def restarts(self, answered: Collection[Interaction]) -> bool:
        """Return whether the content restarted its interactions, so that an index has another answer."""
        return self.commit.trigger != CommitTrigger.AUTO and len(self.answers) < len(answered)

    def events(self, answered: Collection[Interaction]) -> Iterator[LearningEvent]:
        """Yield what the commit changed, in chronological order; `answered` are the answers before it."""
        sco = self.commit.sco
        if self.state.session is not None and self.state.session != self.before.session:
            yield PartStarted(sco, self.state.session)
        for answer in new_answers(() if self.restarts(answered) else answered, self.answers):
            yield QuestionAnswered(sco, answer)
        if self.state.outcome != self.before.outcome:
            yield OutcomeChanged(sco, self.before.outcome, self.state.outcome)
        if self.commit.trigger == CommitTrigger.FINISH:
            yield PartEnded(sco, self.reduced.session_seconds)


def reduce_commit(
    before: PartState, commit: Commit, item: ManifestItem, *, launch: UUID, standard: str
) -> PartReduction:
    """Reduce a commit that `launch` wrote into the state of its part."""
    session = commit.session or launch
    state = before
    if state.session != session:
        kept = saved_for_next_session(
            standard, SavedState(state.cmi, state.total_seconds + state.session_seconds, state.exit)
        )
        state = replace(
            state,
            cmi=kept.cmi,
            total_seconds=kept.total_seconds,
            session=session,
            session_seconds=0.0,
            set_elements=state.set_elements if kept.cmi else [],
        )
    set_elements = state.set_elements
    if standard == PackageStandard.SCORM_2004:
        set_elements = _set_elements(state, commit)
    reduced = reduce_cmi(state.cmi, commit.elements, standard)
    has_finished = commit.trigger == CommitTrigger.FINISH
    outcome = outcome_of_commit(reduced, commit, item, standard, set_elements=set_elements or ())
    state = replace(
        state,
        cmi=reduced.cmi,
        outcome=merge_forward(state.outcome, outcome),
        session_seconds=state.session_seconds if reduced.session_seconds is None else reduced.session_seconds,
        session_launch=launch,
        session_sequence=commit.sequence,
        exit=stored_exit(reduced.exit, commit.request) if has_finished else EXIT_INTERRUPTED,
        set_elements=set_elements,
    )
    return PartReduction(before, state, commit, standard, reduced)


def prove_completion(before: PartState, commit: Commit, item: ManifestItem, *, standard: str) -> PartState:
    """Return `before` with the completion that an outdated commit proves, unchanged if it proves none."""
    outcome = outcome_of_commit(
        reduce_cmi({}, commit.elements, standard),
        commit,
        item,
        standard,
        set_elements=commit.set_elements or (),
    )
    advanced = merge_forward(before.outcome, outcome)
    if not outcome.is_done or advanced == before.outcome:
        return before
    return replace(before, outcome=advanced)


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
        before = package_attempt.outcome
        if (here, outcome) != (package_attempt.current_sco, before):
            package_attempt.current_sco, package_attempt.outcome = here, outcome
            self.has_advanced = True
        becomes_done = outcome.is_done and not before.is_done
        return (StepDone(package_attempt.step_id, moment()),) if becomes_done else ()

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


def answers_of_commit(commit: Commit, standard: str) -> Iterator[QuestionAnswered]:
    """Yield all answers of a commit by itself, whether an earlier commit had them or not."""
    alone = self_contained(commit).elements
    elements = {path: value for path, value in alone.items() if path.startswith("interactions.")}
    for answer in _answers(commit, reduce_cmi({}, elements, standard).cmi, standard):
        yield QuestionAnswered(commit.sco, answer)


def self_contained(commit: Commit) -> Commit:
    """Return a commit whose answers can be read without the state before it.

    A commit of a native step has its new interactions alone, and a collection without its first members is
    invalid. The earlier members get an identifier and no answer.
    """
    indices = {int(match[1]) for path in commit.elements if (match := _INTERACTION.match(path))}
    earlier = {f"interactions.{index}.id": "earlier" for index in range(min(indices, default=0))}
    return replace(commit, elements={**earlier, **commit.elements})


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


def achieved_at(commit: Commit, started_at: dt.datetime, received_at: dt.datetime) -> dt.datetime:
    """Return when a commit was written: by the learner's clock, but between launch and receipt."""
    if commit.written_at is None:
        return received_at
    written_at = dt.datetime.fromtimestamp(min(commit.written_at / 1000, received_at.timestamp()), tz=dt.UTC)
    return min(max(written_at, started_at), received_at)


def _set_elements(state: PartState, commit: Commit) -> list[str]:
    """Return the elements set including this commit: a page that is loaded again continues the attempt."""
    if commit.set_elements is None:
        newly: Iterable[str] = (path for path, value in commit.elements.items() if value != UNKNOWN)
    else:
        newly = commit.set_elements
    return sequenced_elements({*known_set_elements(state), *newly})


def _answers(commit: Commit, cmi: Mapping[str, Any], standard: str) -> tuple[Interaction, ...]:
    """Return the answers in the data model of a commit; half written ones are left for the next commit."""
    return answered_interactions(cmi, standard, is_settled=commit.trigger != CommitTrigger.AUTO)
