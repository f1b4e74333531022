"""Processing of commits, the hot path: one transaction, no session, no Wagtail, no deferrable work."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from infrastructure.db.api import GroupCommit, save_rows
from lms.attempts.api import (
    Attempt,
    CommitRefused,
    JournalEntry,
    Launch,
    LaunchEnded,
    LaunchEnding,
    PackageAttempt,
    Refusal,
    ScoState,
    TokenRefused,
    Usage,
    check_content_host,
    check_holds_lease,
    count_commit_query,
    end_launches,
    usage_of,
    was_played_as,
)
from lms.runtimes.scorm.commits.payload import Commit, MalformedCommit, read_commit
from lms.runtimes.scorm.commits.reducer import PackageState, ends_launch
from lms.runtimes.scorm.commits.rows import check_size, is_outdated, lock_launch, store_commit, store_package
from lms.runtimes.scorm.navigation.upgrades import stored_sequencing

#: how much of a refused payload the journal keeps
REFUSED_CHARACTERS = 4_096
#: how many refused commits the journal keeps of a launch, so that content can't fill it
REFUSED_PER_LAUNCH = 100

#: how long after a launch has finished a commit sent before is still accepted
LATE_COMMIT_WINDOW = dt.timedelta(minutes=1)

_group_commit = GroupCommit()


@dataclass(frozen=True)
class CommitResult:
    """The result of an accepted commit."""

    sequence: int
    #: True when it had been accepted before; nothing was changed
    is_repeated: bool = False
    #: False when a newer commit was stored already, so that it changed nothing but a completion it proves
    is_current: bool = True
    completion: str = ""
    success: str = ""
    package_is_done: bool = False
    module_is_done: bool = False
    #: the content of the package's only part has finished, and the launch with it
    launch_is_ended: bool = False
    #: elements that were left out, for whoever made the content
    ignored: tuple[str, ...] = ()
    #: the requests that are valid in a sequenced package now; empty where nothing can have changed
    navigation: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        data = asdict(self)
        # The name that pages of earlier versions read.
        data["outlook"] = data.pop("navigation")
        return {"ok": True, **data}


def process_commit(*, launch: UUID, body: bytes, label: str = "") -> CommitResult:
    """Journal a commit and reduce it into the attempt's state; change nothing for one accepted before.

    Within one transaction, few queries for an ordinary commit: on SQLite its context, the counters, the
    journal, the state; on PostgreSQL the lock, its context, and all writes at once. A completion is recorded
    in the same transaction. The body is parsed before the transaction. `label` is that of the content host
    which received it, "" for the shared one. Raises CommitRefused, journalled, and TokenRefused for a launch
    that does not exist or is played on another host. docs/commit.md describes all steps.
    """
    try:
        commit = read_commit(body)
    except MalformedCommit as error:
        raise refuse_commit(
            launch=launch, label=label, body=body, refusal=Refusal.MALFORMED, detail=str(error)
        ) from None
    # Computed before the transaction, which is the only writer on SQLite.
    digest = commit.digest
    try:
        return _group_commit.run(lambda: _process(launch, label, commit, body.decode("utf-8"), digest))
    except CommitRefused as refused:
        raise refuse_commit(
            launch=launch,
            label=label,
            body=body,
            refusal=refused.refusal,
            detail=refused.detail,
            sequence=commit.sequence,
            sco=commit.sco,
        ) from None


def refuse_commit(
    *,
    launch: UUID,
    body: bytes,
    refusal: Refusal,
    label: str = "",
    detail: str = "",
    sequence: int = 0,
    sco: str = "",
) -> CommitRefused:
    """Journal a refused commit, capped in length and in number, and return the error to raise.

    Raises TokenRefused as `process_commit` does.
    """
    # A character is at most four bytes in UTF-8.
    text = body[: 4 * REFUSED_CHARACTERS].decode("utf-8", errors="replace").replace("\x00", "\ufffd")
    active_launch = (
        Launch.objects.select_related("attempt", "package_attempt__package").filter(pk=launch).first()
    )
    if active_launch is None:
        raise TokenRefused
    check_content_host(active_launch.package_attempt, label)
    entry = JournalEntry(
        launch=active_launch, sequence=sequence, sco=sco, payload=text[:REFUSED_CHARACTERS], refusal=refusal
    )
    _journal_refused(entry)
    return CommitRefused(refusal, detail)


def _journal_refused(entry: JournalEntry) -> None:
    """Store a refused commit while its launch has few of them and its person is within the day's budget."""
    launch, size = entry.launch, len(entry.payload.encode())
    refused = JournalEntry.objects.filter(launch=launch).exclude(refusal="")
    is_within = usage_of(launch.pk, launch.attempt.person_id).is_kept(size)
    if is_within and refused[:REFUSED_PER_LAUNCH].count() < REFUSED_PER_LAUNCH:
        with transaction.atomic():
            save_rows(entry, first=[count_commit_query(launch.pk, launch.attempt.person_id, size)])


