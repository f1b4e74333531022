"""Rebuild and incremental projection of the ledger of figures.

The ledger contains every completion up to its watermark. Recording a completion therefore writes nothing
here: readers add the completions after the watermark (`pending_changes`), which are projected periodically.
Changes of employments, leaves, exemptions and assignments are projected at once, by subtracting a person's
old contributions and adding the new ones. Without a state (before the first rebuild) these functions do
nothing and figures are computed from the records.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from infrastructure.db.api import read_watermark
from lms.records.api import Completion
from lms.reports.models import DirtyPerson, LedgerEntry, LedgerState, PersonSnapshot
from lms.reports.projection.contributions import REGION, Changes, all_scopes, contribute, scope_of
from lms.reports.projection.entries import coarsen, write_entries
from lms.reports.projection.snapshots import from_json, to_json
from lms.requirements.api import AssignmentIndex, EmploymentInterval, Scopes, read_done, read_employments
from people.api import Employment, Municipality

#: employments in the subtree of a unit from which on it has entries for each module; below, figures are
#: computed from the records
DETAILED_FROM = 150
PEOPLE_AT_ONCE = 500
CHANGES_AT_ONCE = 200_000
#: seconds to wait for transactions that write completions
WATERMARK_TIMEOUT = 10.0


def rebuild_ledger(*, detailed_from: int = DETAILED_FROM) -> int:
    """Build a new generation beside the one in use, then activate it; return the number of entries.

    Read without locks and write in small transactions, so that commits of learners are not blocked.
    """
    state = _begin_building()
    # Completions after the watermark are added by readers, so the old watermark is valid too.
    generation = state.generation + 1
    watermark = read_watermark(Completion, timeout=WATERMARK_TIMEOUT) or state.watermark
    _discard(generation)
    assignments, scopes = AssignmentIndex(), all_scopes()
    detailed = _detailed_scopes(scopes, detailed_from)
    changes: Changes = Counter()
    written = retained = 0
    for people in _batches(_people_by_unit(), PEOPLE_AT_ONCE):
        inputs = read_employments(people, scopes, assignments)
        done = read_done(people, up_to=watermark)
        for person, employments in inputs.items():
            contribute(changes, employments, done.get(person, {}), detailed=detailed)
        _store_inputs(generation, inputs)
        if len(changes) - retained > CHANGES_AT_ONCE:
            written += write_entries(generation, coarsen(_pop_units(changes)))
            changes = coarsen(changes) if len(changes) > 2 * CHANGES_AT_ONCE else changes
            retained = len(changes)
    written += write_entries(generation, coarsen(changes))
    _activate(generation, watermark, sorted(detailed))
    return written


@transaction.atomic
def reproject_people(person_ids: Collection[int]) -> None:
    """Replace the contributions of these people by their present ones."""
    state = _locked_state()
    if state is None or not person_ids:
        return
    if state.is_building:
        DirtyPerson.objects.bulk_create(
            [DirtyPerson(person=person) for person in person_ids], ignore_conflicts=True
        )
    assignments, scopes = AssignmentIndex(), all_scopes()
    for people in _batches(person_ids, PEOPLE_AT_ONCE):
        _reproject(state, people, read_employments(people, scopes, assignments))
    LedgerState.objects.filter(pk=state.pk).update(version=F("version") + 1)


def project_completions() -> int:
    """Project the completions after the watermark into the ledger; return the number of people.

    Completions before which another one may still be committed are left to the next call.
    """
    watermark = read_watermark(Completion, timeout=WATERMARK_TIMEOUT)
    with transaction.atomic():
        state = _locked_state()
        if state is None or watermark is None or watermark <= state.watermark:
            return 0
        people, changes = pending_changes(state, up_to=watermark)
        write_entries(state.generation, changes)
        state.watermark = watermark
        state.version += 1
        state.save(update_fields=["watermark", "version"])
    return people


def pending_changes(
    state: LedgerState, *, up_to: int | None = None, scopes: Collection[str] | None = None
) -> tuple[int, Changes]:
    """Return the number of people with completions after the watermark, and the resulting changes."""
    new = Completion.objects.filter(pk__gt=state.watermark)
    if up_to is not None:
        new = new.filter(pk__lte=up_to)
    rows = list(new.values_list("person", "module"))
    changes: Changes = Counter()
    for batch in _batches(sorted({person for person, _ in rows}), PEOPLE_AT_ONCE):
        snapshots = PersonSnapshot.objects.filter(generation=state.generation, person__in=batch)
        inputs = {person: from_json(data) for person, data in snapshots.values_list("person", "inputs")}
        if scopes is not None:
            inputs = {
                person: employments
                for person, employments in inputs.items()
                if _overlaps(employments, scopes)
            }
        modules = {module for person, module in rows if person in inputs}
        modules |= {
            m for employments in inputs.values() for employment in employments for m in employment.due
        }
        before = read_done(inputs, modules=modules, up_to=state.watermark)
        after = read_done(inputs, modules=modules, up_to=up_to)
        detailed = set(state.detailed)
        for person, employments in inputs.items():
            contribute(changes, employments, after.get(person, {}), detailed=detailed)
            contribute(changes, employments, before.get(person, {}), detailed=detailed, sign=-1)
    return len({person for person, _ in rows}), changes


def _reproject(state: LedgerState, people: list[int], inputs: dict[int, list[EmploymentInterval]]) -> None:
    snapshots = PersonSnapshot.objects.filter(generation=state.generation, person__in=people)
    before = {row.person: row for row in snapshots}
    changed = {
        person: employments
        for person, employments in inputs.items()
        if to_json(employments) != (before[person].inputs if person in before else to_json([]))
    }
    done = read_done(changed, up_to=state.watermark) if changed else {}
    changes: Changes = Counter()
    detailed = set(state.detailed)
    for person, employments in changed.items():
        if person in before:
            old = from_json(before[person].inputs)
            contribute(changes, old, done.get(person, {}), detailed=detailed, sign=-1)
        contribute(changes, employments, done.get(person, {}), detailed=detailed)
    write_entries(state.generation, changes)
    snapshots.filter(person__in=changed).delete()
    _store_inputs(state.generation, changed)


def _begin_building() -> LedgerState:
    with transaction.atomic():
        state = _locked_state() or LedgerState.objects.create(generation=0)
        DirtyPerson.objects.all().delete()
        state.is_building = True
        state.save(update_fields=["is_building"])
    return state


def _activate(generation: int, watermark: int, detailed: list[str]) -> None:
    with transaction.atomic():
        state = _locked_state()
        if state is None:
            return
        state.generation, state.watermark, state.detailed = generation, watermark, detailed
        state.version, state.is_building, state.rebuilt_at = state.version + 1, False, timezone.now()
        state.save()
        reproject_people(list(DirtyPerson.objects.values_list("person", flat=True)))
    for old in LedgerEntry.objects.exclude(generation=generation).values_list("generation").distinct():
        _discard(old[0])
    PersonSnapshot.objects.exclude(generation=generation).delete()


def _discard(generation: int) -> None:
    """Delete a generation in batches, each in a short transaction."""
    for model in (LedgerEntry, PersonSnapshot):
        while batch := list(
            model.objects.filter(generation=generation).values_list("pk", flat=True)[:20_000]
        ):
            model.objects.filter(pk__gte=min(batch), pk__lte=max(batch), generation=generation).delete()


def _locked_state() -> LedgerState | None:
    return LedgerState.objects.select_for_update().first()


def _detailed_scopes(scopes: Mapping[int, Scopes], at_least: int) -> set[str]:
    """Return the region, every municipality, and the units with at least that many employments ever."""
    people: Counter[str] = Counter()
    for unit in Employment.objects.values_list("unit", flat=True).iterator(10_000):
        people.update(scopes.get(unit, ()))
    above = {REGION, *map(scope_of, Municipality.objects.all())}
    return above | {scope for scope, count in people.items() if count >= at_least}


def _people_by_unit() -> Iterator[int]:
    """Yield everyone ever employed, each once, grouped by unit."""
    seen: set[int] = set()
    employments = Employment.objects.order_by("unit__path", "person").values_list("person", flat=True)
    for person in employments.iterator(10_000):
        if person not in seen:
            seen.add(person)
            yield person


def _pop_units(changes: Changes) -> Changes:
    """Remove the changes of units from `changes` and return them; larger scopes stay to be merged."""
    popped: Changes = Counter({key: delta for key, delta in changes.items() if key[0].startswith("u")})
    for key in popped:
        del changes[key]
    return popped


def _store_inputs(generation: int, inputs: dict[int, list[EmploymentInterval]]) -> None:
    PersonSnapshot.objects.bulk_create(
        PersonSnapshot(generation=generation, person=person, inputs=to_json(employments))
        for person, employments in inputs.items()
        if employments
    )


def _overlaps(employments: list[EmploymentInterval], scopes: Collection[str]) -> bool:
    return any(scope in scopes for employment in employments for scope in employment.scopes)


def _batches(people: Iterable[int], size: int) -> Iterator[list[int]]:
    remaining = iter(people)
    while batch := list(islice(remaining, size)):
        yield batch
