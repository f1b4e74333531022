"""The rows that a commit is processed with: read by one query after the attempt is locked, and stored."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError
from django.db.models import Case, CharField, F, OuterRef, QuerySet, Subquery, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat

from infrastructure.db.api import BoundSql, CompiledQuery, Parameter, save_rows
from lms.attempts.api import (
    CommitRefused,
    CommitUsage,
    JournalEntry,
    Launch,
    LaunchEnded,
    Refusal,
    ScoState,
    StepDone,
    TokenRefused,
    Usage,
    day_suffix,
    finish_step,
    launch_subject,
    lock_attempt_of,
)
from lms.runtimes.scorm.commits.payload import Commit
from lms.runtimes.scorm.commits.reducer import PackageState
from scorm.api import PartState, flatten_cmi

_USAGE_FIELDS = ("launch_commits", "launch_bytes", "person_commits", "person_bytes")
_STATES = "package_attempt__sco_states"
_STATE_FIELDS = ScoState._meta.concrete_fields
_STATE_NAMES = [field.attname for field in _STATE_FIELDS]


def lock_launch(launch_id: UUID, sco: str) -> tuple[Launch, dict[str, ScoState], Usage]:
    """Lock a launch's attempt; return the launch, the states of its package's parts by SCO, and its usage.

    Commits of one attempt are processed one after the other. The data model is read for the part `sco` alone;
    rows that only a completion needs are read when there is one. Called within a transaction. Raises
    TokenRefused.
    """
    subjects = {"launch_subject": launch_subject(launch_id), "day": day_suffix()}
    lock_attempt_of(launch_id)
    rows = _COMMIT_CONTEXT.rows(launch=launch_id, sco=sco, **subjects)
    if not rows:
        raise TokenRefused
    launch = rows[0]
    launch.package_attempt.attempt = launch.attempt
    states = (
        ScoState.from_db(
            row._state.db, _STATE_NAMES, [getattr(row, f"state_{name}") for name in _STATE_NAMES]
        )
        for row in rows
        if row.state_id is not None  # type: ignore[attr-defined]  # annotated
    )
    usage = Usage(*(getattr(launch, f"usage_{name}") or 0 for name in _USAGE_FIELDS))
    return launch, {state.sco: state for state in states}, usage


def is_outdated(state: PartState | ScoState, source_launch: Launch, commit: Commit) -> bool:
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


def check_size(state: ScoState) -> None:
    """Raise CommitRefused if the state is larger than any single commit can be.

    Each commit has the whole state and is limited. With full paths the state is at most four times as long,
    so that only invented data grows beyond, by indices that no other commit repeats.
    """
    size = sum(len(path) + len(value) for path, value in flatten_cmi(state.cmi))
    if size > 4 * settings.COMMIT_MAX_BYTES:
        raise CommitRefused(Refusal.TOO_LARGE, "the state has grown too large")


def store_commit(entry: JournalEntry, *states: ScoState, counted: BoundSql) -> None:
    """Store a commit with the state that it led to, and count it.

    Raises CommitRefused for a number that another commit of the launch has.
    """
    try:
        save_rows(entry, *states, first=[counted])
    except IntegrityError:
        raise CommitRefused(Refusal.NUMBER_USED) from None


def store_package(package: PackageState, events: Iterable[StepDone | LaunchEnded]) -> tuple[bool, bool]:
    """Save the package attempt, and the step and the module with it; return whether each of both is done.

    Called within a transaction that holds the attempt's row.
    """
    package_attempt = package.package_attempt
    if package.sequencing is not None and package.sequencing_is_changed:
        package.sequencing.save(update_fields=["navigation", "shared_data", "updated_at"])
    if package.has_advanced:
        save_rows(package_attempt)
    for event in events:
        if isinstance(event, StepDone):
            finish_step(package_attempt.attempt, event.step_id, achieved_at=event.achieved_at)
    return package_attempt.outcome.is_done, package_attempt.attempt.completion_id is not None


def _launch_with_states() -> QuerySet[Launch]:
    """Return one row for each state, or one without any."""
    annotations: dict[str, Combinable] = {
        f"state_{field.attname}": F(f"{_STATES}__{field.name}") for field in _STATE_FIELDS
    }
    is_requested = {f"{_STATES}__sco": Parameter("sco", ScoState._meta.get_field("sco"))}
    annotations["state_cmi"] = Case(When(**is_requested, then=F(f"{_STATES}__cmi")))
    annotations |= _usage_annotations()
    return (
        Launch.objects.select_related("attempt", "package_attempt__package")
        .defer("package_attempt__package__manifest")
        .filter(pk=Parameter("launch", Launch._meta.pk))
        .annotate(**annotations)
    )


def _usage_annotations() -> dict[str, Combinable]:
    """Return the counters of the launch, and of its person today (budgets.py)."""
    text = CharField()
    person = Concat(Cast(OuterRef("attempt__person_id"), text), Parameter("day", text), output_field=text)
    ours = CommitUsage.objects.filter(subject=Parameter("launch_subject", text))
    theirs = CommitUsage.objects.filter(subject=person)
    counted = {"launch": ours, "person": theirs}
    return {
        f"usage_{name}": Subquery(counted[name.partition("_")[0]].values(name.partition("_")[2])[:1])
        for name in _USAGE_FIELDS
    }


_COMMIT_CONTEXT = CompiledQuery(_launch_with_states)