@dataclass(frozen=True)
class _Context:
    """The rows that a commit is processed with, their attempt locked."""

    active_launch: Launch
    #: the launch that wrote the commit, which may be an earlier one
    source_launch: Launch
    #: the one that the commit is reduced into
    package_attempt: PackageAttempt
    states: Mapping[str, ScoState]
    usage: Usage
    #: whether the commit is one of the active launch, which has finished
    has_finished: bool


def _process(launch_id: UUID, label: str, commit: Commit, payload: str, digest: bytes) -> CommitResult:
    context = _lock_context(launch_id, label, commit)
    active_launch, source_launch = context.active_launch, context.source_launch
    package_attempt, states = context.package_attempt, context.states
    structure = package_attempt.package.structure
    item = structure.item(commit.sco)
    if item is None or not item.href:
        raise CommitRefused(Refusal.MALFORMED, "the package has no such SCO")
    state = states.get(commit.sco) or ScoState(package_attempt=package_attempt, sco=commit.sco)
    # A closed attempt is no longer played: an unsent commit of it can only prove a completion.
    outdated = source_launch.attempt_id != active_launch.attempt_id or is_outdated(
        state, source_launch, commit
    )
    if outdated and (entry := _journalled(source_launch, commit)):
        _check_is_the_same(entry, digest)
        return _repeated(commit, state, source_launch, is_own=source_launch is active_launch)
    if context.has_finished:
        _check_was_in_transit(active_launch, commit, outdated)
    charge = context.usage.charge(active_launch.pk, active_launch.attempt.person_id, len(payload.encode()))
    package = PackageState(package_attempt, {sco: stored.part for sco, stored in states.items()})
    if structure.is_sequenced:
        package.sequencing = stored_sequencing(package_attempt)
    reduction = package.reduce(
        commit, item, launch=source_launch, received_at=timezone.now(), is_outdated=outdated
    )
    if reduction.is_changed:
        state.part = package.parts[commit.sco]
    if not outdated:
        check_size(state)
    entry = JournalEntry(
        launch=source_launch,
        sequence=commit.sequence,
        sco=commit.sco,
        payload=payload if charge.is_kept else "",
        digest=digest,
        size=charge.size,
    )
    store_commit(entry, *[state] * reduction.is_changed, counted=charge.counted)
    if not reduction.is_changed:
        return CommitResult(commit.sequence, is_current=False)
    package_is_done, module_is_done = store_package(package, reduction.events)
    # The finish of an earlier launch does not end the launch that sends it.
    is_ended = LaunchEnded(active_launch.uuid, LaunchEnding.FINISHED) in reduction.events
    if is_ended:
        end_launches(Launch.objects.filter(pk=active_launch.pk), LaunchEnding.FINISHED)
    outcome = package.parts[commit.sco].outcome
    return CommitResult(
        commit.sequence,
        is_current=not outdated,
        completion=outcome.completion,
        success=outcome.success,
        package_is_done=package_is_done,
        module_is_done=module_is_done,
        launch_is_ended=is_ended,
        ignored=reduction.ignored,
        navigation=reduction.navigation,
    )


def _lock_context(launch_id: UUID, label: str, commit: Commit) -> _Context:
    """Lock the attempt and read the rows; raise CommitRefused if the launch no longer holds the lease.

    Raises TokenRefused for a launch that does not exist or is played on another content host.
    """
    active_launch, states, usage = lock_launch(launch_id, commit.sco)
    check_content_host(active_launch.package_attempt, label)
    written_by = commit.launch or active_launch.uuid
    is_own = written_by == active_launch.uuid
    has_finished = is_own and active_launch.ending == LaunchEnding.FINISHED
    if not has_finished:
        check_holds_lease(active_launch)
    source_launch = active_launch if is_own else _earlier_launch(written_by, commit, active_launch, label)
    package_attempt = source_launch.package_attempt
    if not is_own or has_finished:
        package_attempt = _current_package_attempt(package_attempt)
    if package_attempt is not active_launch.package_attempt or package_attempt.package.structure.is_sequenced:
        # Sequencing reads the data model of every part.
        states = {state.sco: state for state in ScoState.objects.filter(package_attempt=package_attempt)}
    return _Context(active_launch, source_launch, package_attempt, states, usage, has_finished)


