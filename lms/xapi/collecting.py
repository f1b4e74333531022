"""Derivation of unsent statements from the journal of commits and from completions.

Reading and deriving run outside a transaction, so that no commit of a learner is blocked. Statements are
written in a short transaction together with the reading position: if the worker is killed, none is lost and
none created twice.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence

from django.db import transaction

from infrastructure.db.api import read_watermark
from lms.attempts.api import JournalEntry, PackageAttempt
from lms.records.api import Completion
from lms.runtimes.scorm.api import MalformedCommit, achieved_at, read_commit
from lms.xapi.models import Reading, Statement, StatementState
from lms.xapi.statements.commits import CommitStatements, IdentifiedStatement
from lms.xapi.statements.statements import Within, completion_statement
from scorm.api import CompletionStatus, SuccessStatus

ENTRIES_AT_ONCE = 100

States = dict[tuple[int, str], StatementState]


def collect_statements() -> int:
    """Create statements of new commits and completions; return their number.

    The watermark of completions is read before that of the journal: a completion is recorded in the same
    transaction as its commit, so a statement of a module always follows the statements of its SCOs.
    """
    completions, journal = read_watermark(Completion), read_watermark(JournalEntry)
    if completions is None or journal is None:
        return 0
    reading, _ = Reading.objects.get_or_create(
        pk=1, defaults={"journal": journal, "completions": completions}
    )
    made = 0
    while reading.journal < journal:
        made += _collect_journal(reading, journal)
    while reading.completions < completions:
        made += _collect_completions(reading, completions)
    return made


@transaction.atomic
def collect_all_again() -> None:
    """Reset the reading position to the beginning. Statements derived again have the same identifiers."""
    StatementState.objects.all().delete()
    Reading.objects.update_or_create(pk=1, defaults={"journal": 0, "completions": 0})


def _collect_journal(reading: Reading, end: int) -> int:
    rows = JournalEntry.objects.filter(pk__gt=reading.journal, pk__lte=end, refusal="").order_by("pk")
    entries = list(
        rows.select_related(
            "launch__attempt__person",
            "launch__attempt__module_version__module",
            "launch__package_attempt__package",
            "launch__package_attempt__moved_from",
        )[:ENTRIES_AT_ONCE]
    )
    states = _states_of(entries)
    statements = [
        _unsent(made, entry.launch.attempt_id) for entry in entries for made in _statements_of(entry, states)
    ]
    position = entries[-1].pk if len(entries) == ENTRIES_AT_ONCE else end
    with transaction.atomic():
        if not _advance(reading, journal=position):
            return 0
        _save_states(states)
        Statement.objects.bulk_create(statements, ignore_conflicts=True)
    return len(statements)


def _collect_completions(reading: Reading, end: int) -> int:
    rows = Completion.objects.filter(pk__gt=reading.completions, pk__lte=end).order_by("pk")
    completions = list(rows.select_related("person", "module_version__module")[:ENTRIES_AT_ONCE])
    statements = [_unsent(completion_statement(one), one.attempt_uuid) for one in completions]
    position = completions[-1].pk if len(completions) == ENTRIES_AT_ONCE else end
    with transaction.atomic():
        if not _advance(reading, completions=position):
            return 0
        Statement.objects.bulk_create(statements, ignore_conflicts=True)
    return len(statements)


def _statements_of(entry: JournalEntry, states: States) -> list[IdentifiedStatement]:
    """Return the new statements of one commit."""
    attempt, package_attempt = entry.launch.attempt, entry.launch.package_attempt
    try:
        commit = read_commit(entry.payload.encode())
    except MalformedCommit:
        # Journalled by a version that accepted more than this one.
        return []
    item = package_attempt.package.structure.item(commit.sco)
    if item is None:
        return []
    commit_statements = CommitStatements(
        within=Within(attempt.pk, attempt.person, attempt.module_version, package_attempt.package),
        item=item,
        state=_state_of(package_attempt, commit.sco, states),
        commit=commit,
        launch=entry.launch.pk,
        at=achieved_at(commit, entry.launch, entry.received_at),
    )
    return list(commit_statements.statements())


def _unsent(statement: IdentifiedStatement, registration: uuid.UUID) -> Statement:
    identifier, body = statement
    return Statement(statement_id=identifier, registration=registration, body=body)


def _states_of(entries: Sequence[JournalEntry]) -> States:
    package_attempts = {one.pk for entry in entries for one in _with_sources(entry.launch.package_attempt)}
    stored = StatementState.objects.filter(package_attempt__in=package_attempts)
    return {(state.package_attempt, state.sco): state for state in stored}


def _with_sources(package_attempt: PackageAttempt) -> Iterator[PackageAttempt]:
    """Yield a package attempt and those it was moved from, nearest first."""
    source: PackageAttempt | None = package_attempt
    while source is not None:
        yield source
        source = source.moved_from


def _state_of(package_attempt: PackageAttempt, sco: str, states: States) -> StatementState:
    """Return the state of a SCO, created if it is new."""
    if (package_attempt.pk, sco) not in states:
        states[package_attempt.pk, sco] = _new_state(package_attempt, sco, states)
    return states[package_attempt.pk, sco]


def _new_state(package_attempt: PackageAttempt, sco: str, states: States) -> StatementState:
    """Return a new state, copied from the source if the attempt was moved to a new version."""
    sources = ((one.pk, sco) for one in _with_sources(package_attempt))
    previous = next((states[key] for key in sources if key in states), None)
    return StatementState(
        package_attempt=package_attempt.pk,
        sco=sco,
        completion_status=previous.completion_status if previous else CompletionStatus.NOT_ATTEMPTED,
        success_status=previous.success_status if previous else SuccessStatus.UNKNOWN,
        score_scaled=previous.score_scaled if previous else None,
        answers=previous.answers if previous else {},
    )


def _save_states(states: States) -> None:
    StatementState.objects.bulk_create([state for state in states.values() if state.pk is None])
    stored = [state for state in states.values() if state.pk is not None]
    fields = ["session", "completion_status", "success_status", "score_scaled", "answers"]
    StatementState.objects.bulk_update(stored, fields, batch_size=50)


def _advance(reading: Reading, **positions: int) -> bool:
    """Update the position unless another worker has; reload it and return whether it was updated."""
    at_start = Reading.objects.filter(pk=1, journal=reading.journal, completions=reading.completions)
    is_advanced = at_start.update(**positions) == 1
    reading.refresh_from_db()
    return is_advanced
