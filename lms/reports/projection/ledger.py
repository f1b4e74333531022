"""Keeping the ledger of figures in step: rebuilt as a whole, folded as completions and employments come.

The ledger holds every completion up to its watermark. Recording a completion therefore writes nothing here:
readers add what lies after the watermark (`pending_changes`), and every so often it is folded in. Changes of
employments, leaves, exemptions and assignments are folded at once, by taking a person's old contributions
out and putting the new ones in. Without a state (before the first rebuild) all of this does nothing and
figures are computed from the records directly.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from django.db import connection, transaction
from django.db.models import F, Max
from django.utils import timezone

from lms.records.api import Completion
from lms.reports.models import FoldedPerson, LedgerEntry, LedgerState, TouchedPerson
from lms.reports.projection.contributions import Changes, PersonInputs, contribute
from lms.reports.projection.entries import coarse, write_entries
from lms.reports.projection.inputs import Asked, read_done, read_inputs
from lms.reports.projection.snapshots import from_json, to_json
from lms.reports.scopes import REGION, ScopeMap, scope_of
from people.api import Employment, Municipality

#: how many people a unit's subtree needs to have entries for each module; smaller ones are computed directly
DETAILED_FROM = 150
PEOPLE_AT_ONCE = 500
CHANGES_AT_ONCE = 200_000
#: how long a fold waits for transactions that write completions, and how often it looks
SECONDS_TO_SETTLE, SECONDS_BETWEEN_LOOKS = 10.0, 0.02


def rebuild_ledger(*, detailed_from: int = DETAILED_FROM) -> int:
    """Build the ledger anew beside the one in use, then let it take over; return the number of entries.

    Reads without holding anything up and writes in small transactions, so that learners' commits go on.
    """
    state = _begin_building()
    # Completions after the old watermark are read beside the ledger, so that it is always a good one.
    generation, watermark = state.generation + 1, settled_completion() or state.watermark
    _discard(generation)
    asked, scope_map = Asked(), ScopeMap.all()
    detailed = _detailed_scopes(scope_map, detailed_from)
    changes: Changes = Counter()
    written = kept = 0
    for people in _in_parts(_people_by_unit(), PEOPLE_AT_ONCE):
        inputs = read_inputs(people, scope_map, asked)
        done = read_done(people, up_to=watermark)
        for person, found in inputs.items():
            contribute(changes, found, done.get(person, {}), detailed=detailed)
        _store_inputs(generation, inputs)
        if len(changes) - kept > CHANGES_AT_ONCE:
            written += write_entries(generation, coarse(_take_units(changes)))
            changes = coarse(changes) if len(changes) > 2 * CHANGES_AT_ONCE else changes
            kept = len(changes)
    written += write_entries(generation, coarse(changes))
    _take_over(generation, watermark, sorted(detailed))
    return written


@transaction.atomic
def refold_people(person_ids: Collection[int]) -> None:
    """Take out what these people contributed and put in what they contribute now."""
    state = _locked_state()
    if state is None or not person_ids:
        return
    if state.is_building:
        TouchedPerson.objects.bulk_create(
            [TouchedPerson(person=person) for person in person_ids], ignore_conflicts=True
        )
    asked, scope_map = Asked(), ScopeMap.all()
    for people in _in_parts(person_ids, PEOPLE_AT_ONCE):
        _refold(state, people, read_inputs(people, scope_map, asked))
    LedgerState.objects.filter(pk=state.pk).update(version=F("version") + 1)


def fold_completions() -> int:
    """Put the completions after the watermark into the ledger; return how many people they were of.

    What cannot be folded yet, because an earlier completion may still appear, is left to the next time.
    """
    settled = settled_completion()
    with transaction.atomic():
        state = _locked_state()
        if state is None or settled is None or settled <= state.watermark:
            return 0
        people, changes = pending_changes(state, up_to=settled)
        write_entries(state.generation, changes)
        state.watermark = settled
        state.version += 1
        state.save(update_fields=["watermark", "version"])
    return people


def pending_changes(
    state: LedgerState, *, up_to: int | None = None, scopes: Collection[str] | None = None
) -> tuple[int, Changes]:
    """Return the number of people with completions after the watermark, and what those change."""
    new = Completion.objects.filter(pk__gt=state.watermark)
    if up_to is not None:
        new = new.filter(pk__lte=up_to)
    rows = list(new.values_list("person", "module"))
    changes: Changes = Counter()
    for part in _in_parts(sorted({person for person, _ in rows}), PEOPLE_AT_ONCE):
        folded = FoldedPerson.objects.filter(generation=state.generation, person__in=part)
        inputs = {person: from_json(data) for person, data in folded.values_list("person", "inputs")}
        if scopes is not None:
            inputs = {person: found for person, found in inputs.items() if _touches(found, scopes)}
        modules = {module for person, module in rows if person in inputs}
        modules |= {m for found in inputs.values() for presence in found.presences for m in presence.due}
        before = read_done(inputs, modules=modules, up_to=state.watermark)
        after = read_done(inputs, modules=modules, up_to=up_to)
        detailed = set(state.detailed)
        for person, found in inputs.items():
            contribute(changes, found, after.get(person, {}), detailed=detailed)
            contribute(changes, found, before.get(person, {}), detailed=detailed, sign=-1)
    return len({person for person, _ in rows}), changes


def settled_completion(patience: float = SECONDS_TO_SETTLE) -> int | None:
    """Return a primary key such that no completion at or before it can still appear.

    PostgreSQL hands out keys before transactions commit. Whoever has one holds a lock on the table, taken
    before the key: when those who held one after the newest visible completion have ended, all keys before
    it have appeared or never will. Nobody is held up. Returns None when they have not ended within
    `patience` seconds.
    """
    newest = Completion.objects.aggregate(last=Max("pk"))["last"] or 0
    if connection.vendor != "postgresql":
        return newest
    deadline = time.monotonic() + patience
    writers = _completion_writers()
    while writers:
        if time.monotonic() > deadline:
            return None
        time.sleep(SECONDS_BETWEEN_LOOKS)
        writers &= _completion_writers()
    return newest


def _completion_writers() -> set[str]:
    """Return the other transactions that have written, or are about to write, a completion.

    A server lists the locks of all its databases, and a database that is a copy of this one has its tables
    under the same numbers.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT virtualtransaction FROM pg_locks WHERE relation = 'records_completion'::regclass"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND mode = 'RowExclusiveLock' AND pid <> pg_backend_pid()"
        )
        return {row[0] for row in cursor.fetchall()}