def _current_package_attempt(package_attempt: PackageAttempt) -> PackageAttempt:
    """Return the package attempt that replaced another when a trainer moved the learner to a new version."""
    moves = PackageAttempt.objects.select_related("package")
    while (moved := moves.filter(moved_from=package_attempt).first()) is not None:
        moved.attempt = package_attempt.attempt
        package_attempt = moved
    return package_attempt


def _check_was_in_transit(finished: Launch, commit: Commit, outdated: bool) -> None:
    """Raise CommitRefused if a commit was written after the launch had ended.

    One written before may arrive a little later: on a slow network the learner has closed the page while it
    was being sent, and on a shared computer they may not return to send it.
    """
    is_newest = finished.lease == finished.attempt.lease and finished.attempt.closed_at is None
    ended_at = finished.ended_at or finished.started_at
    was_before = outdated or (commit.written_at or math.inf) / 1000 <= ended_at.timestamp()
    if not (was_before and is_newest and timezone.now() - ended_at < LATE_COMMIT_WINDOW):
        raise CommitRefused(Refusal.ENDED)


def _repeated(commit: Commit, state: ScoState, source_launch: Launch, *, is_own: bool) -> CommitResult:
    """Return the present state as the result of a commit that had been accepted before.

    The finish of an earlier launch (a beacon is never answered) does not end the launch that sends it.
    """
    package_attempt = source_launch.package_attempt
    return CommitResult(
        commit.sequence,
        is_repeated=True,
        is_current=False,
        completion=state.completion_status,
        success=state.success_status,
        package_is_done=package_attempt.outcome.is_done,
        module_is_done=package_attempt.attempt.completion_id is not None,
        launch_is_ended=is_own
        and source_launch.ending == LaunchEnding.FINISHED
        and ends_launch(commit, package_attempt),
    )


def _journalled(source_launch: Launch, commit: Commit) -> JournalEntry | None:
    return JournalEntry.objects.filter(launch=source_launch, sequence=commit.sequence, refusal="").first()


def _check_is_the_same(entry: JournalEntry, digest: bytes) -> None:
    """Raise CommitRefused if a commit differs from the one journalled under its number.

    Two pages of a launch may have used the same number; the sender then uses the next one.
    """
    stored = entry.digest or read_commit(entry.payload.encode()).digest
    if bytes(stored) != digest:
        raise CommitRefused(Refusal.NUMBER_USED)


def _earlier_launch(written_by: UUID, commit: Commit, active_launch: Launch, label: str) -> Launch:
    """Return the launch that wrote an unsent commit, an earlier one of the same learner and module.

    An attempt that was started again on another device is closed, while a device may still have its finish.
    """
    active_attempt = active_launch.attempt
    source_launch = (
        Launch.objects.filter(
            pk=written_by,
            attempt__person=active_attempt.person_id,
            attempt__module=active_attempt.module_id,
        )
        .select_related("package_attempt__package")
        .first()
    )
    # On a host of its own a package can have no unsent commits of another step's package.
    if source_launch is None or (
        label and not was_played_as(active_launch.package_attempt, _label_of(source_launch))
    ):
        raise CommitRefused(Refusal.MALFORMED, "launch is not one of this learner's at this module")
    if _was_signed_out_before(source_launch, commit):
        raise CommitRefused(Refusal.SIGNED_OUT)
    is_same_attempt = source_launch.attempt_id == active_attempt.pk
    attempt = (
        active_attempt
        if is_same_attempt
        else Attempt.objects.select_for_update().get(pk=source_launch.attempt_id)
    )
    source_launch.attempt = source_launch.package_attempt.attempt = attempt
    return source_launch


def _label_of(launch: Launch) -> str:
    return launch.package_attempt.package.label


def _was_signed_out_before(source_launch: Launch, commit: Commit) -> bool:
    """Return whether a commit was written after its learner had signed out.

    On a shared computer the page may stay open, and a colleague may continue in it.
    """
    if (
        source_launch.ending != LaunchEnding.SIGNED_OUT
        or source_launch.ended_at is None
        or commit.written_at is None
    ):
        return False
    return commit.written_at / 1000 > source_launch.ended_at.timestamp()
