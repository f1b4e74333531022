"""Totals of changes for the figures of a place: from the ledger if it covers the place, else the records."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from operator import or_

from django.db.models import Q, QuerySet, Sum

from lms.reports.models import LedgerEntry, LedgerState
from lms.reports.projection.contributions import (
    ANY_MODULE,
    Changes,
    Place,
    contribute,
    scope_of,
    scopes_within,
)
from lms.reports.projection.ledger import PEOPLE_AT_ONCE, pending_changes
from lms.requirements.api import AssignmentIndex, read_done, read_employments
from people.api import Employment, Municipality, Unit

#: (scope, module, measure)
Key = tuple[str, int, str]

MAX_TRIES = 3


@dataclass(frozen=True)
class MeasureQuery:
    """The scopes, measures and modules of which totals are requested."""

    scopes: Sequence[str]
    measures: Sequence[str]
    modules: Sequence[int]

    def keys(self) -> Iterator[Key]:
        return ((s, module, m) for s in self.scopes for module in self.modules for m in self.measures)


class MeasureTotals:
    """Totals of measures. Without a generation, `changes` contains everything."""

    def __init__(self, changes: Changes, generation: int | None = None) -> None:
        self._generation = generation
        self._deltas: dict[Key, list[tuple[int, int]]] = defaultdict(list)
        for (scope, module, measure, day), delta in changes.items():
            if delta:
                self._deltas[scope, module, measure].append((day, delta))

    def up_to(self, day: dt.date, query: MeasureQuery) -> Counter[Key]:
        """Return the totals of all changes through `day`."""
        return self.between(dt.date.min, day, query)

    def between(self, first: dt.date, last: dt.date, query: MeasureQuery) -> Counter[Key]:
        """Return the totals of the changes from `first` through `last`."""
        totals: Counter[Key] = Counter()
        rows = self._entries(first, last, query).values_list("scope", "module", "measure")
        for scope, module, measure, total in rows.annotate(total=Sum("delta")):
            totals[scope, module, measure] = total
        low, high = first.toordinal(), last.toordinal()
        for key in query.keys() if self._deltas else ():
            totals[key] += sum(delta for day, delta in self._deltas.get(key, ()) if low <= day <= high)
        return totals

    def at_days(self, days: Sequence[dt.date], query: MeasureQuery) -> list[Counter[Key]]:
        """Return the totals through each of `days`, which are in ascending order."""
        by_day: dict[int, Counter[Key]] = defaultdict(Counter)
        rows = self._entries(dt.date.min, days[-1], query).values_list("scope", "module", "measure", "day")
        for scope, module, measure, day, total in rows.annotate(total=Sum("delta")):
            by_day[day.toordinal()][scope, module, measure] += total
        for key in query.keys() if self._deltas else ():
            for number, delta in self._deltas.get(key, ()):
                by_day[number][key] += delta
        running: Counter[Key] = Counter()
        totals_by_day, numbers = [], sorted(by_day, reverse=True)
        for day in days:
            while numbers and numbers[-1] <= day.toordinal():
                running.update(by_day[numbers.pop()])
            totals_by_day.append(Counter(running))
        return totals_by_day

    def _entries(self, first: dt.date, last: dt.date, query: MeasureQuery) -> QuerySet[LedgerEntry]:
        if self._generation is None:
            return LedgerEntry.objects.none()
        return LedgerEntry.objects.filter(
            generation=self._generation,
            scope__in=query.scopes,
            module__in=query.modules,
            measure__in=query.measures,
            day__range=(first, last),
        ).order_by()


def consistent_reads() -> Iterator[None]:
    """Yield once, and again if the ledger changed since, so that the caller reads anew.

    Completions projected during the reads would count twice or not at all.
    """
    for _ in range(MAX_TRIES - 1):
        before = _version()
        yield
        if _version() == before:
            return
    yield


def totals_of(places: Sequence[Place], *, modules: Collection[int], since: dt.date) -> MeasureTotals:
    """Return totals for `places` and `modules`, correct from `since` on."""
    from_ledger = ledger_totals(places, modules=modules)
    return from_ledger or MeasureTotals(live_changes(places, modules=modules, since=since))


def ledger_totals(places: Sequence[Place], *, modules: Collection[int]) -> MeasureTotals | None:
    """Return totals from the ledger and the completions after its watermark, or None if it lacks a place.

    For `ANY_MODULE` alone it covers every place, else those with at least `DETAILED_FROM` employments.
    """
    state = LedgerState.objects.filter(rebuilt_at__isnull=False).first()
    if state is None:
        return None
    scopes = [scope_of(place) for place in places]
    if set(modules) != {ANY_MODULE} and not set(scopes) <= set(state.detailed):
        return None
    return MeasureTotals(_of_scopes(pending_changes(state, scopes=scopes)[1], scopes), state.generation)


def live_changes(
    places: Sequence[Place], *, since: dt.date, modules: Collection[int] | None = None
) -> Changes:
    """Return the contributions of everyone employed in `places` since then, computed from the records."""
    changes: Changes = Counter()
    if not places:
        return changes
    units = Unit.objects.filter(reduce(or_, map(_units_within, places)))
    scopes, assignments = scopes_within(places, units), AssignmentIndex()
    employed = Employment.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=since), unit__in=units)
    people = iter(employed.order_by("person").values_list("person", flat=True).distinct())
    if modules is not None and ANY_MODULE in modules:
        modules = {*modules, *assignments.modules}
    while batch := list(islice(people, PEOPLE_AT_ONCE)):
        employments = read_employments(batch, scopes, assignments)
        done = read_done(batch, modules=modules)
        for person in batch:
            contribute(changes, employments[person], done.get(person, {}))
    return changes


def _units_within(place: Place) -> Q:
    """Return the condition on Unit to be in `place`; all units if it is None."""
    if place is None:
        return Q(pk__isnull=False)
    if isinstance(place, Municipality):
        return Q(municipality=place)
    return place.subtree()


def _of_scopes(changes: Changes, scopes: Collection[str]) -> Changes:
    return Counter({key: delta for key, delta in changes.items() if key[0] in scopes})


def _version() -> int | None:
    return LedgerState.objects.values_list("version", flat=True).first()
