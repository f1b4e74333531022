"""Totals of changes from the ledger, from memory, or from both."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Sum

from lms.reports.models import LedgerEntry
from lms.reports.projection.contributions import Changes

if TYPE_CHECKING:
    from django.db.models import QuerySet

#: (scope, module, measure)
Key = tuple[str, int, str]


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
