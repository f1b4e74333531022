"""Replay of an attempt's journal: its state follows from the commits that were received.

Accepted commits of an attempt were journalled under its lock, so their keys are the order in which they were
reduced, and each navigation has the commit that it came after. The rules are those of commits
(commits/reducer.py) and navigation (navigation/sessions.py): a change of the rules is a difference.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Model, QuerySet

from lms.attempts.api import (
    Attempt,
    JournalEntry,
    Launch,
    PackageAttempt,
    ScoState,
    SequencingState,
    StepDone,
    StepProgress,
    finish_step,
)
from lms.runtimes.scorm.commits.payload import read_commit
from lms.runtimes.scorm.commits.reducer import PackageReduction, PackageState
from lms.runtimes.scorm.commits.rows import is_outdated
from lms.runtimes.scorm.replay.sequencing import SequencingReplay
from lms.runtimes.scorm.sequencing.requests import is_of_earlier_engine
from scorm.api import CompletionStatus, PartState, ScoOutcome

STATE_FIELDS = (
    "cmi",
    "completion_status",
    "success_status",
    "score_scaled",
    "total_seconds",
    "session_seconds",
    "session",
    "session_launch",
    "session_sequence",
    "exit",
)
SEQUENCING_FIELDS = (
    "engine",
    "navigation",
    "delivered",
    "session_before_delivery",
    "ended",
    "shared_data",
    "navigations",
)
#: the engine before 0022 worked out the others, and is not here to be compared with
SEQUENCING_FIELDS_OF_EVERY_ENGINE = ("shared_data", "navigations")
PACKAGE_FIELDS = ("current_sco", "completion_status", "success_status", "score_scaled")


@dataclass(frozen=True)
class Difference:
    """A stored value that differs from the replayed one."""

    step_id: str
    #: "" for what belongs to the package or the attempt as a whole
    sco: str
    #: a model's field ("sequencing.…" for the state of sequencing), or "state" (only one side has it), "step"
    #: (done or not), "completion" (missing)
    field: str
    stored: object
    rebuilt: object


@dataclass(frozen=True)
class RebuiltPackage:
    """One package attempt as replayed from its journal; nothing of it is saved."""

    stored: PackageAttempt
    rebuilt: PackageAttempt
    states: dict[str, ScoState]
    entries: int
    #: when it became done, None as long as it is not
    done_at: dt.datetime | None
    #: the state of sequencing, None where the package has none
    sequencing: SequencingState | None = None
    #: False for a sequenced one begun before navigations were journalled: it is left as it is
    is_known: bool = True
    #: commits beyond their budget, of which the journal has the digest alone: with any, it is left as it is
    digests: int = 0


@dataclass(frozen=True)
class Rebuilt:
    """An attempt as replayed from its journal, and the differences from what is stored."""

    packages: tuple[RebuiltPackage, ...]
    differences: tuple[Difference, ...]

    @property
    def entries(self) -> int:
        """The number of commits that changed something."""
        return sum(package.entries for package in self.packages)

    @property
    def digests(self) -> int:
        """The number of commits of which the journal has the digest alone."""
        return sum(package.digests for package in self.packages)


def rebuild_attempt(attempt: Attempt) -> Rebuilt:
    """Return the state that the journal of `attempt` gives; change nothing."""
    attempt = Attempt.objects.select_related("module_version").get(pk=attempt.pk)
    taken = attempt.package_attempts.select_related("package").order_by("pk")
    packages = tuple(rebuild_package(attempt, package_attempt) for package_attempt in taken)
    differences = [difference for package in packages for difference in _compare(package)]
    return Rebuilt(packages, (*differences, *_compare_attempt(attempt, packages)))


@transaction.atomic
def restore_attempt(*, attempt: Attempt) -> Rebuilt:
    """Store the state that the journal gives; return it, with the differences there were.

    A state that is not in the journal is left as it is, and a completion is never withdrawn.
    """
    # Without a join: PostgreSQL finds no row when the version has changed while it waited for the attempt.
    attempt = Attempt.objects.select_for_update().get(pk=attempt.pk)
    rebuilt = rebuild_attempt(attempt)
    for package in rebuilt.packages:
        for state in package.states.values():
            stored = package.stored.sco_states.filter(sco=state.sco).first()
            state.pk = stored.pk if stored else None
            state.save()
        if package.entries or package.sequencing is not None:
            package.rebuilt.save(update_fields=PACKAGE_FIELDS)
        if package.sequencing is not None:
            sequencing = SequencingState.objects.filter(package_attempt=package.stored).first()
            package.sequencing.pk = sequencing.pk if sequencing else None
            package.sequencing.save()
        if package.done_at is not None:
            finish_step(attempt, package.stored.step_id, achieved_at=package.done_at)
    return rebuilt


def rebuild_package(attempt: Attempt, stored: PackageAttempt) -> RebuiltPackage:
    """Return the state that the journal of one package attempt gives; change nothing."""
    rebuilt = PackageAttempt.objects.select_related("package").get(pk=stored.pk)
    rebuilt.attempt, rebuilt.current_sco = attempt, ""
    rebuilt.outcome = ScoOutcome(CompletionStatus.INCOMPLETE)
    package = PackageState(rebuilt, {})
    if stored.moved_from is not None:
        earlier = rebuild_package(attempt, stored.moved_from)
        if earlier.digests:
            return RebuiltPackage(stored, stored, {}, 0, None, is_known=False, digests=earlier.digests)
        package.parts = {state.sco: state.part for state in earlier.states.values()}
        rebuilt.current_sco, rebuilt.outcome = earlier.rebuilt.current_sco, package.roll_up()
    replay = SequencingReplay.of(package)
    if stored.package.structure.is_sequenced and package.sequencing is None:
        return RebuiltPackage(stored, stored, {}, 0, None, is_known=False)
    entries_without_payload = _entries_of(stored).filter(payload="").count()
    if entries_without_payload:
        return RebuiltPackage(stored, stored, {}, 0, None, is_known=False, digests=entries_without_payload)
    entries, done = 0, list[StepDone]()
    for entry in _journal_of(stored):
        done += replay.up_to(entry)
        reduction = _reduce(package, entry)
        entries += reduction.is_changed
        done += [event for event in reduction.events if isinstance(event, StepDone)]
    done += replay.to_the_end()
    states = {sco: ScoState.of(rebuilt, part) for sco, part in package.parts.items()}
    done_at = done[0].achieved_at if done else None
    return RebuiltPackage(stored, rebuilt, states, entries, done_at, package.sequencing)


def _entries_of(package_attempt: PackageAttempt) -> QuerySet[JournalEntry]:
    """Return the accepted commits that were reduced into a package attempt, in their order."""
    versions = [package_attempt]
    while versions[-1].moved_from is not None:
        versions.append(versions[-1].moved_from)
    entries = JournalEntry.objects.filter(launch__package_attempt__in=versions, refusal="")
    # Late commits of a launch from before the move were reduced into the package attempt after it.
    if package_attempt.moved_at is not None:
        entries = entries.filter(received_at__gte=package_attempt.moved_at)
    moved_to = getattr(package_attempt, "moved_to", None)
    if moved_to is not None:
        entries = entries.filter(received_at__lt=moved_to.moved_at)
    return entries.order_by("pk")


def _journal_of(package_attempt: PackageAttempt) -> Iterator[JournalEntry]:
    launches: dict[UUID, Launch] = {}
    for entry in _entries_of(package_attempt).iterator():
        if entry.launch_id not in launches:
            launches[entry.launch_id] = entry.launch
        entry.launch = launches[entry.launch_id]
        yield entry


def _reduce(package: PackageState, entry: JournalEntry) -> PackageReduction:
    """Reduce an entry into the state of its package."""
    commit = read_commit(entry.payload.encode())
    item = package.package_attempt.package.structure.item(commit.sco)
    if item is None:
        return PackageReduction(is_changed=False)
    attempt = entry.launch.attempt = package.package_attempt.attempt
    is_closed = attempt.closed_at is not None and entry.received_at >= attempt.closed_at
    before = package.parts.get(commit.sco, PartState(commit.sco))
    outdated = is_closed or is_outdated(before, entry.launch, commit)
    return package.reduce(
        commit, item, launch=entry.launch, received_at=entry.received_at, is_outdated=outdated
    )


def _compare(package: RebuiltPackage) -> Iterator[Difference]:
    if not package.is_known:
        return
    step = package.stored.step_id
    stored = {state.sco: state for state in package.stored.sco_states.all()}
    for sco in sorted(stored.keys() | package.states.keys()):
        if sco not in stored or sco not in package.states:
            yield Difference(step, sco, "state", sco in stored, sco in package.states)
        else:
            # A state from before 0011 lacks the elements that content has set.
            has_elements = stored[sco].set_elements is not None
            fields: Sequence[str] = (*STATE_FIELDS, "set_elements") if has_elements else STATE_FIELDS
            yield from _unlike(step, sco, stored[sco], package.states[sco], fields)
    if package.entries or package.sequencing is not None:
        yield from _unlike(step, "", package.stored, package.rebuilt, PACKAGE_FIELDS)
    if package.sequencing is not None:
        sequencing = SequencingState.objects.filter(package_attempt=package.stored).first()
        is_old = sequencing is not None and is_of_earlier_engine(sequencing.engine)
        compared = SEQUENCING_FIELDS_OF_EVERY_ENGINE if is_old else SEQUENCING_FIELDS
        before = sequencing or SequencingState()
        yield from _unlike(step, "", before, package.sequencing, compared, "sequencing.")


def _unlike(
    step: str, sco: str, stored: Model, rebuilt: Model, fields: Sequence[str], prefix: str = ""
) -> Iterator[Difference]:
    for name in fields:
        pair = getattr(stored, name), getattr(rebuilt, name)
        if pair[0] != pair[1]:
            yield Difference(step, sco, f"{prefix}{name}", *pair)


def _compare_attempt(attempt: Attempt, packages: tuple[RebuiltPackage, ...]) -> Iterator[Difference]:
    steps = StepProgress.objects.filter(attempt=attempt, done_at__isnull=False)
    done = set(steps.values_list("step_id", flat=True))
    for package in packages:
        step = package.stored.step_id
        if package.done_at is not None and step not in done:
            yield Difference(step, "", "step", None, package.done_at)
            done.add(step)
    required = {step.id for step in attempt.module_version.stored_steps}
    if attempt.completion_id is None and required <= done:
        yield Difference("", "", "completion", None, True)
