"""Sums over changes, from the ledger, from memory, or from both: the one way in which figures are read."""

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
class Wanted:
    """Which sums are asked for."""

    scopes: Sequence[str]
    measures: Sequence[str]
    modules: Sequence[int]

    def keys(self) -> Iterator[Key]:
        return ((s, module, m) for s in self.scopes for module in self.modules for m in self.measures)


class Sums:
    """Answers what a measure amounted to. Without a generation, all there is lies in `changes`."""

    def __init__(self, changes: Changes, generation: int | None = None) -> None:
        self._generation = generation
        self._kept: dict[Key, list[tuple[int, int]]] = defaultdict(list)
        for (scope, module, measure, day), delta in changes.items():
            if delta:
                self._kept[scope, module, measure].append((day, delta))

    def up_to(self, day: dt.date, wanted: Wanted) -> Counter[Key]:
        """Return the sums of all changes through `day`."""
        return self.between(dt.date.min, day, wanted)

    def between(self, first: dt.date, last: dt.date, wanted: Wanted) -> Counter[Key]:
        """Return the sums of the changes from `first` through `last`."""
        sums: Counter[Key] = Counter()
        rows = self._entries(first, last, wanted).values_list("scope", "module", "measure")
        for scope, module, measure, total in rows.annotate(total=Sum("delta")):
            sums[scope, module, measure] = total
        low, high = first.toordinal(), last.toordinal()
        for key in wanted.keys() if self._kept else ():
            sums[key] += sum(delta for day, delta in self._kept.get(key, ()) if low <= day <= high)
        return sums

    def at_days(self, days: Sequence[dt.date], wanted: Wanted) -> list[Counter[Key]]:
        """Return the sums through each of `days`, which are in order."""
        by_day: dict[int, Counter[Key]] = defaultdict(Counter)
        rows = self._entries(dt.date.min, days[-1], wanted).values_list("scope", "module", "measure", "day")
        for scope, module, measure, day, total in rows.annotate(total=Sum("delta")):
            by_day[day.toordinal()][scope, module, measure] += total
        for key in wanted.keys() if self._kept else ():
            for number, delta in self._kept.get(key, ()):
                by_day[number][key] += delta
        running: Counter[Key] = Counter()
        found, numbers = [], sorted(by_day, reverse=True)
        for day in days:
            while numbers and numbers[-1] <= day.toordinal():
                running.update(by_day[numbers.pop()])
            found.append(Counter(running))
        return found

    def _entries(self, first: dt.date, last: dt.date, wanted: Wanted) -> QuerySet[LedgerEntry]:
        if self._generation is None:
            return LedgerEntry.objects.none()
        return LedgerEntry.objects.filter(
            generation=self._generation,
            scope__in=wanted.scopes,
            module__in=wanted.modules,
            measure__in=wanted.measures,
            day__range=(first, last),
        ).order_by()
