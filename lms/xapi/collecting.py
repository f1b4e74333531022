"""Derivation of unsent statements from the journal of commits and from completions.

Reading and deriving run outside a transaction, so that no commit of a learner is blocked. Statements are
written in a short transaction together with the reading position: if the worker is killed, none is lost and
none created twice.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from courses.api import Question, frozen_questions
from infrastructure.db.api import read_watermark
from lms.attempts.api import (
    Batch,
    JournalEntry,
    PackageAttempt,
    new_batches,
    position_of,
    rewind_cursor,
    start_cursor,
)
from lms.records.api import Completion
from lms.runtimes.scorm.api import achieved_at, read_journalled, self_contained
from lms.xapi.models import Statement, StatementState
from lms.xapi.statements.commits import CommitStatements, IdentifiedStatement
from lms.xapi.statements.statements import Within, completion_statement
from scorm.api import ScoOutcome

#: the names of its cursors
JOURNAL, COMPLETIONS = "xapi.journal", "xapi.completions"
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
    if position_of(COMPLETIONS) is None:
        # Both or neither: one started later would leave out what came in between.
        with transaction.atomic():
            start_cursor(JOURNAL, at=journal)
            start_cursor(COMPLETIONS, at=completions)
    made = 0
    for batch in new_batches(JOURNAL, _entries(), up_to=journal, size=ENTRIES_AT_ONCE):
        states = _states_of(batch.rows)
        questions = frozen_questions({entry.launch.package_attempt.package_id for entry in batch.rows})
        statements = [
            _unsent(statement, entry.launch.attempt_id)
            for entry in batch.rows
            for statement in _statements_of(entry, states, questions)
        ]
        made += _store(batch, statements, states)
    for finished in new_batches(COMPLETIONS, _completions(), up_to=completions, size=ENTRIES_AT_ONCE):
        statements = [_unsent(completion_statement(one), one.attempt_uuid) for one in finished.rows]
        made += _store(finished, statements, {})
    return made


@transaction.atomic
def collect_all_again() -> None:
    """Reset the reading positions to the beginning. Statements derived again have the same identifiers."""
    # The positions first, in the order of a worker: it has stored its batch with its states, or does not.
    rewind_cursor(JOURNAL)
    rewind_cursor(COMPLETIONS)
    StatementState.objects.all().delete()


def _entries() -> QuerySet[JournalEntry]:
    return JournalEntry.objects.filter(refusal="", launch__attempt__module__trial_of=None).select_related(
        "launch__attempt__person",
        "launch__attempt__module_version__module",
        "launch__package_attempt__package",
        "launch__package_attempt__moved_from",
    )


def _completions() -> QuerySet[Completion]:
    return Completion.objects.select_related("person", "module_version__module")


def _store(batch: Batch[Any], statements: Sequence[Statement], states: States) -> int:
    """Store the statements of a batch and the states after it; return the number of statements."""

    def write() -> None:
        _save_states(states)
        Statement.objects.bulk_create(statements, ignore_conflicts=True)

    return len(statements) if batch.store(write) else 0


def _statements_of(
    entry: JournalEntry, states: States, questions: Mapping[int, Mapping[str, Question]]
) -> list[IdentifiedStatement]:
    """Return the new statements of one commit."""
    attempt, package_attempt = entry.launch.attempt, entry.launch.package_attempt
    commit = read_journalled(entry.payload)
    item = package_attempt.package.structure.item(commit.sco) if commit else None
    if commit is None or item is None:
        return []
    commit_statements = CommitStatements(
        within=Within(attempt.pk, attempt.person, attempt.module_version, package_attempt.package),
        item=item,
        state=_state_of(package_attempt, commit.sco, states),
        commit=self_contained(commit),
        launch=entry.launch.pk,
        at=achieved_at(commit, entry.launch.started_at, entry.received_at),
        questions=questions.get(package_attempt.package_id, {}),
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
    state = StatementState(package_attempt=package_attempt.pk, sco=sco)
    state.outcome = previous.outcome if previous else ScoOutcome()
    state.answers = previous.answers if previous else {}
    return state


def _save_states(states: States) -> None:
    StatementState.objects.bulk_create([state for state in states.values() if state.pk is None])
    stored = [state for state in states.values() if state.pk is not None]
    fields = ["session", "completion_status", "success_status", "score_scaled", "answers"]
    StatementState.objects.bulk_update(stored, fields, batch_size=50)
