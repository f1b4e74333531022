"""Turning the journal of commits and the completions into statements that wait to be sent.

Read and made outside a transaction, so that no learner's commit waits for it; written in a short one,
together with how far was read. So none is lost and none told twice, whatever kills the worker.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence

from django.db import transaction

from infrastructure.db.api import read_watermark
from lms.attempts.api import JournalEntry, PackageAttempt
from lms.records.api import Completion
from lms.runtimes.scorm.api import MalformedCommit, achieved_at, read_commit
from lms.xapi.models import Reading, Statement, ToldPart
from lms.xapi.statements.commits import PartTelling, Told
from lms.xapi.statements.statements import Within, completion_statement
from scorm.api import CompletionStatus, SuccessStatus

ENTRIES_AT_ONCE = 100

Parts = dict[tuple[int, str], ToldPart]


def collect_statements() -> int:
    """Make statements of what has happened since last time; return how many.

    The completions' end is looked up before the journal's: a completion is recorded together with the commit
    that proves it, so whoever is told that a module was completed has been told of its parts.
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
    """Let the whole history be told. What was told before is the same statement, which nobody keeps twice."""
    ToldPart.objects.all().delete()
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
    parts = _parts_of(entries)
    told = [_waiting(made, entry.launch.attempt_id) for entry in entries for made in _told(entry, parts)]
    reached = entries[-1].pk if len(entries) == ENTRIES_AT_ONCE else end
    with transaction.atomic():
        if not _move(reading, journal=reached):
            return 0
        _remember(parts)
        Statement.objects.bulk_create(told, ignore_conflicts=True)
    return len(told)


def _collect_completions(reading: Reading, end: int) -> int:
    rows = Completion.objects.filter(pk__gt=reading.completions, pk__lte=end).order_by("pk")
    completions = list(rows.select_related("person", "module_version__module")[:ENTRIES_AT_ONCE])
    told = [_waiting(completion_statement(one), one.attempt_uuid) for one in completions]
    reached = completions[-1].pk if len(completions) == ENTRIES_AT_ONCE else end
    with transaction.atomic():
        if not _move(reading, completions=reached):
            return 0
        Statement.objects.bulk_create(told, ignore_conflicts=True)
    return len(told)


def _told(entry: JournalEntry, parts: Parts) -> list[Told]:
    """Return what one commit tells anew."""
    attempt, taken = entry.launch.attempt, entry.launch.package_attempt
    try:
        commit = read_commit(entry.payload.encode())
    except MalformedCommit:
        # Journalled by a version that read more than this one does.
        return []
    item = taken.package.structure.item(commit.sco)
    if item is None:
        return []
    telling = PartTelling(
        within=Within(attempt.pk, attempt.person, attempt.module_version, taken.package),
        item=item,
        part=_part(taken, commit.sco, parts),
        commit=commit,
        launch=entry.launch.pk,
        at=achieved_at(commit, entry.launch, entry.received_at),
    )
    return list(telling.statements())


def _waiting(told: Told, registration: uuid.UUID) -> Statement:
    identifier, body = told
    return Statement(statement_id=identifier, registration=registration, body=body)


def _parts_of(entries: Sequence[JournalEntry]) -> Parts:
    taken = {one.pk for entry in entries for one in _with_origins(entry.launch.package_attempt)}
    known = ToldPart.objects.filter(package_attempt__in=taken)
    return {(part.package_attempt, part.sco): part for part in known}


def _with_origins(taken: PackageAttempt) -> Iterator[PackageAttempt]:
    """Yield a package attempt and those it was moved from, the nearest first."""
    origin: PackageAttempt | None = taken
    while origin is not None:
        yield origin
        origin = origin.moved_from


def _part(taken: PackageAttempt, sco: str, parts: Parts) -> ToldPart:
    """Return what has been told of a part."""
    if (taken.pk, sco) not in parts:
        parts[taken.pk, sco] = _new_part(taken, sco, parts)
    return parts[taken.pk, sco]


def _new_part(taken: PackageAttempt, sco: str, parts: Parts) -> ToldPart:
    """One that was moved to a new version begins with what was told of it before, so that it is told once."""
    told = next((parts[one.pk, sco] for one in _with_origins(taken) if (one.pk, sco) in parts), None)
    return ToldPart(
        package_attempt=taken.pk,
        sco=sco,
        completion_status=told.completion_status if told else CompletionStatus.NOT_ATTEMPTED,
        success_status=told.success_status if told else SuccessStatus.UNKNOWN,
        score_scaled=told.score_scaled if told else None,
        answers=told.answers if told else {},
    )


def _remember(parts: Parts) -> None:
    ToldPart.objects.bulk_create([part for part in parts.values() if part.pk is None])
    known = [part for part in parts.values() if part.pk is not None]
    fields = ["session", "completion_status", "success_status", "score_scaled", "answers"]
    ToldPart.objects.bulk_update(known, fields, batch_size=50)


def _move(reading: Reading, **to: int) -> bool:
    """Move on from where this reader began; False, and begin where the other is, when another has moved."""
    begun = Reading.objects.filter(pk=1, journal=reading.journal, completions=reading.completions)
    moved = begun.update(**to) == 1
    reading.refresh_from_db()
    return moved