def _refold(state: LedgerState, people: list[int], inputs: dict[int, PersonInputs]) -> None:
    folded = FoldedPerson.objects.filter(generation=state.generation, person__in=people)
    before = {row.person: row for row in folded}
    changed = {
        person: found
        for person, found in inputs.items()
        if to_json(found) != (before[person].inputs if person in before else to_json(PersonInputs()))
    }
    done = read_done(changed, up_to=state.watermark) if changed else {}
    changes: Changes = Counter()
    detailed = set(state.detailed)
    for person, found in changed.items():
        if person in before:
            old = from_json(before[person].inputs)
            contribute(changes, old, done.get(person, {}), detailed=detailed, sign=-1)
        contribute(changes, found, done.get(person, {}), detailed=detailed)
    write_entries(state.generation, changes)
    folded.filter(person__in=changed).delete()
    _store_inputs(state.generation, changed)


def _begin_building() -> LedgerState:
    with transaction.atomic():
        state = _locked_state() or LedgerState.objects.create(generation=0)
        TouchedPerson.objects.all().delete()
        state.is_building = True
        state.save(update_fields=["is_building"])
    return state


def _take_over(generation: int, watermark: int, detailed: list[str]) -> None:
    with transaction.atomic():
        state = _locked_state()
        if state is None:
            return
        state.generation, state.watermark, state.detailed = generation, watermark, detailed
        state.version, state.is_building, state.rebuilt_at = state.version + 1, False, timezone.now()
        state.save()
        refold_people(list(TouchedPerson.objects.values_list("person", flat=True)))
    for old in LedgerEntry.objects.exclude(generation=generation).values_list("generation").distinct():
        _discard(old[0])
    FoldedPerson.objects.exclude(generation=generation).delete()


def _discard(generation: int) -> None:
    """Delete a generation in parts, each a short transaction."""
    for model in (LedgerEntry, FoldedPerson):
        while part := list(model.objects.filter(generation=generation).values_list("pk", flat=True)[:20_000]):
            model.objects.filter(pk__gte=min(part), pk__lte=max(part), generation=generation).delete()


def _locked_state() -> LedgerState | None:
    return LedgerState.objects.select_for_update().first()


def _detailed_scopes(scope_map: ScopeMap, at_least: int) -> set[str]:
    """The region, every municipality, also without staff, and the units with that many employments ever."""
    people: Counter[str] = Counter()
    for unit in Employment.objects.values_list("unit", flat=True).iterator(10_000):
        people.update(scope_map.of_unit(unit))
    above = {REGION, *map(scope_of, Municipality.objects.all())}
    return above | {scope for scope, count in people.items() if count >= at_least}


def _people_by_unit() -> Iterator[int]:
    """Everyone ever employed, each once, neighbours together."""
    seen: set[int] = set()
    employments = Employment.objects.order_by("unit__path", "person").values_list("person", flat=True)
    for person in employments.iterator(10_000):
        if person not in seen:
            seen.add(person)
            yield person


def _take_units(changes: Changes) -> Changes:
    """Take the units' changes out of `changes`; those of large scopes stay, to be put together."""
    taken: Changes = Counter({key: delta for key, delta in changes.items() if key[0].startswith("u")})
    for key in taken:
        del changes[key]
    return taken


def _store_inputs(generation: int, inputs: dict[int, PersonInputs]) -> None:
    FoldedPerson.objects.bulk_create(
        FoldedPerson(generation=generation, person=person, inputs=to_json(found))
        for person, found in inputs.items()
        if found.presences
    )


def _touches(inputs: PersonInputs, scopes: Collection[str]) -> bool:
    return any(scope in scopes for presence in inputs.presences for scope in presence.scopes)


def _in_parts(people: Iterable[int], size: int) -> Iterator[list[int]]:
    remaining = iter(people)
    while part := list(islice(remaining, size)):
        yield part
